import { createPrivateKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateKeyPair } from '../../../../server/src/signature/cosign/keys/generate.ts';
import { keyTypes } from '../../../../server/src/signature/cosign/keys/private-key.ts';
import { readPrivateKey } from '../../../../server/src/signature/cosign/keys/read.ts';
import { readPublicKey } from '../../../../server/src/trust/public-key.ts';
import { bytes, recordedKey, refusal } from '../../../support/key-files.ts';

/** The JSON in a key file, as text. */
function jsonOf(pem: string): string {
  return Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64').toString();
}

describe('a new key pair', () => {
  it.each(keyTypes)('%s is read again, and signs', async (type) => {
    const pair = await generateKeyPair(type, bytes('correct horse'));
    const key = await readPrivateKey(bytes(pair.privateKeyPem), bytes('correct horse'));
    expect(key).toMatchObject({ type, publicKeyPem: pair.publicKeyPem });
    expect(readPublicKey(pair.publicKeyPem, 'cosign.pub')).toMatchObject({
      key: { fingerprint: key.fingerprint },
    });

    const data = bytes('what is signed');
    const signature = key.sign(data);
    const hash = type === 'ed25519' ? null : 'sha256';
    expect(verify(hash, data, pair.publicKeyPem, signature)).toBe(true);
    expect(verify(hash, bytes('what is not'), pair.publicKeyPem, signature)).toBe(false);
  });

  it.each(['', '🔑 slaptažodis', ' ', 'a\0b', 'x'.repeat(5000)])('with the password %j', async (password) => {
    const { privateKeyPem } = await generateKeyPair('ecdsa-p256', bytes(password));
    const file = bytes(privateKeyPem);
    expect(await readPrivateKey(file, bytes(password))).toMatchObject({ type: 'ecdsa-p256' });
    const other = `${password}x`;
    expect((await refusal(file, (each) => readPrivateKey(each, bytes(other)), other)).id).toBe('password');
  });

  it('is of the very form that cosign writes', async () => {
    const { privateKeyPem, publicKeyPem } = await generateKeyPair('ecdsa-p256', bytes('correct horse'));
    const cosigns = recordedKey('p256.key').toString();
    // The same with what is random left out: names, their order, lengths, line breaks.
    const form = (pem: string) => pem.replace(/[A-Za-z0-9+/]/g, 'x').replace(/=/g, 'x');
    const jsonForm = (pem: string) => jsonOf(pem).replace(/("(?:salt|nonce|ciphertext)":")[^"]+/g, '$1…');
    expect(form(privateKeyPem).split('\n').length).toBe(form(cosigns).split('\n').length);
    expect(jsonForm(privateKeyPem)).toBe(jsonForm(cosigns));
    expect(jsonOf(privateKeyPem).length).toBe(jsonOf(cosigns).length);
    expect(privateKeyPem).toMatch(
      /^-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n(?:[A-Za-z0-9+/]{64}\n)+[A-Za-z0-9+/=]{1,64}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n$/,
    );
    expect(form(publicKeyPem)).toBe(form(recordedKey('p256.pub').toString()));
  });

  it('is never the same', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => generateKeyPair('ed25519', bytes(''))));
    const salts = [one, two].map((pair) => /"salt":"([^"]+)/.exec(jsonOf(pair!.privateKeyPem))?.[1]);
    const nonces = [one, two].map((pair) => /"nonce":"([^"]+)/.exec(jsonOf(pair!.privateKeyPem))?.[1]);
    expect(new Set([...salts, ...nonces]).size).toBe(4);
    expect(one?.publicKeyPem).not.toBe(two?.publicKeyPem);
  });

  it('is readable by nobody without the password', async () => {
    const { privateKeyPem } = await generateKeyPair('ecdsa-p256', bytes('correct horse'));
    expect(() => createPrivateKey(privateKeyPem)).toThrow();
    expect(`${privateKeyPem}${jsonOf(privateKeyPem)}`).not.toContain('correct horse');
  });
});
