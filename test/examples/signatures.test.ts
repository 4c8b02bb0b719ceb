import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { examplePort, fixtures, recorded } from '../../scripts/example-registry.ts';
import { lookupOf } from '../../server/src/analysis/lookup.ts';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import { parseConfigurationFile } from '../../server/src/configuration/parse-configuration.ts';
import { createEngine, type Engine } from '../../server/src/platform/engine.ts';
import { Project } from '../../server/src/platform/project.ts';
import { readTrustStoreFolder } from '../../server/src/platform/trust-store-folder.ts';
import { checkPolicy } from '../../server/src/trust/notation/check-policy.ts';
import { JumpingClock } from '../registry/manual-clock.ts';
import { MemoryRegistry } from '../registry/memory-registry.ts';
import { vectorReference } from '../support/vectors.ts';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const file = `${folder}workloads/signatures.yaml`;
const quiet = { debug() {}, info() {}, warn() {}, error: (message: string) => console.error(message) };

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
}

const images = parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => {
  const { metadata, spec } = document.toJS() as Pod;
  return spec.containers.map(({ name, image }) => [metadata.name, name, image] as const);
});

describe('examples/workloads/signatures.yaml', () => {
  let engine: Engine;
  const { configuration } = new Project({ folder }).profileOf(file)!;

  beforeAll(() => {
    const registry = new MemoryRegistry();
    for (const [name, layout] of Object.entries(recorded)) {
      const [host = '', ...repository] = name.split('/');
      registry
        .host(`${host}:${examplePort}`, { referrersApi: host === 'oci.localhost' })
        .repository(repository.join('/'))
        .load(fixtures(layout));
    }
    engine = createEngine({
      http: registry.http,
      credentials: async () => undefined,
      // What was left to expire has expired since.
      clock: new JumpingClock(Date.UTC(2027, 0, 1)),
      logger: quiet,
      mode: 'online',
      perHost: 8,
      settleMs: 0,
    });
  });

  it('has a pod for every verdict but unknown', () => {
    expect([...new Set(images.map(([verdict]) => verdict))]).toEqual([
      'trusted',
      'signed',
      'untrusted',
      'invalid',
      'unverified',
      'unsigned',
    ]);
  });

  it.each(images)('%s: %s', async (verdict, _, image) => {
    const reference = vectorReference(image);
    const lookup = lookupOf(reference, configuration);
    await engine.resolver.lookUp(lookup, { priority: 0 });
    const evidence = engine.store.peek(reference, configuration);
    expect(verdictFor(evidence)).toBe(verdict);
    expect(evidence.index?.verdict).toBe(image.includes('/catalog:') ? 'trusted' : undefined);
  });

  it('stands beside a configuration without mistakes', () => {
    expect(parseConfigurationFile(readFileSync(`${folder}.imageseal.yaml`, 'utf8')).problems).toEqual([]);
  });

  it('stands beside a trust policy without mistakes', () => {
    const text = readFileSync(`${folder}trust/notary/trustpolicy.json`, 'utf8');
    const store = readTrustStoreFolder(`${folder}trust/notary/truststore`, 'truststore');
    expect(checkPolicy(text, store, Date.now())).toEqual([]);
  });
});
