import { createPrivateKey, type KeyObject } from 'node:crypto';
import { decrypt } from './encryption.ts';
import { privateKeyBlock } from './pem.ts';
import type { PrivateKey } from './private-key.ts';
import { KeyError } from './problem.ts';
import { toSigningKey } from './signing-key.ts';

/**
 * Reads a private key in the format of Cosign (the bytes of `cosign.key`). The password may be empty; it is not kept, and
 * whoever asks wipes it. Takes some tenths of a second.
 * @throws KeyError
 */
export async function readPrivateKey(file: Uint8Array, password: Uint8Array): Promise<PrivateKey> {
  const block = privateKeyBlock(file);
  if (block.format !== 'cosign') throw new KeyError({ id: 'not-imported' });
  const der = await decrypt(block, password);
  try {
    return toSigningKey(fromPkcs8(Buffer.from(der.buffer, der.byteOffset, der.byteLength)));
  } finally {
    der.fill(0);
  }
}

function fromPkcs8(der: Buffer): KeyObject {
  const pkcs8 = tryKey(der, 'pkcs8');
  if (pkcs8) return pkcs8;
  const isOther = tryKey(der, 'sec1') ?? tryKey(der, 'pkcs1');
  throw new KeyError({ id: isOther ? 'not-pkcs8' : 'unreadable' });
}

function tryKey(der: Buffer, type: 'pkcs8' | 'sec1' | 'pkcs1'): KeyObject | undefined {
  try {
    return createPrivateKey({ key: der, format: 'der', type });
  } catch {
    return undefined;
  }
}
