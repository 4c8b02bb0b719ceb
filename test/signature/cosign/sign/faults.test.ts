import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegistryClient } from '../../../../server/src/registry/client.ts';
import type { CosignSignRequest } from '../../../../server/src/signature/signing.ts';
import { signImage } from '../../../../server/src/trust/sign-image.ts';
import { type Registry, startRegistry } from '../../../support/registry/index.ts';
import {
  failureOf,
  keyOf,
  newKey,
  pushImage,
  sentenceOf,
  signingWorld,
  signRequest,
  type TestImage,
  whatIsFound,
} from '../../../support/signing.ts';

let registry: Registry;
let image: TestImage;
beforeEach(async () => {
  registry = await startRegistry({ hosts: { 'old.localhost': { referrers: false } } });
  image = pushImage(registry);
});
afterEach(() => registry.close());

const signer = () => ({ type: 'key', key: keyOf() }) as const;
const sign = (changes: Partial<CosignSignRequest> = {}, world = signingWorld()) =>
  signImage(signRequest(image, { signer: signer(), ...changes }), world);
const uploads = { path: /\/blobs\/uploads\// };
const manifests = { method: 'PUT', path: '/manifests/' };

describe.each(['bundle', 'legacy'] as const)('a registry that fails a %s signature', (format) => {
  const denied = {
    kind: 'status',
    status: 403,
    body: '{"errors":[{"code":"DENIED","message":"read only"}]}',
  } as const;

  it('and lets nobody write: nothing was pushed', async () => {
    registry.setFault(uploads, denied);
    expect(await failureOf(sign({ format }))).toMatchObject({
      code: 'push',
      left: 'nothing',
      fault: { code: 'forbidden', writing: true },
    });
    expect(await whatIsFound(image)).toEqual([]);
  });

  it('and has no room: says so', async () => {
    registry.setFault(uploads, { kind: 'status', status: 413 });
    const sentence = await sentenceOf(sign({ format }));
    expect(sentence).toContain('has no room');
    expect(sentence).toContain('Nothing was pushed.');
  });

  it('and takes no manifests: the blob is all there is', async () => {
    registry.setFault(manifests, { kind: 'status', status: 405 });
    expect(await failureOf(sign({ format }))).toMatchObject({
      code: 'push',
      left: 'blob',
      fault: { code: 'read-only' },
    });
    expect(await whatIsFound(image)).toEqual([]);
  });

  it('and breaks the connection between blob and manifest: the blob is all there is', async () => {
    registry.setFault(manifests, { kind: 'drop' });
    const failing = sign({ format });
    expect(await sentenceOf(failing)).toContain('Bytes were uploaded, but no signature refers to them.');
    expect(await whatIsFound(image)).toEqual([]);
  });

  it('and breaks it after it has kept the manifest: the signature is found and verified', async () => {
    registry.setFault({ ...manifests, times: 3 }, { kind: 'reset' });
    const [signed] = await sign({ format });
    expect(signed?.report.verdict).toBe('trusted');
    expect(await whatIsFound(image)).toHaveLength(1);
  });

  it('and cannot be asked what became of it: nobody knows', async () => {
    registry.setFault(manifests, { kind: 'drop' });
    registry.setFault({ method: 'GET' }, { kind: 'status', status: 500 });
    expect(await failureOf(sign({ format }))).toMatchObject({ left: 'unknown' });
  });

  it('and does not list what it took: says that it was pushed', async () => {
    const world = signingWorld();
    const { client } = world;
    const blind: RegistryClient = {
      resolve: client.resolve.bind(client),
      blob: client.blob.bind(client),
      manifest: async (...args) => (args[1].endsWith('.sig') ? undefined : await client.manifest(...args)),
      referrers: async () => ({ source: 'api', descriptors: [] }),
    };
    expect(await failureOf(sign({ format }, { ...world, client: blind }))).toMatchObject({
      code: 'read-back-missing',
      left: 'signature',
    });
  });

  it('and cannot be read afterwards: says so', async () => {
    registry.setFault({ method: 'GET', path: '/blobs/' }, { kind: 'status', status: 500 });
    expect(await failureOf(sign({ format }))).toMatchObject({ code: 'read-back', left: 'signature' });
  });

  it('and gives back other bytes: they are not taken for the signature', async () => {
    registry.setFault({ method: 'GET', path: '/blobs/' }, { kind: 'body', body: '{}' });
    expect(await failureOf(sign({ format }))).toMatchObject({
      code: 'read-back',
      fault: { code: 'digest-mismatch' },
    });
  });
});

describe('the image', () => {
  it('must be in the registry', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const failing = sign({ subject: { ...image.subject, digest } });
    expect(await sentenceOf(failing)).toBe(
      `${image.name.registry}/acme/shop@${digest} is not in the registry: push the image first, or correct the digest. Nothing was pushed.`,
    );
  });

  it('is signed as the registry has it, whatever size and type somebody says', async () => {
    await sign({ subject: { ...image.subject, mediaType: 'text/plain', size: 1 } });
    const [found] = await whatIsFound(image);
    const list = (await (
      await fetch(`http://${image.name.registry}/v2/acme/shop/manifests/${found?.manifestDigest}`)
    ).json()) as { subject: unknown };
    expect(list.subject).toEqual(image.subject);
  });

  it('must have all that an index lists when all of it is to be signed', async () => {
    const index = pushImage(registry, { platforms: ['linux/amd64', 'linux/arm64'] });
    const children = (await (
      await fetch(`http://${image.name.registry}/v2/acme/shop/manifests/${index.subject.digest}`)
    ).json()) as { manifests: { digest: string }[] };
    registry.remove('localhost', 'acme/shop', children.manifests[1]?.digest ?? '');
    const request = signRequest(index, { signer: signer(), recursive: true });
    expect(await failureOf(signImage(request, signingWorld()))).toMatchObject({
      code: 'image-missing',
      left: 'nothing',
    });
    expect(await whatIsFound(index)).toEqual([]);
  });
});

