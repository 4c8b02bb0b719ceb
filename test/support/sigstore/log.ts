import { createHash, sign } from 'node:crypto';
import type { KeyPair } from './certificate.ts';

/** An entry in the JSON form of bundles; `inclusionPromise` only of Rekor v1. */
export interface EntryJson {
  logIndex: string;
  logId: { keyId: string };
  kindVersion: { kind: string; version: string };
  integratedTime: string;
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof?: {
    logIndex: string;
    rootHash: string;
    treeSize: string;
    hashes: string[];
    checkpoint: { envelope: string };
  };
  canonicalizedBody: string;
}

/** Entries of strangers, so that every proof has several hashes. */
const strangers = Array.from({ length: 11 }, (_, n) => Buffer.from(`{"stranger":${n}}`));

/**
 * A transparency log that keeps what it is told in a Merkle tree (RFC 6962) and vouches for it as Rekor does. The one of
 * @sigstore/mock knows only trees of one entry, and with them no hashes to tamper with.
 */
export class TransparencyLog {
  readonly keys: KeyPair;
  /** SHA-256 of the public key. */
  readonly id: Buffer;
  readonly #origin: string;
  readonly #bodies = [...strangers];

  /** `origin`: the name with which checkpoints are signed. */
  constructor(keys: KeyPair, origin: string) {
    this.keys = keys;
    this.#origin = origin;
    this.id = sha256(this.publicKey);
  }

  /** SubjectPublicKeyInfo, DER. */
  get publicKey(): Buffer {
    return this.keys.publicKey.export({ format: 'der', type: 'spki' });
  }

  /** Takes an entry in. With `at`, it vouches for that time too, as Rekor v1; without, it is as Rekor v2. */
  add(body: Readonly<Record<string, unknown>>, at?: Date): EntryJson {
    const bytes = Buffer.from(JSON.stringify(body));
    const index = this.#bodies.push(bytes) - 1;
    // Somebody else's comes after it.
    this.#bodies.push(Buffer.from(`{"after":${index}}`));
    const size = this.#bodies.length;
    const leaves = this.#bodies.map((each) => sha256(Buffer.from([0]), each));
    const root = rootOf(leaves);
    const integratedTime = at ? Math.floor(at.getTime() / 1000) : 0;
    // Rekor v1 counts over all its trees.
    const logIndex = at ? index + 1000 : index;
    return {
      logIndex: `${logIndex}`,
      logId: { keyId: this.id.toString('base64') },
      kindVersion: { kind: String(body.kind), version: String(body.apiVersion) },
      integratedTime: `${integratedTime}`,
      ...(at && {
        inclusionPromise: {
          signedEntryTimestamp: this.#promise(bytes, integratedTime, logIndex).toString('base64'),
        },
      }),
      inclusionProof: {
        logIndex: `${index}`,
        rootHash: root.toString('base64'),
        treeSize: `${size}`,
        hashes: pathTo(index, leaves).map((hash) => hash.toString('base64')),
        checkpoint: { envelope: this.checkpoint(size, root) },
      },
      canonicalizedBody: bytes.toString('base64'),
    };
  }

  /** A signed note (c2sp.org/tlog-checkpoint). */
  checkpoint(size: number, root: Buffer): string {
    const note = `${this.#origin}\n${size}\n${root.toString('base64')}\n`;
    const signature = Buffer.concat([this.id.subarray(0, 4), this.#sign(Buffer.from(note))]);
    // Rekor v1 has the number of its tree behind its name, and signs with the name alone.
    return `${note}\n— ${this.#origin.split(' ')[0]} ${signature.toString('base64')}\n`;
  }

  /** The SET: over canonical JSON, which has its members in alphabetical order. */
  #promise(body: Buffer, integratedTime: number, logIndex: number): Buffer {
    const logID = this.id.toString('hex');
    const payload = { body: body.toString('base64'), integratedTime, logID, logIndex };
    return this.#sign(Buffer.from(JSON.stringify(payload)));
  }

  #sign(data: Buffer): Buffer {
    const { privateKey } = this.keys;
    return sign(privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', data, privateKey);
  }
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The largest power of two below `size`: where a tree is cut in two. */
function cut(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only && leaves.length === 1) return only;
  const left = cut(leaves.length);
  return sha256(Buffer.from([1]), rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)));
}

function pathTo(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const left = cut(leaves.length);
  return index < left
    ? [...pathTo(index, leaves.slice(0, left)), rootOf(leaves.slice(left))]
    : [...pathTo(index - left, leaves.slice(left)), rootOf(leaves.slice(0, left))];
}
