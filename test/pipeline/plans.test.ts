import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/manifest/text-span.ts';
import { outdatedSteps } from '../../server/src/pipeline/outdated/index.ts';
import { signingPlans } from '../../server/src/pipeline/plan-signing.ts';
import type { CiFile, SigningStepOptions } from '../../server/src/pipeline/signing-plan.ts';
import { goldenCases, imageNamed } from './cases.ts';
import { lintOf } from './linters.ts';
import { lost, valuesOf } from './only-adds.ts';

const image = imageNamed('ghcr.io/acme/app');
const cosign: SigningStepOptions = { tool: 'cosign' };

function workflow(steps: string, path = '.github/workflows/build.yml', more = ''): CiFile {
  return { path, text: `on: push\n${more}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}` };
}

const builds = (tags: string, path?: string, more?: string) =>
  workflow(
    `      - uses: docker/build-push-action@v6\n        with: { push: true, tags: '${tags}' }\n`,
    path,
    more,
  );
const plans = (files: readonly CiFile[], options = cosign, of = image) =>
  signingPlans(of, files, options).plans;
const resultOf = (file: CiFile, options = cosign) => {
  const [plan] = plans([file], options);
  return plan && applyEdits(file.text, plan.edits);
};

describe('which builds match', () => {
  it.each([
    ['ghcr.io/acme/app', 'exact'],
    ['ghcr.io/acme/app:1', 'exact'],
    ['ghcr.io/acme/other,ghcr.io/acme/app:${{ github.sha }}', 'exact'],
    ['${{ vars.REGISTRY }}/app', 'likely'],
    ['ghcr.io/${{ github.repository }}:1', 'possible'],
    ['${{ needs.meta.outputs.tags }}', 'possible'],
    ['ghcr.io/acme/other', undefined],
    ['docker.io/acme/app', undefined],
    ['acme/app', undefined],
    ['${{ vars.REGISTRY }}/other', undefined],
    ['ghcr.io/${{ github.repository }}-debug', undefined],
  ])('%s: %s', (tags, certainty) => {
    const made = plans([builds(tags)]).filter(({ kind }) => kind === 'add');
    expect(made.map((plan) => plan.certainty)).toEqual(certainty === undefined ? [] : [certainty]);
    if (certainty !== undefined && certainty !== 'exact')
      expect(made[0]?.notes[0]).toContain('Check that it is');
  });

  it('knows the repository by its git remote', () => {
    const origin = { host: 'github.com', path: 'Acme/App' };
    const [plan] = plans([builds('ghcr.io/${{ github.repository }}:1')], { ...cosign, origin });
    expect(plan).toMatchObject({ certainty: 'exact', kind: 'add' });
    const other = { host: 'github.com', path: 'acme/other' };
    expect(plans([builds('ghcr.io/${{ github.repository }}:1')], { ...cosign, origin: other })[0]?.kind).toBe(
      'create',
    );
  });

  it('knows variables of the workflow, whatever they are made of', () => {
    const env = 'env: { REGISTRY: ghcr.io, NAME: "${{ env.REGISTRY }}/acme/app" }\n';
    expect(plans([builds('${{ env.NAME }}:1', undefined, env)])[0]?.certainty).toBe('exact');
    const circular = 'env: { NAME: "${{ env.NAME }}" }\n';
    expect(plans([builds('${{ env.NAME }}:1', undefined, circular)])[0]?.certainty).toBe('possible');
  });

  it('knows the images of Docker Hub by every name', () => {
    const nginx = imageNamed('nginx');
    for (const tags of ['nginx:1', 'library/nginx', 'docker.io/nginx', 'index.docker.io/library/nginx']) {
      expect(plans([builds(tags)], cosign, nginx)[0]?.certainty, tags).toBe('exact');
    }
  });

  it('the surest count, and all of them', () => {
    const files = [
      builds('ghcr.io/acme/app:1', '.github/workflows/a.yml'),
      builds('${{ vars.REGISTRY }}/app', '.github/workflows/b.yml'),
      builds('ghcr.io/acme/app:2', '.github/workflows/c.yml'),
    ];
    expect(plans(files).map(({ file }) => file)).toEqual([
      '.github/workflows/a.yml',
      '.github/workflows/c.yml',
    ]);
  });

  it.each([
    'docker build -t ghcr.io/acme/app .',
    'docker push ghcr.io/acme/other:1',
    'echo docker push ghcr.io/acme/app:1',
    '# docker push ghcr.io/acme/app:1',
    'docker pull ghcr.io/acme/app:1',
    'docker buildx build --output type=image,push-by-digest=true,push=true -t ghcr.io/acme/app .',
  ])('%s pushes no such image', (command) => {
    const file = workflow(`      - run: |\n          ${command}\n          true\n`);
    expect(plans([file])[0]?.kind).toBe('create');
  });

  it.each([
    'docker push ghcr.io/acme/app:1',
    'sudo docker image push -q "ghcr.io/acme/app:1"',
    'docker build --push -t ghcr.io/acme/app:1 .',
    'docker buildx build --tag=ghcr.io/acme/app --output=type=registry .',
    'docker buildx imagetools create -t ghcr.io/acme/app:1 a b',
    'docker manifest push ghcr.io/acme/app:1',
    'podman push --authfile auth.json local ghcr.io/acme/app:1',
    'buildah push app docker://ghcr.io/acme/app:1',
    '/kaniko/executor --destination=ghcr.io/acme/app:1',
    'KO_DOCKER_REPO=ghcr.io/acme/app ko build --bare .',
    'crane push app.tar ghcr.io/acme/app:1',
    'skopeo copy dir:x docker://ghcr.io/acme/app:1',
    'make && if true; then docker push ghcr.io/acme/app; fi',
    'for tag in 1 2; do docker push ghcr.io/acme/app:$tag; done',
  ])('%s does', async (command) => {
    const file = workflow(`      - run: |\n          ${command}\n          true\n`);
    const expected = command.startsWith('KO_') ? 'possible' : 'exact';
    expect(plans([file])[0]).toMatchObject({ kind: 'add', certainty: expected });
    const after = resultOf(file) ?? '';
    expect(await lintOf('github', after)).toEqual([]);
    expect(plans([{ ...file, text: after }])).toEqual([]);
  });
});

