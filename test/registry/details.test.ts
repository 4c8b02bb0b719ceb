import { describe, expect, it } from 'vitest';
import { fetchDetails, hasSbomTag } from '../../server/src/registry/details.ts';
import { error } from './memory-registry.ts';
import { faultOf, setup } from './setup.ts';

const app = { registry: 'registry.example', repository: 'acme/app' };
const hover = { priority: 0 } as const;

function world() {
  const made = setup();
  const repository = made.registry.host('registry.example').repository('acme/app');
  const platform = (os: string, architecture: string, more: Record<string, string> = {}) => ({
    ...repository.image(`${os}-${architecture}`, {
      os,
      architecture,
      created: `2026-01-02T03:04:05Z`,
      config: { Labels: { 'org.opencontainers.image.source': `https://${architecture}.example`, number: 1 } },
    }),
    platform: { os, architecture, ...more },
  });
  return { ...made, repository, platform };
}

describe('details of an image', () => {
  it('are the platforms of an index and the config of linux/amd64', async () => {
    const { client, registry, repository, platform } = world();
    const attestation = {
      ...repository.manifest({ layers: [] }),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const entries = [platform('linux', 'arm64', { variant: 'v8' }), platform('linux', 'amd64'), attestation];
    const { digest } = repository.index(entries, '1');
    expect(await fetchDetails(client, app, digest, hover)).toEqual({
      platforms: ['linux/arm64/v8', 'linux/amd64'],
      created: '2026-01-02T03:04:05Z',
      labels: { 'org.opencontainers.image.source': 'https://amd64.example' },
      buildAttestations: [attestation.digest],
    });
    expect(registry.log).toHaveLength(3);
  });

  it('are those of the first platform where there is no linux/amd64', async () => {
    const { client, repository, platform } = world();
    const { digest } = repository.index([platform('windows', 'arm64'), platform('linux', 'riscv64')], '1');
    const details = await fetchDetails(client, app, digest, hover);
    expect(details.labels).toEqual({ 'org.opencontainers.image.source': 'https://arm64.example' });
  });

  it('are the config of a single image', async () => {
    const { client, registry, platform } = world();
    const details = await fetchDetails(client, app, platform('linux', 's390x').digest, hover);
    expect(details).toMatchObject({ platforms: ['linux/s390x'], created: '2026-01-02T03:04:05Z' });
    expect(registry.log).toHaveLength(2);
  });

  it.each([
    ['an artifact', { config: { mediaType: 'application/vnd.cncf.helm.config.v1+json' } }],
    ['a manifest without config', {}],
  ])('of %s are none', async (_, content) => {
    const { client, repository } = world();
    const { digest } = repository.manifest({ layers: [], ...content }, '1');
    expect(await fetchDetails(client, app, digest, hover)).toEqual({
      platforms: [],
      labels: {},
      buildAttestations: [],
    });
  });

  it('of a config that makes no sense are none', async () => {
    const { client, repository } = world();
    const { digest } = repository.image('odd', { os: 1, created: {}, config: [{ Labels: 'x' }] });
    expect(await fetchDetails(client, app, digest, hover)).toEqual({
      platforms: [],
      labels: {},
      buildAttestations: [],
    });
  });

  it('are a fault when they could not be read', async () => {
    const { client, registry, repository } = world();
    const { digest } = repository.image('1');
    registry.intercept = ({ pathname }) => (pathname.includes('/blobs/') ? error(403, 'DENIED') : undefined);
    expect((await faultOf(fetchDetails(client, app, digest, hover))).code).toBe('forbidden');
  });
});

describe('an attached SBOM', () => {
  it('is a tag beside the image', async () => {
    const { client, registry, repository } = world();
    const { digest } = repository.image('1');
    expect(await hasSbomTag(client, app, digest, hover)).toBe(false);
    repository.manifest({ layers: [] }, `${digest.replace(':', '-')}.sbom`);
    expect(await hasSbomTag(client, app, digest, hover)).toBe(true);
    expect(registry.log).toHaveLength(2);
  });
});
