import { afterEach, describe, expect, it } from 'vitest';
import { lookupOf } from '../../server/src/analysis/lookup.ts';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import type { PartialConfiguration } from '../../server/src/configuration/configuration.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import { createConsoleLogger } from '../../server/src/platform/console-logger.ts';
import { createEngine, type Engine, type Mode } from '../../server/src/platform/engine.ts';
import { createNodeHttp } from '../../server/src/platform/node-http.ts';
import { systemClock } from '../../server/src/platform/system-clock.ts';
import { priority } from '../../server/src/registry/host-limiter.ts';
import type { Credentials } from '../../server/src/registry/ports.ts';
import { createRegistryWriter } from '../../server/src/registry/writer.ts';
import {
  buildBundle,
  buildImage,
  buildLegacyAttestation,
  buildLegacySignature,
  buildNotationSignature,
  legacyTag,
  type Registry,
  type RegistryOptions,
  startRegistry,
} from '../support/registry/index.ts';

/** The engine over real sockets: everything but the editor. */
const logger = createConsoleLogger({ level: 'silent' });
const registries: Registry[] = [];
afterEach(async () => {
  for (const registry of registries.splice(0)) await registry.close();
});

async function start(options: RegistryOptions = {}): Promise<Registry> {
  const registry = await startRegistry(options);
  registries.push(registry);
  return registry;
}

function engineOf(options: { mode?: Mode; perHost?: number; credentials?: Credentials } = {}): Engine {
  return createEngine({
    http: createNodeHttp({ userAgent: 'test', env: {} }),
    credentials: options.credentials ?? (async () => undefined),
    clock: systemClock,
    logger,
    mode: options.mode ?? 'online',
    perHost: options.perHost ?? 8,
    settleMs: 0,
  });
}

async function look(engine: Engine, texts: readonly string[], settings: PartialConfiguration = {}) {
  const configuration = mergeConfiguration(settings);
  const references = texts.map((text) => parseImageReference(text));
  const lookups = references.flatMap((r) => (r.kind === 'reference' ? [lookupOf(r, configuration)] : []));
  engine.scheduler.setWanted('test', lookups, priority.open, true);
  await engine.scheduler.whenIdle();
  return references.map((reference) => engine.store.peek(reference, configuration));
}

const verdicts = (evidence: Awaited<ReturnType<typeof look>>) =>
  evidence.map((each) =>
    each.image?.state === 'found' ? verdictFor(each) : (each.image ?? each.tag)?.state,
  );