describe('no build', () => {
  it('gets a workflow of its own, where that can be on GitHub', async () => {
    const [plan] = plans([]);
    expect(plan).toMatchObject({ kind: 'create', file: '.github/workflows/sign.yml', system: 'github' });
    const text = applyEdits('', plan?.edits ?? []);
    expect(await lintOf('github', text)).toEqual([]);
    await expect(text).toMatchFileSnapshot('golden/new-workflow.yml');
    expect(plans([{ path: '.github/workflows/sign.yml', text }])).toEqual([]);
  });

  it('and none elsewhere', () => {
    const pipeline = { path: '.gitlab-ci.yml', text: 'test:\n  script: [make]\n' };
    expect(plans([pipeline])).toEqual([]);
    expect(plans([], { ...cosign, origin: { host: 'gitlab.com', path: 'a/b' } })).toEqual([]);
    expect(plans([pipeline, workflow('      - run: make\n')])[0]?.kind).toBe('create');
  });
});

describe('what is signed already', () => {
  const image1 =
    '      - uses: docker/build-push-action@v6\n        id: b\n        with: { push: true, tags: ghcr.io/acme/app:1 }\n';
  it.each([
    'cosign sign --yes ghcr.io/acme/app@${{ steps.b.outputs.digest }}',
    'cosign sign --yes "${IMAGE}@${DIGEST}"',
    'echo "$TAGS" | xargs -I {} cosign sign --yes {}@${DIGEST}',
    'notation sign ghcr.io/acme/app@$DIGEST',
    'docker run --rm ghcr.io/sigstore/cosign/cosign:v3.1.3 sign --yes ghcr.io/acme/app@$DIGEST',
  ])('%s', (command) => {
    const file = workflow(`${image1}      - run: |\n          ${command}\n`);
    expect(signingPlans(image, [file], cosign)).toMatchObject({ plans: [], signed: [{ file: file.path }] });
  });

  it('another image is none of this one', () => {
    const file = workflow(`${image1}      - run: cosign sign --yes ghcr.io/acme/other@$DIGEST\n`);
    expect(plans([file]).map(({ kind }) => kind)).toEqual(['add']);
  });

  it('another job may sign it', () => {
    const sign =
      '  sign:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: cosign sign --yes';
    const named = workflow(`${image1}${sign} ghcr.io/acme/app@$DIGEST\n`);
    expect(plans([named])).toEqual([]);
    const unknown = workflow(`${image1}${sign} $SOMETHING\n`);
    expect(plans([unknown]).map(({ kind }) => kind)).toEqual(['add']);
  });
});

