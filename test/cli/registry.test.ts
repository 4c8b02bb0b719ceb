import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/build.ts';
import { buildImage, type Registry, startRegistry } from '../support/registry/index.ts';
import { vectorText } from '../support/vectors.ts';
import { app, pod, startAcme, web } from './support/acme.ts';
import { Workspace } from './support/run-cli.ts';

let registry: Registry;
let workspace: Workspace;

beforeAll(async () => {
  await ensureBuilt();
  registry = await startAcme();
}, 120_000);
afterAll(() => registry.close());
beforeEach(() => {
  workspace = new Workspace();
  registry.log.clear();
});
afterEach(() => {
  registry.clearFaults();
  workspace.remove();
});

const at = (name: string) => `${registry.host}/${name}`;

interface JsonImage {
  readonly text: string;
  readonly verdict: string;
  readonly digest?: string;
}

async function checkJson(...args: string[]) {
  const { code, stdout, stderr } = await workspace.run(['check', '--format', 'json', ...args]);
  return {
    code,
    stderr,
    ...(JSON.parse(stdout) as {
      files: { path: string; images: JsonImage[]; findings: { rule: string; fix?: unknown }[] }[];
      summary: unknown;
    }),
  };
}

describe('imageseal check', () => {
  it('says what the registry says of each image', async () => {
    workspace.write(
      'a.yaml',
      pod(
        at('acme/app:1.0'),
        at('acme/web'),
        `${at('acme/web:2.1')}@${web.digest}`,
        at('acme/web:9'),
        at('acme/none:1'),
      ),
    );
    const { code, files, summary } = await checkJson();
    expect(code).toBe(1);
    expect(files[0]!.images.map(({ verdict, digest }) => [verdict, digest])).toEqual([
      ['invalid', app.digest],
      ['unsigned', web.digest],
      ['unsigned', web.digest],
      ['unknown', undefined],
      ['unknown', undefined],
    ]);
    expect(files[0]!.findings.map(({ rule, fix }) => [rule, fix !== undefined])).toEqual([
      ['invalid-signature', false],
      ['unpinned', true],
      ['unsigned', false],
      ['latest-tag', true],
      ['unsigned', false],
      ['tag-moved', true],
      ['image-not-found', false],
      ['unpinned', false],
      ['image-not-found', false],
      ['unpinned', false],
    ]);
    expect(summary).toEqual({ files: 1, images: 5, findings: 10, unknown: 2 });
  });

  it("holds signatures against the workspace's rules, and tells who is not trusted", async () => {
    const layout = new URL('../fixtures/cosign/keyed/oci/oci.localhost/shop/bundle-p256', import.meta.url);
    registry.addLayout('localhost', 'acme/signed', layout.pathname);
    workspace.write('a.yaml', pod(at('acme/signed:1.0')));
    workspace.write('p256.pub', vectorText('keyed', 'keys/p256.pub'));
    workspace.write('other.pub', vectorText('keyed', 'keys/other.pub'));
    const rule = (key: string) =>
      workspace.write('.imageseal.yaml', `trust: [{images: "**", keys: [{file: ${key}}]}]\n`);
    const told = async () => {
      const { code, files } = await checkJson();
      const [{ images, findings }] = files as [(typeof files)[number]];
      return [code, images[0]!.verdict, ...findings.map((finding) => finding.rule)];
    };
    expect(await told()).toEqual([1, 'unverified', 'unverified-signature', 'unpinned']);
    rule('other.pub');
    expect(await told()).toEqual([1, 'untrusted', 'untrusted-signer', 'unpinned']);
    rule('p256.pub');
    expect(await told()).toEqual([1, 'trusted', 'unpinned']);
    // From what the runs before have kept, without the registry.
    expect(registry.log.lines().filter((line) => line.includes('/blobs/')).length).toBeLessThanOrEqual(2);
  });

  it('writes JSON as its schema says', async () => {
    workspace.write('a.yaml', pod(at('acme/app:1.0'), at('acme/web'), 'Bad'));
    const schema = JSON.parse(
      readFileSync(new URL('../../docs/schemas/check-output.schema.json', import.meta.url), 'utf8'),
    );
    const validate = new Ajv({ strict: true, strictTypes: false }).compile(schema);
    const { stdout } = await workspace.run(['check', '--format', 'json']);
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('asks once for an image that stands in many files, and not at all the next time', async () => {
    for (let i = 0; i < 20; i++) workspace.write(`${i}.yaml`, pod(at('acme/app:1.0')));
    await checkJson();
    expect(registry.requests.length).toBeLessThanOrEqual(6);
    registry.log.clear();
    expect((await checkJson()).files.every(({ images }) => images[0]!.verdict === 'invalid')).toBe(true);
    expect(registry.log.lines()).toEqual([]);
    await checkJson('--no-cache');
    expect(registry.requests.length).toBeGreaterThan(0);
  });

  it('knows all of thousands of images to the end', async () => {
    const images = Array.from(
      { length: 2_500 },
      (_, i) => `${at('acme/app')}:1.0@sha256:${i.toString(16).padStart(64, '0')}`,
    );
    registry.push('localhost', 'acme/app', app, '1.0');
    workspace.write('a.yaml', pod(...images));
    const { files } = await checkJson();
    // No such digests: a definite answer for each, none forgotten.
    expect(files[0]!.findings.filter(({ rule }) => rule === 'image-not-found')).toHaveLength(2_500);
  }, 60_000);

  it('never has more than --concurrency requests under way', async () => {
    for (let i = 0; i < 12; i++)
      registry.push('localhost', `many/app${i}`, buildImage({ text: `many ${i}` }), '1');
    workspace.write('a.yaml', pod(...Array.from({ length: 12 }, (_, i) => at(`many/app${i}:1`))));
    registry.setFault({ path: '/many/' }, { kind: 'delay', ms: 20 });
    await checkJson('--concurrency', '3');
    expect(registry.log.peak()).toBeLessThanOrEqual(3);
    expect(registry.log.peak()).toBeGreaterThan(1);
  });

  it('lists what is unknown apart, with the reason, and fails only when asked', async () => {
    workspace.write('a.yaml', pod(`${at('acme/web:2.0')}@${web.digest}`));
    workspace.write('.imageseal.yaml', 'rules: {unsigned: "off"}\n');
    registry.setFault({ path: '/acme/web' }, { kind: 'status', status: 403 });
    const { code, stdout } = await workspace.run(['check']);
    expect(code).toBe(0);
    expect(stdout.replaceAll(registry.host, 'localhost:PORT')).toMatch(
      /^Could not be checked:\n {2}Unknown: localhost:PORT .+\n {4}localhost:PORT\/acme\/web:2\.0@sha256:[0-9a-f]{64} {2}a\.yaml:8:14\n\nChecked 1 file and 1 image: nothing found; 1 unknown\.\n$/,
    );
    expect((await workspace.run(['check', '--fail-on-unknown'])).code).toBe(1);
  });

  it('sends each registry its own credentials, from DOCKER_CONFIG', async () => {
    const guarded = await startRegistry({
      defaults: { auth: { mode: 'basic', username: 'ann', password: 'secret' } },
    });
    try {
      guarded.push('localhost', 'acme/app', app, '1.0');
      workspace.write('a.yaml', pod(`${guarded.host}/acme/app:1.0`, at('acme/web:2.0')));
      const folder = `${workspace.root}/docker`;
      mkdirSync(folder);
      const auth = Buffer.from('ann:secret').toString('base64');
      writeFileSync(`${folder}/config.json`, JSON.stringify({ auths: { [guarded.host]: { auth } } }));
      const anonymous = await workspace.run(['check', '--format', 'json', '--no-cache']);
      expect(JSON.parse(anonymous.stdout).files[0].images[0].verdict).toBe('unknown');
      const { stdout } = await workspace.run(['check', '--format', 'json'], {
        env: { DOCKER_CONFIG: folder },
      });
      expect(JSON.parse(stdout).files[0].images.map(({ verdict }: JsonImage) => verdict)).toEqual([
        'unsigned',
        'unsigned',
      ]);
      expect(registry.requests.some(({ authorization }) => authorization)).toBe(false);
    } finally {
      await guarded.close();
    }
  });

  it('looks for signatures where COSIGN_REPOSITORY says, unless the configuration says otherwise', async () => {
    workspace.write('a.yaml', pod(`${at('acme/web:2.0')}@${web.digest}`));
    await workspace.run(['check'], { env: { COSIGN_REPOSITORY: at('acme/signatures') } });
    expect(registry.log.lines().some((line) => line.includes('/v2/acme/signatures/'))).toBe(true);
    registry.log.clear();
    workspace.write(
      '.imageseal.yaml',
      `registries: [{match: "${registry.host}/acme/**", signatures: "${at('acme/others')}"}]\n`,
    );
    await workspace.run(['check', '--no-cache'], { env: { COSIGN_REPOSITORY: at('acme/signatures') } });
    expect(registry.log.lines().some((line) => line.includes('/v2/acme/others/'))).toBe(true);
    expect(registry.log.lines().some((line) => line.includes('/v2/acme/signatures/'))).toBe(false);
  });

  it.each([
    [['--offline'], {}],
    [[], { IMAGESEAL_OFFLINE: '1' }],
  ])('makes no connection with %j %j', async (args, env) => {
    workspace.write('a.yaml', pod(at('acme/app:1.0')));
    const before = registry.connections;
    expect((await workspace.run(['check', ...args], { env })).code).toBe(1);
    expect(registry.connections).toBe(before);
  });

  it('ends at once with 130 when interrupted', async () => {
    workspace.write('a.yaml', pod(at('acme/app:1.0')));
    registry.setFault({ path: '/acme/app' }, { kind: 'hang' });
    const running = workspace.run(['check', '--fix'], { interruptWhen: () => registry.requests.length > 0 });
    const { code, stdout } = await running;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(readFileSync(workspace.path('a.yaml'), 'utf8')).toBe(pod(at('acme/app:1.0')));
  });
});
