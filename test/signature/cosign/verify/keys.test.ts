import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPublicKey } from '../../../../server/src/trust/public-key.ts';
import * as bodies from '../../../support/sigstore/bodies.ts';
import {
  altered,
  asReferrer,
  bundleOf,
  createSigstore,
  ecKeys,
  judged,
  type KeyPair,
  legacyAttestationOf,
  legacyOf,
  outcome,
  publicKeyOf,
  type Signer,
  type Sigstore,
} from '../../../support/sigstore/index.ts';

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore();
});

const rsa = (modulusLength: number): KeyPair => generateKeyPairSync('rsa', { modulusLength });
const pemOf = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString();

describe('a key', () => {
  const kinds: [string, () => Signer][] = [
    ['P-256', () => ({ keys: ecKeys() })],
    ["P-384 with the curve's own hash", () => ({ keys: ecKeys('P-384'), hash: 'sha384' })],
    ['P-384 with SHA-256', () => ({ keys: ecKeys('P-384') })],
    ["P-521 with the curve's own hash", () => ({ keys: ecKeys('P-521'), hash: 'sha512' })],
    ['P-521 with SHA-256', () => ({ keys: ecKeys('P-521') })],
    ['RSA 2048', () => ({ keys: rsa(2048) })],
    ['RSA 4096', () => ({ keys: rsa(4096) })],
    ['Ed25519', () => ({ keys: generateKeyPairSync('ed25519') })],
    ['Ed25519ph', () => ({ keys: generateKeyPairSync('ed25519'), hash: 'ed25519ph' })],
  ];

  it.each(kinds)('%s verifies an envelope and both legacy layouts', async (_, make) => {
    const signer = make();
    const keys = [publicKeyOf(signer)];
    for (const signed of [
      asReferrer(await bundleOf(sigstore, signer)),
      await legacyOf(sigstore, signer),
      await legacyAttestationOf(sigstore, signer),
    ]) {
      expect(outcome(signed, [], { keys })).toBe('trusted');
    }
  });

  it.each(kinds.filter(([name]) => /^P-|^RSA/.test(name) && !name.includes('own')))(
    '%s verifies a message signature of which only the digest is known',
    async (_, make) => {
      const signer = make();
      const bundle = await bundleOf(sigstore, signer, { message: true });
      const keys = [publicKeyOf(signer)];
      expect(outcome(asReferrer(bundle), [], { keys })).toBe('trusted');
      const other = altered(bundle, 'messageSignature.signature', () => 'AAAA');
      expect(outcome(asReferrer(other), [], { keys })).toBe('invalid signature-wrong-key');
    },
  );

  it.each<[string, () => Signer]>([
    ['P-256 with SHA-512', () => ({ keys: ecKeys(), hash: 'sha512' })],
    ['P-384 with SHA-512', () => ({ keys: ecKeys('P-384'), hash: 'sha512' })],
    ['RSA with SHA-1', () => ({ keys: rsa(2048), hash: 'sha1' })],
  ])('%s does not', async (_, make) => {
    const signer = make();
    const keys = [publicKeyOf(signer)];
    expect(outcome(asReferrer(await bundleOf(sigstore, signer)), [], { keys })).toBe(
      'invalid signature-wrong-key',
    );
  });
});

describe('several keys', () => {
  const [one, two, three] = [1, 2, 3].map((): Signer => ({ keys: ecKeys() })) as [Signer, Signer, Signer];

  it('any of them will do, and the report names the one that verified', async () => {
    const keys = [publicKeyOf(one, 'one.pub'), publicKeyOf(two, 'two.pub')];
    for (const signed of [asReferrer(await bundleOf(sigstore, two)), await legacyOf(sigstore, two)]) {
      expect(judged(signed, [], { keys })).toMatchObject({ verdict: 'trusted', signer: { name: 'two.pub' } });
    }
  });

  it('none of them: somebody unknown', async () => {
    const keys = [publicKeyOf(one), publicKeyOf(two)];
    const report = judged(asReferrer(await bundleOf(sigstore, three)), [], { keys });
    // Whom the bundle claims is told, though nothing proves it.
    expect(report).toMatchObject({ verdict: 'untrusted', verified: false });
    expect(report.signer).toEqual({ type: 'key', fingerprint: publicKeyOf(three).fingerprint });
    expect(outcome(await legacyOf(sigstore, three), [], { keys })).toBe('untrusted key-unknown');
  });

  it('a hint is no more than that', async () => {
    const bundle = await bundleOf(sigstore, one);
    const hint = 'verificationMaterial.publicKey.hint';
    const claimed = Buffer.from(publicKeyOf(two).fingerprint.slice(7), 'hex').toString('base64');
    for (const value of [claimed, 'release key', '', undefined]) {
      const signed = asReferrer(altered(bundle, hint, () => value));
      expect(outcome(signed, [], { keys: [publicKeyOf(two), publicKeyOf(one)] })).toBe('trusted');
      expect(outcome(signed, [], { keys: [publicKeyOf(three)] })).toBe('untrusted key-unknown');
    }
    // It names a key that is trusted, and does not hold under it.
    const swapped = asReferrer(altered(bundle, hint, () => claimed));
    expect(outcome(swapped, [], { keys: [publicKeyOf(two)] })).toBe('invalid signature-wrong-key');
  });

  it('no key at all', async () => {
    const signed = asReferrer(await bundleOf(sigstore, one));
    expect(outcome(signed, [sigstore.root], { rule: undefined, identities: [] })).toBe('unverified key-none');
    expect(outcome(signed, [sigstore.root])).toBe('untrusted key-none');
  });

  it('a signature that holds under a trusted key is that, whatever certificate travels along', async () => {
    const signer = sigstore.certify({ keys: one.keys });
    const bundle = asReferrer(await bundleOf(sigstore, signer));
    expect(outcome(bundle, [sigstore.root], { keys: [publicKeyOf(one)] })).toBe('trusted');
    expect(outcome(bundle, [sigstore.root], { keys: [publicKeyOf(two)] })).toBe('untrusted signer-stranger');
  });
});

describe('a public key file', () => {
  it.each([
    ['a curve of Bitcoin', pemOf(ecKeys('secp256k1').publicKey), /secp256k1/],
    ['RSA 1024', pemOf(rsa(1024).publicKey), /RSA 1024/],
    ['RSA-PSS', pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey), /rsa-pss/],
    ['X25519', pemOf(generateKeyPairSync('x25519').publicKey), /x25519/],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /is a certificate/],
    ['half a key', pemOf(ecKeys().publicKey).slice(0, 100), /no public key/],
    ['nothing', '', /no public key/],
    ['DER', bodies.pem('PUBLIC KEY', Buffer.from('no key')), /no public key/],
  ])('refuses %s', (_, text, problem) => {
    expect(readPublicKey(text, 'cosign.pub')).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('refuses a private key without repeating any of it', () => {
    const text = ecKeys().privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const secret = text.split('\n')[1] ?? '';
    const read = readPublicKey(text, 'cosign.key');
    expect(read).toEqual({ problem: expect.stringContaining('is a private key') });
    expect(JSON.stringify(read)).not.toContain(secret);
  });

  it('reads both forms of an RSA key as the same key', () => {
    const { publicKey } = rsa(2048);
    const pkcs1 = publicKey.export({ format: 'pem', type: 'pkcs1' }).toString();
    expect(readPublicKey(pkcs1, 'a')).toEqual(readPublicKey(pemOf(publicKey), 'a'));
  });
});