describe('actions', () => {
  it('are pinned to commits, or as the workspace has them', () => {
    const other = (uses: string): CiFile =>
      workflow(`      - uses: ${uses}\n`, '.github/workflows/other.yml');
    const step = (...files: CiFile[]) =>
      /uses: (sigstore.*)/.exec(
        applyEdits(files[0]?.text ?? '', plans(files)[0]?.edits ?? []).replaceAll(
          /[^\n]*always\(\)[^\n]*/g,
          '',
        ),
      )?.[1];
    const build = builds('ghcr.io/acme/app:1');
    const pinned = 'sigstore/cosign-installer@6f9f17788090df1f26f669e9d70d6ae9567deba6 # v4.1.2';
    expect(step(build)).toBe(pinned);
    const own = 'sigstore/cosign-installer@v4.0.0';
    expect(step(build, other(own))).toBe(own);
    const commit = `sigstore/cosign-installer@${'a'.repeat(40)} # v4.2.0`;
    expect(step(build, other(commit))).toBe(commit);
    // What brings Cosign 2 does not know the flags.
    expect(step(build, other('sigstore/cosign-installer@v3.5.0'))).toBe(pinned);
  });
});

describe('what cannot be changed safely', () => {
  it.each<[string, CiFile]>([
    ['is no YAML', workflow('      - uses: [docker/build-push-action\n')],
    ['is folded', workflow('      - run: >\n          docker push\n          ghcr.io/acme/app:1\n')],
    ['is for PowerShell', workflow('      - run: docker push ghcr.io/acme/app:1\n        shell: pwsh\n')],
    [
      'is a scripted pipeline',
      { path: 'Jenkinsfile', text: "node {\n  sh 'docker push ghcr.io/acme/app:1'\n}\n" },
    ],
    [
      'has quotes that do not add up',
      {
        path: 'Jenkinsfile',
        text: "pipeline { stages { steps {\nsh 'docker push ghcr.io/acme/app:1\n} } }\n",
      },
    ],
    [
      'is on one line with others',
      {
        path: 'Jenkinsfile',
        text: "pipeline { stages { stage('x') { steps { sh 'docker push ghcr.io/acme/app:1' } } } }\n",
      },
    ],
    [
      'is for Windows',
      {
        path: 'azure-pipelines.yml',
        text: 'pool: { vmImage: windows-latest }\nsteps:\n- script: docker push ghcr.io/acme/app:1\n',
      },
    ],
    [
      'asks for what only the registry knows',
      { path: '.gitlab-ci.yml', text: 'a:\n  script:\n    - crane push app.tar ghcr.io/acme/app:1\n' },
    ],
  ])('%s', (_, file) => {
    expect(plans([file]).filter(({ kind }) => kind !== 'create')).toEqual([]);
  });
});

/** Where the text after lost something; nothing is said of Groovy, nor of YAML whose aliases lead nowhere. */
function lostIn(before: string, after: string): string | undefined {
  if (before.includes('pipeline {')) return undefined;
  let values: readonly unknown[];
  try {
    values = valuesOf(before);
  } catch {
    return undefined;
  }
  const result = valuesOf(after);
  return values.map((value, index) => lost(value, result[index])).find((path) => path !== undefined);
}

