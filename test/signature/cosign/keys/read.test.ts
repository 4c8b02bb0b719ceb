import { dsse } from '@sigstore/core';
import { describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../../../server/src/signature/cosign/keys/read.ts';
import type { PublicKey } from '../../../../server/src/signature/verification.ts';
import { readPublicKey } from '../../../../server/src/trust/public-key.ts';
import { bytes, keyFile, recordedKey, refusal } from '../../../support/key-files.ts';
import {
  altered,
  asReferrer,
  bundleOf,
  createSigstore,
  ecKeys,
  member,
  outcome,
} from '../../../support/sigstore/index.ts';

const refused = (file: Uint8Array, password = 'correct horse') =>
  refusal(file, (each) => readPrivateKey(each, bytes(password)), password);

function trustedKey(pem: string): PublicKey {
  const read = readPublicKey(pem, 'cosign.pub');
  if ('problem' in read) throw new Error(read.problem);
  return read.key;
}

/** A bundle of an image, signed by `sign` instead of whoever signed it. */
async function signedBy(sign: (data: Buffer) => Buffer) {
  const bundle = await bundleOf(await createSigstore(), { keys: ecKeys() }, { log: 'none' });
  const type = String(member(bundle, 'dsseEnvelope.payloadType'));
  const payload = Buffer.from(String(member(bundle, 'dsseEnvelope.payload')), 'base64');
  const signature = sign(dsse.preAuthEncoding(type, payload)).toString('base64');
  return asReferrer(altered(bundle, 'dsseEnvelope.signatures.0.sig', () => signature));
}

describe('a key that cosign made', () => {
  it.each([
    ['p256', 'ecdsa-p256'],
    ['v2-p256', 'ecdsa-p256'],
    ['other', 'ecdsa-p256'],
    ['nopass', 'ecdsa-p256'],
    ['p384', 'ecdsa-p384'],
    ['p521', 'ecdsa-p521'],
    ['rsa2048', 'rsa-2048'],
    ['rsa3072', 'rsa-3072'],
    ['rsa4096', 'rsa-4096'],
    ['ed25519', 'ed25519'],
  ])('%s.key is a key pair with %s.pub, and signs', async (name, type) => {
    const password = bytes(name === 'nopass' ? '' : 'imageseal');
    const key = await readPrivateKey(recordedKey(`${name}.key`), password);
    const pem = recordedKey(`${name}.pub`).toString();
    expect(key).toMatchObject({ type, publicKeyPem: pem });
    const publicKey = trustedKey(pem);
    expect(key.fingerprint).toBe(publicKey.fingerprint);
    expect(Buffer.from(key.publicKeyDer).equals(publicKey.der)).toBe(true);

    const signed = await signedBy((data) => key.sign(data));
    expect(outcome(signed, [], { keys: [publicKey] })).toBe('trusted');
    const stranger = trustedKey(recordedKey(name === 'other' ? 'p256.pub' : 'other.pub').toString());
    expect(outcome(signed, [], { keys: [stranger] })).toBe('untrusted key-unknown');
  });

  it.each(['cosign-label.key', 'sigstore-label.key'])(
    '%s, of its own tests, with N = 32768',
    async (name) => {
      expect(await readPrivateKey(keyFile(name), bytes('hello'))).toMatchObject({ type: 'ecdsa-p256' });
    },
  );

  it('is refused when it is not PKCS #8 inside, as cosign does', async () => {
    const { id, sentence } = await refused(keyFile('sec1-inside.key'), 'hello');
    expect(id).toBe('not-pkcs8');
    expect(sentence).toMatch(/^What is encrypted in my\.key is not PKCS #8/);
  });

  it('is read with Windows line breaks, and words around it', async () => {
    const text = recordedKey('nopass.key').toString();
    for (const file of [
      text.replaceAll('\n', '\r\n'),
      `The key of the release team\n\n${text}\nKeep it safe.\n`,
    ]) {
      expect(await readPrivateKey(bytes(file), bytes(''))).toMatchObject({ type: 'ecdsa-p256' });
    }
  });
});

describe('a key that is done with', () => {
  it('signs no more', async () => {
    const key = await readPrivateKey(recordedKey('nopass.key'), bytes(''));
    expect(key.sign(bytes('hello')).length).toBeGreaterThan(60);
    key.dispose();
    expect(() => key.sign(bytes('hello'))).toThrow('disposed');
    expect(Object.values(key).join()).not.toContain('PRIVATE');
  });
});

describe('a password', () => {
  it('that is wrong is told from nothing else', async () => {
    for (const password of ['Imageseal', 'imageseal ', '']) {
      const { id, sentence } = await refused(recordedKey('p256.key'), password);
      expect(id).toBe('password');
      expect(sentence).toBe(
        'The password of my.key is wrong, or the file is damaged (its encryption cannot tell which): try the password again, then a backup of the file.',
      );
    }
    expect((await refused(recordedKey('nopass.key'), 'imageseal')).id).toBe('password');
  });

  it('is left as it was: whoever asked wipes it', async () => {
    const password = bytes('imageseal');
    await readPrivateKey(recordedKey('p256.key'), password);
    expect(password.toString()).toBe('imageseal');
  });
});

describe('another file', () => {
  it.each([
    ['a plain PKCS #8 key', 'ecdsa-p256-pkcs8.pem', 'not-imported'],
    ['a plain EC key', 'ecdsa-p256-sec1.pem', 'not-imported'],
    ['a plain RSA key', 'rsa-2048-pkcs1.pem', 'not-imported'],
    ['a key encrypted by OpenSSL', 'ecdsa-p256-pbes2.pem', 'not-imported'],
    ['a key of OpenSSH', 'openssh.pem', 'openssh'],
    ['a key of PGP', 'pgp.pem', 'foreign'],
    ['a public key', 'public.pem', 'public'],
  ])('%s', async (_, name, id) => {
    expect(await refused(keyFile(name))).toMatchObject({ id });
  });

  it.each([
    ['nothing', '', 'none'],
    ['prose', 'The key is with Ann.', 'none'],
    ['a block without an end', recordedKey('p256.key').toString().replace('-----END', '----END'), 'none'],
    ['a block in the middle of a line', recordedKey('p256.key').toString().replace(/^/, 'key: '), 'none'],
    [
      'a block that ends as another',
      recordedKey('p256.key').toString().replace('END ENCRYPTED', 'END'),
      'none',
    ],
    ['two keys', `${recordedKey('p256.key')}${recordedKey('other.key')}`, 'several'],
    ['one key twice', `${recordedKey('p256.key')}${recordedKey('p256.key')}`, 'several'],
    ['its bytes as UTF-16', Buffer.from(recordedKey('p256.key').toString(), 'utf16le'), 'none'],
    ['far too much', `${recordedKey('p256.key')}${'\n'.repeat(70_000)}`, 'too-large'],
  ])('%s', async (_, text, id) => {
    expect(await refused(Buffer.from(text))).toMatchObject({ id });
  });

  it('beside its public key is read', async () => {
    const both = `${recordedKey('nopass.pub')}${recordedKey('nopass.key')}`;
    expect(await readPrivateKey(bytes(both), bytes(''))).toMatchObject({ type: 'ecdsa-p256' });
  });
});
