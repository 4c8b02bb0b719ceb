import { describe, expect, it } from 'vitest';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import type { SigningPlansResult } from '../../server/src/lsp/protocol.ts';
import { deployment, type LspClient, useServer } from '../support/lsp/index.ts';
import { buildImage } from '../support/registry/index.ts';

const server = useServer();
const file = 'k8s/deployment.yaml';
const ci = '.github/workflows/build.yml';

const workflow = (image: string) =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    permissions: { contents: read }\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { push: true, tags: '${image}:1' }\n`;

async function start(options: Parameters<typeof server.start>[0] = {}, tags?: string) {
  server.registry.push('localhost', 'acme/app', buildImage(), '1.0');
  const name = `${server.registry.host}/acme/app`;
  const files = { [file]: deployment(`${name}:1.0`), ...(tags !== '' && { [ci]: workflow(tags ?? name) }) };
  const client = await server.start({ ...options, files: { ...files, ...options.files } });
  await client.open(file);
  await client.settled(file);
  return { client, name };
}

function ask(client: LspClient, params: object): Promise<SigningPlansResult | null> {
  return client.connection.sendRequest('imageseal/signingPlans', params);
}

const here = (client: LspClient) => ({
  uri: client.uri(file),
  position: client.rangeOf(file, 'acme/app').start,
});

describe('an unsigned image', () => {
  it('can be signed by the workflow that builds it', async () => {
    const { client, name } = await start();
    const actions = await client.codeActions(file, 'acme/app');
    const action = actions.find(({ title }) => title === `Add a signing step to ${ci}…`);
    expect(action).toMatchObject({
      kind: 'quickfix',
      diagnostics: [{ code: 'unsigned' }],
      command: { command: 'imageseal.addSigningStep' },
    });
    const result = await ask(client, action?.command?.arguments?.[0]);
    expect(result).toMatchObject({
      image: name,
      signed: [],
      plans: [
        { file: ci, uri: client.uri(ci), kind: 'add', tool: 'cosign', notes: [] },
        { file: ci, tool: 'notation', notes: [expect.stringContaining('NOTATION_KEY_ID')] },
      ],
    });
    await client.apply(result?.plans[0]?.edit as WorkspaceEdit);
    expect(client.read(ci)).toContain('run: cosign sign --yes "${IMAGE}@${DIGEST}"');
    expect(await ask(client, here(client))).toMatchObject({
      plans: [],
      signed: [expect.stringContaining(ci)],
    });
  });

  it('is looked for in what the editor holds, and the edit is of that', async () => {
    const { client, name } = await start({}, '');
    client.write(ci, 'on: push\n');
    await client.open(ci, workflow(name));
    const result = await ask(client, here(client));
    await client.apply(result?.plans[0]?.edit as WorkspaceEdit);
    expect(client.text(ci)).toContain('cosign sign');
    expect(client.read(ci)).toBe('on: push\n');
  });

  it('may be built by several, found anywhere', async () => {
    const { client, name } = await start({ files: { 'build/ci/Jenkinsfile': '', '.gitlab-ci.yml': '' } });
    client.write('.gitlab-ci.yml', `push:\n  image: docker:27\n  script:\n    - docker push ${name}:2\n`);
    client.write(
      'build/ci/Jenkinsfile',
      `pipeline {\n  stages {\n    stage('Push') {\n      steps {\n        sh 'docker push ${name}:3'\n      }\n    }\n  }\n}\n`,
    );
    const result = await ask(client, here(client));
    // Of these only GitHub has steps of Notation's.
    expect(result?.plans.map(({ file, tool }) => `${tool} ${file}`)).toEqual([
      `cosign ${ci}`,
      'cosign .gitlab-ci.yml',
      'cosign build/ci/Jenkinsfile',
      `notation ${ci}`,
    ]);
    expect((await client.codeActions(file, 'acme/app')).map(({ title }) => title)).toContain(
      'Add a signing step to CI…',
    );
  });

  it('gets a workflow of its own where nothing builds it', async () => {
    const { client, name } = await start({ files: { '.github/workflows/README.md': '' } }, '');
    const result = await ask(client, { image: `${name}:1.0` });
    expect(result?.plans).toMatchObject([
      { kind: 'create', file: '.github/workflows/sign.yml', tool: 'cosign' },
      {
        kind: 'create',
        tool: 'notation',
        notes: [expect.stringContaining('No CI file'), expect.stringContaining('NOTATION_KEY_ID')],
      },
    ]);
    await client.apply(result?.plans[0]?.edit as WorkspaceEdit);
    expect(client.read('.github/workflows/sign.yml')).toContain(`IMAGE: ${name}`);
  });

  it('says what is in the way', async () => {
    const { client } = await start();
    expect(await ask(client, { image: '{{ .Values.image }}' })).toMatchObject({
      plans: [],
      problem: '"{{ .Values.image }}" is not the name of an image, so nothing is known to build it.',
    });
    const elsewhere = await start({ files: { '.gitlab-ci.yml': 'test: { script: [make] }\n' } }, '');
    expect(await ask(elsewhere.client, here(elsewhere.client))).toMatchObject({
      plans: [],
      problem: `No CI file of this folder builds ${elsewhere.name} in a way that can be changed safely.`,
    });
  });
});

describe('the tool that signs', () => {
  const rule = (members: string) => ({ '.imageseal.yaml': `trust:\n  - images: '**'\n    ${members}\n` });
  const toolsOf = async (files: Readonly<Record<string, string>>, tags?: string) => {
    const { client } = await start({ files }, tags);
    return (await ask(client, here(client)))?.plans.map(({ tool }) => tool);
  };

  it('is the one whose signatures are trusted, where that is said', async () => {
    expect(await toolsOf(rule('notation: { policy: p.json, store: s }'))).toEqual(['notation']);
    expect(await toolsOf(rule('keys: [{ file: app.pub }]'))).toEqual(['cosign']);
    const both = 'keys: [{ file: app.pub }]\n    notation: { policy: p.json, store: s }';
    expect(await toolsOf(rule(both))).toEqual(['cosign', 'notation']);
  });

  it('is Cosign where a CI system has no steps of Notation’s', async () => {
    const script = `push:\n  image: docker:27\n  script:\n    - docker push ${server.registry.host}/acme/app:2\n`;
    const files = { ...rule('notation: { policy: p.json, store: s }'), '.gitlab-ci.yml': script };
    expect(await toolsOf(files, '')).toEqual(['cosign']);
  });
});

describe('Restricted Mode', () => {
  it('reads and offers nothing', async () => {
    const { client } = await start({ initializationOptions: { commands: true } });
    const titles = (await client.codeActions(file, 'acme/app')).map(({ title }) => title);
    expect(titles.filter((title) => title.includes('signing step'))).toEqual([]);
    expect(await ask(client, here(client))).toMatchObject({
      plans: [],
      problem: 'In Restricted Mode no CI file is read or changed; trust the workspace first.',
    });
  });
});

describe('a signing step that is out of date', () => {
  const outdated = `${workflow('ghcr.io/acme/app')}      - run: cosign sign --force ghcr.io/acme/app:1\n`;

  it('is marked in CI files, with fixes that mend it', async () => {
    const client = await server.start({ files: { [ci]: outdated } });
    await client.open(ci);
    const found = await client.settled(ci);
    expect(found.map(({ code, severity, source }) => [code, severity, source])).toEqual(
      Array.from({ length: 3 }, () => ['signing-step', 2, 'imageseal']),
    );
    for (const place of ['cosign sign', '--force', 'ghcr.io/acme/app:1\n']) {
      const [action] = await client.codeActions(ci, place);
      expect(action).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: 'signing-step' }] });
      await client.apply(action?.edit as WorkspaceEdit);
    }
    expect(client.text(ci)).toContain(
      'run: cosign sign --yes ghcr.io/acme/app@${{ steps.build.outputs.digest }}\n',
    );
    expect(await client.settled(ci)).toEqual([]);
  });

  it('is nobody’s business in other files, and a manifest stays one wherever it lies', async () => {
    const client = await server.start({ files: { 'docs/example.yml': outdated } });
    await client.open('docs/example.yml');
    expect(await client.settled('docs/example.yml')).toEqual([]);
    await client.open('.gitlab/agents/app.yaml', deployment('nginx:1.27@sha256:x'));
    expect((await client.settled('.gitlab/agents/app.yaml')).map(({ code }) => code)).toEqual([
      'invalid-reference',
    ]);
  });
});
