import { createPrivateKey, type KeyObject } from 'node:crypto';
import { toKeyPair } from './generate.ts';
import { checkCost } from './openssl-cost.ts';
import { type KeyBlock, privateKeyBlock } from './pem.ts';
import type { KeyPair } from './private-key.ts';
import { KeyError } from './problem.ts';

/**
 * Turns a private key in PEM (PKCS #8, SEC 1 of EC keys, PKCS #1 of RSA keys) into the format of Cosign, encrypted with
 * `password`, which may be empty. `passphrase` opens a PEM that OpenSSL encrypted. Whoever asks wipes all three.
 * @throws KeyError
 */
export async function importPrivateKey(
  file: Uint8Array,
  password: Uint8Array,
  passphrase?: Uint8Array,
): Promise<KeyPair> {
  const block = privateKeyBlock(file);
  return toKeyPair(open(block, passphrase), password);
}

function open(block: KeyBlock, passphrase: Uint8Array | undefined): KeyObject {
  switch (block.format) {
    case 'cosign':
      throw new KeyError({ id: 'imported-already' });
    case 'plain':
      return parse(block, undefined, 'unreadable');
    case 'encrypted':
      if (!passphrase) throw new KeyError({ id: 'passphrase-needed' });
      // The older form of OpenSSL, which has a label of its own, derives its key by one MD5.
      if (block.label === 'ENCRYPTED PRIVATE KEY') checkCost(block);
      return parse(
        block,
        Buffer.from(passphrase.buffer, passphrase.byteOffset, passphrase.byteLength),
        'passphrase',
      );
  }
}

function parse(
  { bytes }: KeyBlock,
  passphrase: Buffer | undefined,
  problem: 'unreadable' | 'passphrase',
): KeyObject {
  try {
    return createPrivateKey({ key: bytes, format: 'pem', ...(passphrase && { passphrase }) });
  } catch {
    throw new KeyError({ id: problem });
  }
}
