import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CosignSignRequest, SigningServices } from '../../../../server/src/signature/signing.ts';
import { signImage } from '../../../../server/src/trust/sign-image.ts';
import { type Registry, startRegistry } from '../../../support/registry/index.ts';
import { keyOf, pushImage, signingWorld, signRequest } from '../../../support/signing.ts';
import { identityToken, type SigstoreServices, startSigstore } from '../../../support/sigstore/index.ts';

let registry: Registry;
let sigstore: SigstoreServices;
beforeAll(async () => {
  registry = await startRegistry();
  sigstore = await startSigstore();
});
afterAll(async () => {
  await registry.close();
  await sigstore.close();
});

const workflow = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';

describe('signing with an identity', () => {
  const token = () => identityToken({ sub: workflow });
  const provenance = { predicateType: 'https://slsa.dev/provenance/v1', predicate: { buildDefinition: {} } };

  async function sign(
    name: string,
    services: Partial<SigningServices>,
    changes: Partial<CosignSignRequest> = {},
  ) {
    const image = pushImage(registry, { text: name });
    const request = signRequest(image, {
      signer: { type: 'keyless', identityToken: token() },
      services: { fulcio: sigstore.fulcio, logs: [], timestampAuthorities: [], ...services },
      ...changes,
    });
    const [signed] = await signImage(request, signingWorld({ roots: [sigstore.root] }));
    return signed;
  }

  it('leaves a log entry and a timestamp, as cosign 3 does by default', async () => {
    const signed = await sign('default', {
      logs: [sigstore.rekor1],
      timestampAuthorities: [sigstore.timestampAuthority],
    });
    expect(signed?.report).toMatchObject({
      verdict: 'trusted',
      signer: {
        type: 'certificate',
        subject: workflow,
        issuer: 'https://token.actions.githubusercontent.com',
      },
      time: { at: sigstore.now.getTime(), source: 'timestamp' },
      instance: 'private',
    });
    const passed = signed?.report.checks.map(({ name }) => name);
    expect(passed).toEqual(['format', 'subject', 'signature', 'certificate', 'sct', 'log', 'time', 'signer']);
  });

  it('takes the time from a version 1 log alone', async () => {
    const signed = await sign('log 1', { logs: [sigstore.rekor1] });
    expect(signed?.report).toMatchObject({ verdict: 'trusted', time: { source: 'log' } });
  });

  it('uses a version 2 log with a timestamp', async () => {
    const before = sigstore.entries.rekor2;
    const signed = await sign('log 2', {
      logs: [sigstore.rekor2],
      timestampAuthorities: [sigstore.timestampAuthority],
    });
    expect(signed?.report).toMatchObject({ verdict: 'trusted', time: { source: 'timestamp' } });
    expect(sigstore.entries.rekor2).toBe(before + 1);
  });

  it('publishes in several logs where all are asked for', async () => {
    const services = {
      logs: [sigstore.rekor1, sigstore.rekor2],
      timestampAuthorities: [sigstore.timestampAuthority],
    };
    expect((await sign('two logs', services))?.report.verdict).toBe('trusted');
  });

  it('says that there is no log entry where the configuration names no log', async () => {
    const signed = await sign('no log', { timestampAuthorities: [sigstore.timestampAuthority] });
    expect(signed?.report.checks.find(({ name }) => name === 'log')?.detail.id).toBe('log-waived');
  });

  it.each([
    ['legacy', undefined],
    ['legacy', provenance],
    ['bundle', provenance],
  ] as const)('%s, attestation %j', async (format, attestation) => {
    const services = { logs: [sigstore.rekor1], timestampAuthorities: [sigstore.timestampAuthority] };
    const signed = await sign(`${format} ${attestation?.predicateType}`, services, {
      format,
      ...(attestation && { attestation }),
    });
    expect(signed?.report).toMatchObject({
      verdict: 'trusted',
      kind: attestation ? 'attestation' : 'signature',
      log: {},
      time: { source: 'timestamp' },
    });
  });

  it('asks for one certificate for all platforms of an index, and signs the index last', async () => {
    const image = pushImage(registry, { text: 'index', platforms: ['linux/amd64', 'linux/arm64'] });
    sigstore.requests.length = 0;
    const request = signRequest(image, {
      signer: { type: 'keyless', identityToken: token() },
      services: { fulcio: sigstore.fulcio, logs: [sigstore.rekor1], timestampAuthorities: [] },
      recursive: true,
    });
    const signed = await signImage(request, signingWorld({ roots: [sigstore.root] }));
    expect(signed).toHaveLength(3);
    expect(signed.at(-1)?.subject).toBe(image.subject.digest);
    const asked = sigstore.requests.map(({ path }) => path);
    expect(asked.filter((path) => path === '/api/v2/signingCert')).toHaveLength(1);
    expect(asked.filter((path) => path === '/api/v1/log/entries')).toHaveLength(3);
  });

  it('calls itself by its own name, and not by that of a library', () => {
    expect(new Set(sigstore.requests.map(({ agent }) => agent))).toEqual(new Set(['imageseal/test']));
  });
});

describe('signing with a key and witnesses', () => {
  it.each(['ecdsa-p256', 'ecdsa-p384', 'rsa-2048', 'ed25519'] as const)(
    '%s: a version 1 log',
    async (type) => {
      const image = pushImage(registry, { text: `log 1 ${type}` });
      const services = { logs: [sigstore.rekor1], timestampAuthorities: [sigstore.timestampAuthority] };
      const request = signRequest(image, { signer: { type: 'key', key: keyOf(type) }, services });
      const [signed] = await signImage(request, signingWorld({ roots: [sigstore.root] }));
      expect(signed?.report).toMatchObject({ verdict: 'trusted', log: {}, time: { source: 'timestamp' } });
    },
  );

  it.each(['ecdsa-p256', 'rsa-2048', 'rsa-4096'] as const)('%s: a version 2 log', async (type) => {
    const image = pushImage(registry, { text: `log 2 ${type}` });
    const services = { logs: [sigstore.rekor2], timestampAuthorities: [] };
    const request = signRequest(image, { signer: { type: 'key', key: keyOf(type) }, services });
    const [signed] = await signImage(request, signingWorld({ roots: [sigstore.root] }));
    expect(signed?.report).toMatchObject({ verdict: 'trusted', log: {} });
  });

  it('legacy, with a version 1 log', async () => {
    const image = pushImage(registry, { text: 'legacy key log' });
    const services = { logs: [sigstore.rekor1], timestampAuthorities: [sigstore.timestampAuthority] };
    const signer = { type: 'key', key: keyOf('ecdsa-p521') } as const;
    const request = signRequest(image, { signer, services, format: 'legacy', annotations: { env: 'prod' } });
    const [signed] = await signImage(request, signingWorld({ roots: [sigstore.root] }));
    expect(signed?.report.checks.map(({ name }) => name)).toContain('annotations');
    expect(signed?.report).toMatchObject({ verdict: 'trusted', log: {}, time: { source: 'timestamp' } });
  });
});
