import { createPrivateKey, type KeyObject } from 'node:crypto';
import { bodyOf, type KeyBlock, privateKeyBlock } from '../../cosign/keys/pem.ts';
import { isKeyError } from '../../cosign/keys/problem.ts';
import { SigningError } from '../../signing.ts';
import type { SigningCode } from '../../signing-message.ts';
import { Der, DerError, tags } from '../x509/der.ts';

/** Iterations, or N · r · p of scrypt: a second or two, in which all else waits. OpenSSL's defaults are 2048 and 131072. */
const maxWork = 5_000_000;

/** Does the file hold a private key that a password has to open? @throws SigningError */
export function isEncryptedKey(file: Uint8Array, name: string): boolean {
  return blockOf(file, name).format === 'encrypted';
}

/**
 * Reads a private key in PEM: PKCS #8, plain or encrypted, PKCS #1, SEC 1. `name` is what the user calls the file; whoever
 * asks wipes the password. @throws SigningError
 */
export function readKey(file: Uint8Array, name: string, password: Uint8Array | undefined): KeyObject {
  const block = blockOf(file, name);
  if (block.format === 'plain') return parse(block, name, undefined);
  // The older form of OpenSSL, which has a label of its own, derives its key by one MD5.
  if (block.label === 'ENCRYPTED PRIVATE KEY') checkCost(block, name);
  return parse(block, name, password ?? new Uint8Array());
}

function parse({ bytes }: KeyBlock, name: string, password: Uint8Array | undefined): KeyObject {
  try {
    const passphrase = password && Buffer.from(password.buffer, password.byteOffset, password.byteLength);
    return createPrivateKey({ key: bytes, format: 'pem', ...(passphrase && { passphrase }) });
  } catch {
    throw refusal(password ? 'notation-key-password' : 'notation-key-damaged', name);
  }
}

/** Codes for what `privateKeyBlock` finds. */
const codes: Readonly<Record<string, SigningCode>> = {
  'too-large': 'notation-key-none',
  none: 'notation-key-none',
  several: 'notation-key-several',
  public: 'notation-key-public',
};

function blockOf(file: Uint8Array, name: string): KeyBlock & { readonly format: 'plain' | 'encrypted' } {
  let block: KeyBlock;
  try {
    block = privateKeyBlock(file);
  } catch (error) {
    if (!isKeyError(error)) throw error;
    throw refusal(codes[error.problem.id] ?? 'notation-key-format', name);
  }
  const { format } = block;
  if (format === 'cosign') throw refusal('notation-key-cosign', name);
  return { ...block, format };
}

/** Before a password is tried: a number in the file says how long that takes. */
function checkCost(block: KeyBlock, name: string): void {
  let work: number;
  try {
    work = workOf(Der.read(bodyOf(block) ?? new Uint8Array()).children(2)[0]!);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw refusal('notation-key-damaged', name);
  }
  if (work > maxWork) throw refusal('notation-key-cost', name);
}

const pbes2 = '1.2.840.113549.1.5.13';
const scrypt = '1.3.6.1.4.1.11591.4.11';

/** Of an AlgorithmIdentifier with the parameters `salt, iterations`, or of scrypt with `salt, N, r, p`. @throws DerError */
function workOf(algorithm: Der): number {
  const [id, parameters] = algorithm.as(tags.sequence).children(2);
  const oid = id?.oid();
  const parts = parameters?.as(tags.sequence).children(10) ?? [];
  if (oid === pbes2 && parts[0]) return workOf(parts[0]);
  const [count = 0, r = 1, p = 1] = parts
    .filter(({ tag }) => tag === tags.integer)
    .map((part) => Number(part.integer()));
  return oid === scrypt ? count * r * p : count;
}

function refusal(code: SigningCode, name: string): SigningError {
  return new SigningError({ code, args: [name] });
}
