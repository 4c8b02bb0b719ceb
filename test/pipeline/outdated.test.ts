import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/manifest/text-span.ts';
import { outdatedSteps, upgradeEdits } from '../../server/src/pipeline/outdated/index.ts';
import { signingPlans } from '../../server/src/pipeline/plan-signing.ts';
import type { CiFile, SignatureFormat } from '../../server/src/pipeline/signing-plan.ts';
import { imageNamed } from './cases.ts';
import { lintOf } from './linters.ts';

const image = imageNamed('ghcr.io/acme/app');

function workflow(steps: string): CiFile {
  const text = `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
  return { path: '.github/workflows/build.yml', text };
}

const run = (command: string) => workflow(`      - run: ${command}\n`);
const upgraded = (file: CiFile, format?: SignatureFormat) =>
  applyEdits(file.text, upgradeEdits(file, format));

/** What is marked, with what is said of it. */
function marked(file: CiFile, format?: SignatureFormat): string[] {
  return outdatedSteps(file, format).map(
    ({ span, message, fix }) =>
      `${file.text.slice(span.start, span.end)}: ${message}${fix ? ` [${fix.title}]` : ''}`,
  );
}

describe('a step as the first tutorials had it', () => {
  const file = workflow(
    [
      '      - uses: docker/build-push-action@v2',
      '        with:',
      '          push: true',
      '          tags: ghcr.io/acme/app:latest',
      '      - uses: sigstore/cosign-installer@main',
      '      - uses: sigstore/cosign-installer@59acb6260d9c0ba8f4a2f9d9b48431a222b68e20 # v3.5.0',
      '        with:',
      "          cosign-release: 'v2.2.4' # optional",
      '      - name: Sign',
      '        env:',
      '          COSIGN_EXPERIMENTAL: "1"',
      '        run: cosign sign --force ghcr.io/acme/app:latest',
      '',
    ].join('\n'),
  );

  it('is marked where it is out of date', () => {
    expect(marked(file)).toEqual([
      'sigstore/cosign-installer@59acb6260d9c0ba8f4a2f9d9b48431a222b68e20: This installs Cosign 2, which gets no new features; with Cosign 3 signatures become bundles, unless the command asks for legacy ones. [Install Cosign 3]',
      'COSIGN_EXPERIMENTAL: COSIGN_EXPERIMENTAL has had no effect on signing since Cosign 2, where keyless is the default; remove it. [Remove COSIGN_EXPERIMENTAL]',
      'cosign: Cosign 2 and later ask before they sign, and nobody answers here; add --yes. [Add --yes]',
      '--force: Cosign 2 and later refuse --force; remove it. [Remove --force]',
      'ghcr.io/acme/app:latest: This signs whatever the tag names by then; sign the digest that the build pushed. [Sign the digest]',
    ]);
  });

  it('is brought up to date at once', async () => {
    const after = upgraded(file);
    expect(after).toBe(
      workflow(
        [
          '      - id: build',
          '        uses: docker/build-push-action@v2',
          '        with:',
          '          push: true',
          '          tags: ghcr.io/acme/app:latest',
          '      - uses: sigstore/cosign-installer@main',
          '      - uses: sigstore/cosign-installer@6f9f17788090df1f26f669e9d70d6ae9567deba6 # v4.1.2',
          '      - name: Sign',
          '        run: cosign sign --yes ghcr.io/acme/app@${{ steps.build.outputs.digest }}',
          '',
        ].join('\n'),
      ).text,
    );
    expect(outdatedSteps({ ...file, text: after })).toEqual([]);
    expect(await lintOf('github', after)).toEqual([]);
  });

  it('is what adding a signing step does to it', () => {
    const { plans, signed } = signingPlans(image, [file], { tool: 'cosign' });
    expect(plans.map(({ kind, edits }) => [kind, applyEdits(file.text, edits)])).toEqual([
      ['upgrade', upgraded(file)],
    ]);
    expect(signed).toHaveLength(1);
    const after = { ...file, text: upgraded(file) };
    expect(signingPlans(image, [after], { tool: 'cosign' }).plans).toEqual([]);
  });
});

describe('flags', () => {
  const sign = (flags: string) => `cosign sign --yes ${flags} "\${IMAGE}@\${DIGEST}"`;
  it.each([
    ['--new-bundle-format', ''],
    ['--new-bundle-format=true', ''],
    ['--tlog-upload=true', ''],
    ['--rekor-url=https://rekor.sigstore.dev', ''],
    ['--fulcio-url https://fulcio.sigstore.dev --oidc-issuer https://oauth2.sigstore.dev/auth', ''],
    ['--key env://KEY --tlog-upload=false', '--key env://KEY --tlog-upload=false --use-signing-config=false'],
    ['--new-bundle-format=false', '--new-bundle-format=false --use-signing-config=false'],
    [
      '--rekor-url https://rekor.acme.example',
      '--rekor-url https://rekor.acme.example --use-signing-config=false',
    ],
    ['-f', ''],
  ])('%s becomes %s', (flags, better) => {
    const after = upgraded(run(sign(flags)));
    expect(after).toBe(run(sign(better).replace('  ', ' ')).text);
    expect(outdatedSteps(run(sign(better)))).toEqual([]);
  });

  it.each([
    '--key env://KEY',
    '--new-bundle-format=false --use-signing-config=false',
    '-a ref=main --recursive',
  ])('leaves %s alone', (flags) => expect(outdatedSteps(run(sign(flags)))).toEqual([]));

  it('says what goes with Cosign 4, and leaves it to people', () => {
    expect(marked(run(sign('--output-signature out.sig')))).toEqual([
      '--output-signature: --output-signature is deprecated and goes with Cosign 4; do without it.',
    ]);
  });

  it('fits the layout that is asked for, and without one keeps to what is there', () => {
    const legacy = run(sign('--new-bundle-format=false --use-signing-config=false'));
    const bundles = run('cosign sign --yes "${IMAGE}@${DIGEST}"');
    expect(marked(bundles, 'legacy')).toEqual([
      'cosign: This makes bundles, and legacy signatures are wanted; add --new-bundle-format=false --use-signing-config=false. [Make legacy signatures]',
    ]);
    expect(outdatedSteps({ ...bundles, text: upgraded(bundles, 'legacy') }, 'legacy')).toEqual([]);
    expect(outdatedSteps({ ...legacy, text: upgraded(legacy, 'bundle') }, 'bundle')).toEqual([]);
    expect(upgradeEdits(legacy)).toEqual([]);
    expect(upgradeEdits(bundles)).toEqual([]);
  });
});

describe('what is signed', () => {
  it.each([
    ['cosign sign --yes ghcr.io/acme/app:1', true],
    ['cosign sign --yes "ghcr.io/acme/app:${TAG}"', true],
    ['cosign sign --yes ghcr.io/acme/app', true],
    ['cosign sign --yes ghcr.io/acme/app@sha256:abc', false],
    ['cosign sign --yes ghcr.io/acme/app:1@${DIGEST}', false],
    ['cosign sign --yes ${IMAGE_DIGEST}', false],
    ['echo "${TAGS}" | xargs -I {} cosign sign --yes {}@${DIGEST}', false],
    ['cosign verify ghcr.io/acme/app:1', false],
    ['echo cosign signs ghcr.io/acme/app:1', false],
    ['cosign sign-blob --yes file', false],
  ])('%s: by a tag %s', (command, expected) => {
    expect(outdatedSteps(run(`|\n          ${command}`)).some(({ message }) => message.includes('tag'))).toBe(
      expected,
    );
  });

  it('by the script that pushed it becomes what was pushed', () => {
    const file = run(
      '|\n          docker push ghcr.io/acme/app:$TAG\n          cosign sign --yes ghcr.io/acme/app:$TAG',
    );
    expect(upgraded(file)).toMatch(
      /cosign sign --yes "ghcr\.io\/acme\/app@\$\(docker image inspect [^\n]*\)"$/m,
    );
    expect(outdatedSteps({ ...file, text: upgraded(file) })).toEqual([]);
  });
});

describe('other files', () => {
  it.each([
    [
      '.gitlab-ci.yml',
      'variables:\n  COSIGN_EXPERIMENTAL: "1"\n  A: b\nsign:\n  script:\n    - cosign sign -y a/b@$D\n',
      'variables:\n  A: b\nsign:\n  script:\n    - cosign sign -y a/b@$D\n',
    ],
    [
      '.circleci/config.yml',
      'jobs:\n  a:\n    steps:\n      - run: COSIGN_EXPERIMENTAL=1 cosign sign -y $X\n',
      'jobs:\n  a:\n    steps:\n      - run: cosign sign -y $X\n',
    ],
    [
      'Jenkinsfile',
      "pipeline { stages { stage('a') { steps {\nsh 'cosign sign $X'\n} } } }\n",
      "pipeline { stages { stage('a') { steps {\nsh 'cosign sign --yes $X'\n} } } }\n",
    ],
    [
      'azure-pipelines.yml',
      'steps:\n- script: cosign sign --yes -f $X\n',
      'steps:\n- script: cosign sign --yes $X\n',
    ],
  ])('%s is looked through too', (path, before, after) => {
    expect(upgraded({ path, text: before })).toBe(after);
    expect(outdatedSteps({ path, text: after })).toEqual([]);
  });

  it('are none of ours', () => {
    const text = 'steps:\n  - run: cosign sign --force a:b\n';
    for (const path of ['deployment.yaml', '.github/dependabot.yml', 'docs/.github/workflows.yml']) {
      expect(outdatedSteps({ path, text })).toEqual([]);
    }
  });

  it('COSIGN_EXPERIMENTAL that is still an experiment stays', () => {
    const file = run('COSIGN_EXPERIMENTAL=1 cosign sign --yes --registry-referrers-mode=oci-1-1 a/b@$D');
    expect(outdatedSteps(file)).toEqual([]);
  });
});
