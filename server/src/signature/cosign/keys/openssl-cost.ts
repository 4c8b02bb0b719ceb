import { ASN1Obj } from '@sigstore/core';
import { bodyOf, type PemBlock } from './pem.ts';
import { KeyError } from './problem.ts';

const pbes2 = '1.2.840.113549.1.5.13';
const scrypt = '1.3.6.1.4.1.11591.4.11';

/** Iterations, or N · r · p of scrypt: a second or two, in which all else waits. OpenSSL's defaults are 2048 and 131072. */
const maxWork = 5_000_000n;

/**
 * Of an `ENCRYPTED PRIVATE KEY`, before a passphrase is tried: a number in it says how long that takes.
 * @throws KeyError when that is longer than any tool asks for, and when it cannot be known.
 */
export function checkCost(block: PemBlock): void {
  if (workOf(algorithmOf(block)) > maxWork) throw new KeyError({ id: 'passphrase-cost' });
}

function algorithmOf(block: PemBlock): ASN1Obj {
  try {
    const [algorithm] = ASN1Obj.parseBuffer(Buffer.from(bodyOf(block) ?? [])).subs;
    if (algorithm) return algorithm;
  } catch {}
  throw new KeyError({ id: 'unreadable' });
}

/** Of an AlgorithmIdentifier with the parameters `salt, iterations`, or of scrypt with `salt, N, r, p`. */
function workOf({ subs: [id, parameters] }: ASN1Obj): bigint {
  const parts = parameters?.subs ?? [];
  if (parts[0] && id?.toOID() === pbes2) return workOf(parts[0]);
  const [count = 0n, r = 1n, p = 1n] = parts
    .filter(({ tag }) => tag.isInteger())
    .map((part) => part.toInteger());
  return id?.toOID() === scrypt ? count * r * p : count;
}