describe('an index whose third manifest cannot be pushed', () => {
  it('says how far it came, and what is signed stays', async () => {
    const index = pushImage(registry, { platforms: ['linux/amd64', 'linux/arm64'] });
    registry.setFault({ ...manifests, nth: 3 }, { kind: 'status', status: 405 });
    const request = signRequest(index, { signer: signer(), recursive: true });
    const problem = await failureOf(signImage(request, signingWorld()));
    expect(problem).toMatchObject({ left: 'blob', total: 3 });
    expect(problem.signed.map(({ report }) => report.verdict)).toEqual(['trusted', 'trusted']);
    expect(await whatIsFound(index)).toEqual([]);
  });
});

describe('signers at once', () => {
  it.each([
    ['bundle', 'localhost'],
    ['bundle', 'old.localhost'],
    ['legacy', 'localhost'],
  ] as const)('%s on %s: every signature is there in the end', async (format, host) => {
    const shared = pushImage(registry, { text: `shared ${format}` }, host);
    const keys = Array.from({ length: 4 }, () => newKey());
    const signing = keys.map((key) =>
      signImage(signRequest(shared, { format, signer: { type: 'key', key } }), signingWorld()),
    );
    const verdicts = (await Promise.all(signing)).flatMap((signed) =>
      signed.map(({ report }) => report.verdict),
    );
    expect(verdicts).toEqual(['trusted', 'trusted', 'trusted', 'trusted']);
    expect(await whatIsFound(shared)).toHaveLength(4);
  });
});

describe('cancelling', () => {
  it.each(['prepare', 'sign', 'push'] as const)('at the step "%s" leaves nothing', async (at) => {
    const controller = new AbortController();
    const world = signingWorld({
      signal: controller.signal,
      onProgress: ({ step }) => step === at && controller.abort(),
    });
    expect(await failureOf(sign({}, world))).toMatchObject({ code: 'cancelled', left: 'nothing' });
    expect(await whatIsFound(image)).toEqual([]);
  });

  it('while the blob is uploaded leaves no signature', async () => {
    const controller = new AbortController();
    registry.setFault(uploads, { kind: 'hang' });
    setTimeout(() => controller.abort(), 100);
    const world = signingWorld({ signal: controller.signal });
    expect(await failureOf(sign({}, world))).toMatchObject({ code: 'cancelled', left: 'nothing' });
  });

  it('once the manifest is pushed says that the signature is there', async () => {
    const controller = new AbortController();
    const world = signingWorld({
      signal: controller.signal,
      onProgress: ({ step }) => step === 'verify' && controller.abort(),
    });
    expect(await sentenceOf(sign({}, world))).toBe(
      'Signing was cancelled. The signature is in the registry.',
    );
    expect(await whatIsFound(image)).toHaveLength(1);
  });
});

describe('what cannot work', () => {
  const logs = [{ url: 'http://localhost:1', version: 1 }] as const;
  const keyless = { type: 'keyless', identityToken: 'a.b.c' } as const;
  it.each<[string, Partial<CosignSignRequest>]>([
    ['no-certificate-authority', { signer: keyless, services: { logs, timestampAuthorities: [] } }],
    [
      'no-time',
      { signer: keyless, services: { fulcio: 'http://localhost:1', logs: [], timestampAuthorities: [] } },
    ],
    ['legacy-log', { format: 'legacy', services: { logs: [...logs, ...logs], timestampAuthorities: [] } }],
    [
      'legacy-log',
      {
        format: 'legacy',
        services: { logs: [{ url: 'http://localhost:1', version: 2 }], timestampAuthorities: [] },
      },
    ],
    [
      'legacy-timestamps',
      { format: 'legacy', services: { logs: [], timestampAuthorities: ['http://a', 'http://b'] } },
    ],
    [
      'attestation-annotations',
      { annotations: { a: 'b' }, attestation: { predicateType: 'https://a', predicate: {} } },
    ],
  ])('is refused before anything is asked: %s', async (code, changes) => {
    const world = signingWorld({ http: () => Promise.reject(new Error('nobody is to be asked')) });
    expect(await failureOf(sign(changes, world))).toMatchObject({ code, left: 'nothing' });
  });

  it.each(['ecdsa-p384', 'ecdsa-p521', 'ed25519'] as const)(
    'a version 2 log and a key of type %s',
    async (type) => {
      const services = {
        logs: [{ url: 'http://localhost:1', version: 2 }],
        timestampAuthorities: [],
      } as const;
      const failing = sign({ signer: { type: 'key', key: keyOf(type) }, services });
      expect(await failureOf(failing)).toMatchObject({ code: 'log-key-type', args: [type] });
    },
  );

  it('a legacy signature by Ed25519 in a log', async () => {
    const failing = sign({
      format: 'legacy',
      signer: { type: 'key', key: keyOf('ed25519') },
      services: { logs, timestampAuthorities: [] },
    });
    expect(await failureOf(failing)).toMatchObject({ code: 'legacy-ed25519-log' });
  });
});