describe.each([
  ['with the Referrers API', 'oci.localhost'],
  ['without it', 'registry.localhost'],
])('a registry %s', (_, host) => {
  it('shows a signature in every layout, and unsigned only without any', async () => {
    const registry = await start();
    const image = (name: string) => {
      const built = buildImage({ text: name });
      registry.push(host, name, built, '1');
      return built;
    };
    registry.push(host, 'bundle', buildBundle(image('bundle')));
    const legacy = image('legacy');
    registry.push(host, 'legacy', buildLegacySignature(legacy), legacyTag(legacy.digest, 'sig'));
    const attested = image('provenance');
    registry.push(
      host,
      'provenance',
      buildLegacyAttestation(attested, 'https://slsa.dev/provenance/v1'),
      legacyTag(attested.digest, 'att'),
    );
    const described = image('sbom');
    registry.push(
      host,
      'sbom',
      buildLegacyAttestation(described, 'https://spdx.dev/Document'),
      legacyTag(described.digest, 'att'),
    );
    registry.push(host, 'notation', buildNotationSignature(image('notation')));
    image('plain');
    const names = ['bundle', 'legacy', 'provenance', 'sbom', 'notation', 'plain'];
    const seen = await look(
      engineOf(),
      names.map((name) => `${registry.authority(host)}/${name}:1`),
    );
    // Only the legacy one holds a signature, which may have been made with any key. An SBOM does not count.
    expect(verdicts(seen)).toEqual(['invalid', 'unverified', 'invalid', 'unsigned', 'invalid', 'unsigned']);
  });

  it('is asked four times an image, once more to learn about its API, and never again while warm', async () => {
    const registry = await start();
    const texts = Array.from({ length: 12 }, (_, i) => {
      registry.push(host, `team/app-${i}`, buildImage({ text: `${i}` }), '1');
      return `${registry.authority(host)}/team/app-${i}:1`;
    });
    const engine = engineOf();
    await look(engine, texts);
    expect(registry.requests.length).toBe(12 * 4 + (host === 'registry.localhost' ? 1 : 0));
    registry.log.clear();
    await look(engine, texts);
    expect(registry.requests.length).toBe(0);
  });

  it('is asked at most eight times at once', async () => {
    const registry = await start({ latencyMs: 5 });
    const texts = Array.from({ length: 40 }, (_, i) => {
      registry.push(host, `app-${i}`, buildImage({ text: `${i}` }), '1');
      return `${registry.authority(host)}/app-${i}:1`;
    });
    await look(engineOf(), texts);
    expect(registry.log.peak()).toBeLessThanOrEqual(8);
    expect(registry.log.peak()).toBeGreaterThan(4);
  });

  it.each([
    ['401', { kind: 'status', status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }],
    ['403', { kind: 'status', status: 403 }],
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '120' } }],
    ['500', { kind: 'status', status: 500 }],
    ['a reset connection', { kind: 'reset' }],
    ['half a body', { kind: 'half-body' }],
    ['a wrong content type', { kind: 'content-type', value: 'text/html' }],
    ['another body', { kind: 'body', body: '{"schemaVersion":2,"layers":[]}' }],
    ['a redirect to the metadata service', { kind: 'redirect', location: 'http://169.254.169.254/latest' }],
  ] as const)('that answers with %s where signatures are never makes an image unsigned', async (_, fault) => {
    const strike = async (place: string) => {
      const registry = await start();
      const built = buildImage({ text: 'x' });
      registry.push(host, 'app', built, '1');
      registry.push(host, 'app', buildLegacySignature(built), legacyTag(built.digest, 'sig'));
      registry.push(host, 'app', buildBundle(built));
      registry.setFault({ path: place }, fault);
      const seen = await look(engineOf(), [`${registry.authority(host)}/app:1`]);
      const struck = registry.requests.some(({ path }) => path.includes(place));
      return struck ? verdicts(seen) : [];
    };
    const seen = await Promise.all(['referrers/', 'manifests/sha256-', '.sig', '.att'].map(strike));
    expect(seen.flat()).not.toContain('unsigned');
    expect(seen.flat()).toContain('unknown');
  });
});