describe('whatever a file holds', () => {
  const cases = goldenCases();
  it('nothing is thrown or lost, and what is planned is planned once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.array(
          fc.record({
            at: fc.nat(3000),
            remove: fc.nat(40),
            insert: fc.constantFrom(
              '',
              '\n',
              '  ',
              '"',
              "'",
              '{',
              '}',
              ':',
              '- ',
              '&a ',
              '*a',
              '#',
              '|',
              '${{',
              '$(',
              '\\',
              '\t',
            ),
          }),
          { maxLength: 4 },
        ),
        ({ file, image: named, options }, mutations) => {
          let { text } = file;
          for (const { at, remove, insert } of mutations) {
            const start = Math.min(at, text.length);
            text = text.slice(0, start) + insert + text.slice(start + remove);
          }
          const changed = { ...file, text };
          const before = signingPlans(named, [changed], options);
          for (const { message, span } of outdatedSteps(changed)) {
            expect(message).not.toBe('');
            expect(span.end).toBeLessThanOrEqual(text.length);
          }
          for (const plan of before.plans) {
            if (plan.kind === 'create') continue;
            const after = applyEdits(text, plan.edits);
            expect(lostIn(text, after)).toBeUndefined();
            const again = signingPlans(named, [{ ...changed, text: after }], options);
            expect(again.plans.length).toBeLessThan(before.plans.length);
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  const doubling = Array.from(
    { length: 60 },
    (_, i) => `  V${i}: \${{ env.V${i + 1} }}\${{ env.V${i + 1} }}`,
  ).join('\n');

  const stage =
    "pipeline {\n  stages {\n    stage('a') {\n      steps {\n        sh 'docker push ghcr.io/acme/app:1'\n      }\n    }\n  }\n}\n";

  // Close to the 1 MiB that is read: what grows with the square of it takes longer than any test may.
  it.each([
    ['variables that multiply', builds('${{ env.V0 }}', undefined, `env:\n${doubling}\n`), 'add'],
    ['a name of many holes', builds(`\${{ x }}a${'${{ y }}a'.repeat(100_000)}`), 'create'],
    ['a name of many parts', builds(`${'x/'.repeat(400_000)}y`), 'create'],
    [
      'a name of expressions never closed',
      workflow(`      - run: docker push ${'${{'.repeat(300_000)}\n`),
      'create',
    ],
    [
      'a name of variables never closed',
      workflow(`      - run: docker push ${'${'.repeat(400_000)}\n`),
      'create',
    ],
    ['a line of many texts', { path: 'Jenkinsfile', text: `${"'' ".repeat(300_000)}\n${stage}` }, 'add'],
    ['substitutions never closed', workflow(`      - run: ${'$('.repeat(400_000)}\n`), 'create'],
    [
      'a thousand pushes',
      workflow(`      - run: |\n${'          docker push $A$B$C$D:$E\n'.repeat(1_000)}`),
      'add',
    ],
  ])('%s: planned like any other', (_, file, kind) => {
    expect(plans([file]).map((plan) => plan.kind)).toEqual([kind]);
  });
});

describe('the schemas', () => {
  it('do find mistakes', async () => {
    expect(
      await lintOf('github', builds('a:1').text.replace('push: true', 'push: true } , wit: { a: b')),
    ).not.toEqual([]);
    expect(await lintOf('gitlab', 'a:\n  script: [b]\n  id_tokens: { X: { audience: y } }\n')).not.toEqual(
      [],
    );
    expect(await lintOf('azure', 'steps:\n- script: a\n  task: b\n')).not.toEqual([]);
    expect(await lintOf('circleci', 'jobs: { a: { steps: [ { run: { cmd: b } } ] } }\n')).not.toEqual([]);
    expect(
      await lintOf('tekton', 'apiVersion: tekton.dev/v1\nspec: { tasks: [ { name: a } ] }\n'),
    ).not.toEqual([]);
    expect(await lintOf('jenkins', 'pipeline {')).not.toEqual([]);
  });
});
