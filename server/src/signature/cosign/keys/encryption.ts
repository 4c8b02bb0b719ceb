import { randomBytes, scrypt } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { asObject } from '../../../registry/json-body.ts';
import { bodyOf, decodeBase64, type PemBlock, toPem } from './pem.ts';
import { KeyError } from './problem.ts';

// The format is that of go-securesystemslib/encrypted, which cosign uses: JSON in PEM, with scrypt and NaCl's secretbox.

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const cost: Cost = { N: 65536, r: 8, p: 1 };
/** What go-securesystemslib has ever written. It reads nothing else, since a larger N would stop the machine. */
const knownN: ReadonlySet<number> = new Set([32768, cost.N, 131072]);

const keyLength = 32;
const saltLength = 32;
const nonceLength = 24;
const tagLength = 16;

/** The PEM of cosign with `plain` in it, encrypted with a password, which may be empty. */
export async function encrypt(plain: Uint8Array, password: Uint8Array): Promise<string> {
  const salt = randomBytes(saltLength);
  const nonce = randomBytes(nonceLength);
  const key = await deriveKey(password, salt, cost);
  try {
    const ciphertext = xsalsa20poly1305(key, nonce).encrypt(plain);
    // In the order that Go writes them.
    const json = {
      kdf: { name: 'scrypt', params: cost, salt: salt.toString('base64') },
      cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
      ciphertext: Buffer.from(ciphertext).toString('base64'),
    };
    return toPem('ENCRYPTED SIGSTORE PRIVATE KEY', Buffer.from(JSON.stringify(json)));
  } finally {
    key.fill(0);
  }
}

/** What is in such a PEM. Whoever asks wipes it. @throws KeyError */
export async function decrypt(block: PemBlock, password: Uint8Array): Promise<Uint8Array> {
  const { salt, nonce, ciphertext, params } = parse(block);
  const key = await deriveKey(password, salt, params);
  try {
    return xsalsa20poly1305(key, nonce).decrypt(ciphertext);
  } catch {
    throw new KeyError({ id: 'password' });
  } finally {
    key.fill(0);
  }
}

function parse(block: PemBlock) {
  const { kdf, cipher, ciphertext } = asObject(jsonOf(block)) ?? damaged('JSON');
  const { name: kdfName, params, salt } = asObject(kdf) ?? damaged('kdf');
  const { name: cipherName, nonce } = asObject(cipher) ?? damaged('cipher');
  if (kdfName !== 'scrypt') throw new KeyError({ id: 'kdf' });
  if (cipherName !== 'nacl/secretbox') throw new KeyError({ id: 'cipher' });
  return {
    params: costOf(params),
    salt: bytesOf(salt, 'kdf.salt', (length) => length === saltLength),
    nonce: bytesOf(nonce, 'cipher.nonce', (length) => length === nonceLength),
    ciphertext: bytesOf(ciphertext, 'ciphertext', (length) => length > tagLength),
  };
}

function jsonOf(block: PemBlock): unknown {
  const body = bodyOf(block) ?? damaged('base64');
  try {
    return JSON.parse(body.toString());
  } catch {
    // Its message would quote the file.
    return damaged('JSON');
  }
}

function costOf(value: unknown): Cost {
  const { N, r, p } = asObject(value) ?? {};
  if (typeof N !== 'number' || typeof r !== 'number' || typeof p !== 'number') return damaged('kdf.params');
  if (!knownN.has(N) || r !== cost.r || p !== cost.p) throw new KeyError({ id: 'kdf-cost', n: N, r, p });
  return { N, r, p };
}

function bytesOf(value: unknown, where: string, fits: (length: number) => boolean): Buffer {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  return bytes && fits(bytes.length) ? bytes : damaged(where);
}

function damaged(where: string): never {
  throw new KeyError({ id: 'damaged', where });
}

/** Some tenths of a second and 128 · N · r bytes, in a thread of its own. */
function deriveKey(password: Uint8Array, salt: Uint8Array, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyLength, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
