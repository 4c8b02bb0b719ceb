import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegistryClient } from '../../server/src/registry/client.ts';
import { timestampRoots } from '../../server/src/signature/notation/sign/timestamp-roots.ts';
import {
  type NotationProgram,
  type NotationSigner,
  type NotationSignRequest,
  SigningError,
} from '../../server/src/signature/signing.ts';
import { signImage } from '../../server/src/trust/sign-image.ts';
import {
  chainPem,
  makeChain,
  notationRequest,
  openKey,
  signingClock,
  signingDay,
  timestampAuthority,
} from '../support/notation-signing.ts';
import { makeRoot, makeTimestampAuthority } from '../support/pki/certificate.ts';
import { type Registry, startRegistry } from '../support/registry/index.ts';
import {
  failureOf,
  keyOf,
  pushImage,
  sentenceOf,
  signingWorld,
  signRequest,
  type TestImage,
  whatIsFound,
} from '../support/signing.ts';

let registry: Registry;
let image: TestImage;
beforeEach(async () => {
  registry = await startRegistry({ hosts: { 'old.localhost': { referrers: false } } });
  image = pushImage(registry);
});
afterEach(() => registry.close());

const holder = makeChain();
const signer = (): NotationSigner => ({ type: 'certified', key: openKey(holder) });
const world = (changes: Parameters<typeof signingWorld>[0] = {}) =>
  signingWorld({ clock: signingClock(), ...changes });
const sign = (changes: Partial<NotationSignRequest> = {}, of = image, in_ = world()) =>
  signImage(notationRequest(of, { signer: signer(), ...changes }), in_);
/** Requests that would change something. */
const writes = () => registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method));