describe('the engine', () => {
  it.each([
    ['a page of HTML', { kind: 'content-type', value: 'text/html' }],
    ['a status nobody expects', { kind: 'status', status: 418 }],
  ] as const)('does not take %s for "no referrers", nor for a host without the API', async (_, fault) => {
    const registry = await start();
    const names = ['one', 'two'];
    for (const name of names) {
      const built = buildImage({ text: name });
      registry.push('oci.localhost', name, built, '1');
      registry.push('oci.localhost', name, buildBundle(built));
    }
    registry.setFault({ path: 'one/referrers/' }, fault);
    const texts = names.map((name) => `${registry.authority('oci.localhost')}/${name}:1`);
    expect(verdicts(await look(engineOf(), texts))).toEqual(['unknown', 'invalid']);
  });

  it('shows what it has pushed as soon as the image is forgotten', async () => {
    const registry = await start();
    const built = buildImage({ text: 'x' });
    registry.push('registry.localhost', 'app', built, '1');
    const at = registry.authority('registry.localhost');
    const engine = engineOf();
    expect(verdicts(await look(engine, [`${at}/app:1`]))).toEqual(['unsigned']);
    const name = { registry: at, repository: 'app' };
    const bundle = buildBundle(built);
    const writer = createRegistryWriter(engine.writing);
    for (const blob of bundle.blobs) {
      await writer.putBlob(name, blob.bytes, { priority: priority.hovered });
    }
    await writer.attach(name, bundle, { priority: priority.hovered });
    expect(verdicts(await look(engine, [`${at}/app:1`]))).toEqual(['unsigned']);
    engine.store.forget(name, built.digest);
    // Nothing is really signed in it.
    expect(verdicts(await look(engine, [`${at}/app:1`]))).toEqual(['invalid']);
  });

  it.each(['offline', 'restricted'] as const)(
    'pushes nothing and reads no credential while %s',
    async (mode) => {
      const registry = await start();
      const asked: string[] = [];
      const credentials: Credentials = async (host) => void asked.push(host);
      const engine = engineOf({ credentials });
      engine.setMode(mode);
      const name = { registry: registry.authority('oci.localhost'), repository: 'app' };
      const writer = createRegistryWriter(engine.writing);
      const pushed = writer.putBlob(name, new Uint8Array(1), { priority: priority.hovered });
      await expect(pushed).rejects.toMatchObject({
        fault: { code: mode, host: name.registry, writing: true },
      });
      expect(registry.connections).toBe(0);
      expect(asked).toEqual([]);
    },
  );

  it('says what is definitely not there', async () => {
    const registry = await start();
    registry.push('oci.localhost', 'app', buildImage({}), '1');
    const at = registry.authority('oci.localhost');
    const [tag, repository, digest] = await look(engineOf(), [
      `${at}/app:2`,
      `${at}/nowhere:1`,
      `${at}/app@sha256:${'0'.repeat(64)}`,
    ]);
    expect(tag?.tag).toMatchObject({ state: 'not-found', what: 'tag' });
    expect(repository?.tag).toMatchObject({ state: 'not-found', what: 'repository' });
    expect(digest?.image).toMatchObject({ state: 'not-found', what: 'digest' });
  });

  it('sees that a tag moved away from the digest beside it', async () => {
    const registry = await start();
    const old = buildImage({ text: 'old' });
    const now = buildImage({ text: 'now' });
    registry.push('oci.localhost', 'app', old);
    registry.push('oci.localhost', 'app', now, '1');
    const [evidence] = await look(engineOf(), [`${registry.authority('oci.localhost')}/app:1@${old.digest}`]);
    expect(evidence?.tag).toMatchObject({ state: 'resolved', digest: now.digest });
    expect(evidence?.image).toMatchObject({ state: 'found', digest: old.digest });
  });

  it('looks for signatures where the configuration says they are kept', async () => {
    const registry = await start();
    const built = buildImage({ text: 'x' });
    registry.push('oci.localhost', 'app', built, '1');
    registry.push('oci.localhost', 'signatures', buildLegacySignature(built), legacyTag(built.digest, 'sig'));
    const at = registry.authority('oci.localhost');
    const settings = { registries: [{ match: at, signatures: `${at}/signatures` }] };
    expect(verdicts(await look(engineOf(), [`${at}/app:1`]))).toEqual(['unsigned']);
    expect(verdicts(await look(engineOf(), [`${at}/app:1`], settings))).toEqual(['unverified']);
  });

  it('does not call an image unsigned when the entry that says where signatures are is damaged', async () => {
    const registry = await start();
    registry.push('oci.localhost', 'app', buildImage({}), '1');
    const at = registry.authority('oci.localhost');
    const settings = { registries: [{ match: at, damaged: true as const }] };
    expect(verdicts(await look(engineOf(), [`${at}/app:1`], settings))).toEqual(['unknown']);
  });

  it('asks a mirror, and the registry itself for what the mirror lacks', async () => {
    const registry = await start();
    registry.push('mirror.localhost', 'hub/app', buildImage({ text: 'mirrored' }), '1');
    registry.push('oci.localhost', 'other', buildImage({ text: 'other' }), '1');
    const at = registry.authority('oci.localhost');
    const settings = { registries: [{ match: at, mirror: `${registry.authority('mirror.localhost')}/hub` }] };
    const seen = await look(engineOf(), [`${at}/app:1`, `${at}/other:1`], settings);
    expect(seen.map(({ tag }) => tag?.state)).toEqual(['resolved', 'resolved']);
  });

  it.each(['offline', 'restricted'] as const)(
    'makes no connection and reads no credential when %s',
    async (mode) => {
      const registry = await start();
      registry.push('oci.localhost', 'app', buildImage({}), '1');
      let asked = 0;
      const engine = engineOf({
        mode,
        credentials: async () => {
          asked += 1;
          return undefined;
        },
      });
      const [evidence] = await look(engine, [`${registry.authority('oci.localhost')}/app:1`]);
      expect(evidence).toMatchObject({ blocked: { code: mode } });
      expect({ connections: registry.connections, asked }).toEqual({ connections: 0, asked: 0 });
      engine.setMode('online');
      expect(verdicts(await look(engine, [`${registry.authority('oci.localhost')}/app:1`]))).toEqual([
        'unsigned',
      ]);
    },
  );
});