describe('nothing is pushed', () => {
  it('where the metadata has a name that is reserved', async () => {
    const annotations = { 'io.cncf.notary.x': '1' };
    expect(await failureOf(sign({ annotations }))).toMatchObject({
      code: 'notation-metadata',
      left: 'nothing',
    });
    expect(writes()).toEqual([]);
  });

  it('where the key makes something else than it says', async () => {
    const other = openKey(makeChain());
    const key = { ...openKey(holder), sign: (bytes: Uint8Array) => other.sign(bytes) };
    const problem = await failureOf(sign({ signer: { type: 'certified', key } }));
    expect(problem).toMatchObject({ code: 'not-verified', check: { id: 'signature-wrong-certificate' } });
    expect(writes()).toEqual([]);
  });

  it('where the certificate has expired since the key was opened', async () => {
    const late = signingClock();
    late.advance(100 * 365 * 24 * 60 * 60_000);
    expect(await failureOf(sign({}, image, world({ clock: late })))).toMatchObject({
      code: 'not-verified',
      check: { id: 'notation-certificate-expired' },
    });
    expect(writes()).toEqual([]);
  });

  it('to a registry that lets nobody write', async () => {
    registry.setFault({ path: /\/blobs\/uploads\// }, { kind: 'status', status: 403 });
    expect(await failureOf(sign())).toMatchObject({ code: 'push', left: 'nothing' });
    expect(await whatIsFound(image)).toEqual([]);
  });

  it('that refers to the image where the registry takes no manifests', async () => {
    registry.setFault({ method: 'PUT', path: '/manifests/' }, { kind: 'status', status: 405 });
    expect(await failureOf(sign())).toMatchObject({ code: 'push', left: 'blob' });
  });
});

it('is not signed where the registry gives back another envelope', async () => {
  const right = world();
  const client: RegistryClient = {
    ...right.client,
    resolve: (...args) => right.client.resolve(...args),
    manifest: (...args) => right.client.manifest(...args),
    referrers: (...args) => right.client.referrers(...args),
    blob: async (...args) => {
      const bytes = await right.client.blob(...args);
      return bytes && Buffer.from(Buffer.from(bytes).toString().replace('"payload":"e', '"payload":"f'));
    },
  };
  expect(await failureOf(sign({}, image, { ...right, client }))).toMatchObject({
    code: 'read-back-not-verified',
    left: 'signature',
  });
});

it('signs every manifest of an index when told', async () => {
  const index = pushImage(registry, { text: 'index', platforms: ['linux/amd64', 'linux/arm64'] });
  const signed = await sign({ recursive: true }, index);
  expect(signed).toHaveLength(3);
  expect(signed.at(-1)?.subject).toBe(index.subject.digest);
});

describe('on a registry without a list of referrers', () => {
  it('signatures made at once, and those of Cosign, are all kept', async () => {
    const old = pushImage(registry, { text: 'old' }, 'old.localhost');
    const key = { type: 'key', key: keyOf() } as const;
    await Promise.all([
      sign({}, old),
      sign({ format: 'cose' }, old),
      sign({ signer: { type: 'certified', key: openKey(makeChain()) } }, old),
      signImage(signRequest(old, { signer: key }), world()),
    ]);
    const layouts = (await whatIsFound(old)).map(({ layout }) => layout).sort();
    expect(layouts).toEqual(['fallback-tag', 'notation', 'notation', 'notation']);
  });
});

describe('with a timestamp', () => {
  const root = makeRoot({ subject: 'CN=tsa root,O=Acme,ST=WA,C=US' });
  const authority = makeTimestampAuthority(root);
  const anchors = timestampRoots({ name: 'tsa.crt', bytes: Buffer.from(chainPem([root.der])) });
  const timestamp = { url: 'http://tsa.localhost/stamp', anchors };
  type Change = Parameters<typeof timestampAuthority>[2];
  const stamped = (change: Change = {}, of = authority, changes: Partial<NotationSignRequest> = {}) => {
    const own = world();
    const { http, asked } = timestampAuthority(of, own.http, change);
    return { asked, signing: sign({ timestamp, ...changes }, image, { ...own, http }) };
  };

  it.each(['jws', 'cose'] as const)(
    '%s: the authority is asked once, and its word is verified',
    async (format) => {
      const { asked, signing } = stamped({}, authority, { format });
      const [signed] = await signing;
      expect(signed?.report).toMatchObject({
        verdict: 'trusted',
        time: { at: Math.floor(signingDay / 1000) * 1000, source: 'timestamp' },
      });
      expect(asked).toEqual([
        { url: timestamp.url, contentType: 'application/timestamp-query', hash: 'sha256' },
      ]);
    },
  );

  it.each<[string, Change, string]>([
    ['another signature', { hash: Buffer.alloc(32) }, 'timestamp-not-trusted'],
    ['another request', { nonce: 1n }, 'timestamp-unusable'],
    ['a time when the certificate did not hold', { at: '2055-01-01T00:00:00Z' }, 'timestamp-not-trusted'],
    ['nothing', { answer: () => new Uint8Array() }, 'timestamp-unusable'],
    ['no token', { answer: () => Buffer.from('3003020100', 'hex') }, 'timestamp-unusable'],
    ['no', { answer: () => Buffer.from('30053003020102', 'hex') }, 'timestamp-refused'],
    ['a part of it', { answer: (right) => right.subarray(0, -1) }, 'timestamp-unusable'],
  ])('that is of %s is not used', async (_, change, code) => {
    expect(await failureOf(stamped(change).signing)).toMatchObject({ code, left: 'nothing' });
    expect(writes()).toEqual([]);
  });

  it.each<[number, string]>([
    [2, 'gave no timestamp (it rejects the request)'],
    [3, 'gave no timestamp (it asks to wait)'],
    [5, 'gave no timestamp (it does not say why, status 5)'],
  ])('that is refused with status %i is refused in words', async (status, words) => {
    const answer = () => Buffer.from([0x30, 0x05, 0x30, 0x03, 0x02, 0x01, status]);
    expect(await sentenceOf(stamped({ answer }).signing)).toContain(words);
  });

  it('by somebody else is not used', async () => {
    const sentence = await sentenceOf(stamped({}, makeTimestampAuthority(makeRoot())).signing);
    expect(sentence).toContain('The timestamp of tsa.localhost does not hold under the root certificate');
    expect(writes()).toEqual([]);
  });

  it('is not asked for at an address that is none', async () => {
    const wrong = { ...timestamp, url: 'ftp://tsa.localhost' };
    expect(await failureOf(sign({ timestamp: wrong }))).toMatchObject({ code: 'timestamp-address' });
  });
});

describe('through a program that signs and pushes by itself', () => {
  /** Does what notation does, by our own means, with a key that the caller does not see. */
  const program = (
    says: (manifest: string) => string | undefined,
  ): NotationProgram & { readonly asked: unknown[] } => {
    const asked: unknown[] = [];
    return {
      asked,
      async sign({ signal: _, ...what }) {
        asked.push(what);
        const { format, annotations, expiry } = what;
        const [signed] = await sign({ format, annotations, ...(expiry !== undefined && { expiry }) });
        return { manifest: says(signed?.manifest ?? '') };
      },
    };
  };

  it.each([
    ['says which', (manifest: string) => manifest],
    ['does not say which', () => undefined],
  ])('finds what it pushed where it %s, and verifies it', async (_, says) => {
    await sign({ format: 'cose' });
    const notation = program(says);
    const [signed] = await sign({
      signer: { type: 'notation', program: notation },
      annotations: { env: 'prod' },
      expiry: 60,
    });
    expect(signed?.report).toMatchObject({
      verdict: 'trusted',
      annotations: { env: 'prod' },
      signer: { subject: 'CN=app,O=Acme,ST=WA,C=US' },
    });
    const { registry: host, repository } = image.name;
    expect(notation.asked).toEqual([
      {
        image: `${host}/${repository}@${image.subject.digest}`,
        ...{ format: 'jws', annotations: { env: 'prod' }, expiry: 60, insecure: true },
      },
    ]);
  });

  it('that fails has left nothing, and says why', async () => {
    const failing: NotationProgram = {
      sign: async () => {
        throw new SigningError({ code: 'notation-plugin-failed', args: ['kms', 'no such key'] });
      },
    };
    expect(await sentenceOf(sign({ signer: { type: 'notation', program: failing } }))).toBe(
      'notation could not sign with the key kms (no such key). Nothing was pushed.',
    );
  });

  it('is not run where it cannot be told which signature is the new one', async () => {
    registry.setFault({ path: /\/referrers\// }, { kind: 'status', status: 500 });
    const notation = program(() => undefined);
    expect(await failureOf(sign({ signer: { type: 'notation', program: notation } }))).toMatchObject({
      code: 'image-unreadable',
      left: 'nothing',
    });
    expect(notation.asked).toEqual([]);
  });

  it('that claims to have signed is not believed', async () => {
    const lying: NotationProgram = { sign: async () => ({ manifest: undefined }) };
    expect(await failureOf(sign({ signer: { type: 'notation', program: lying } }))).toMatchObject({
      code: 'read-back-missing',
    });
  });

  it('and leaves out what was asked for is not believed', async () => {
    const forgetful: NotationProgram = {
      sign: async () => {
        await sign();
        return { manifest: undefined };
      },
    };
    const problem = await failureOf(
      sign({ signer: { type: 'notation', program: forgetful }, annotations: { env: 'prod' } }),
    );
    expect(problem).toMatchObject({ code: 'read-back-not-verified', check: { id: 'metadata-missing' } });
  });
});
