import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  Key,
  Metadata,
  type MetadataKind,
  MetaFile,
  Root,
  Signature,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
} from '@tufjs/models';
import type { HttpClient, HttpRequest } from '../../server/src/registry/ports.ts';

interface Signer {
  readonly key: Key;
  readonly privateKey: KeyObject;
}

/** What differs from the last publication. */
export interface Publication {
  /** The text of trusted_root.json. */
  readonly target?: string;
  /** Other targets by name. */
  readonly others?: Readonly<Record<string, string>>;
  /** When the metadata of this role expires (a year from now unless told). */
  readonly expires?: Partial<Record<Role, Date>>;
}

type Role = `${MetadataKind.Timestamp | MetadataKind.Snapshot | MetadataKind.Targets}`;

/**
 * A TUF repository with trusted_root.json for its target, signed here and served by an `HttpClient`. `files` may be tampered
 * with; `requests` says what was asked.
 */
export class TufRepository {
  readonly url: string;
  readonly files = new Map<string, Buffer>();
  readonly requests: string[] = [];
  /** The root metadata that clients begin with. */
  readonly seed: string;
  /** Answers in the repository's place. */
  answer: HttpClient | undefined;
  #version = 0;
  #root = { version: 0, signer: signer() };
  #online = signer();
  #target = '{}';

  constructor(url: string) {
    this.url = url;
    this.seed = this.#signRoot([this.#root.signer]);
  }

  /** Signs targets, snapshot and timestamp anew, one version further. */
  publish({ target, others = {}, expires = {} }: Publication = {}): void {
    this.#version += 1;
    const version = this.#version;
    this.#target = target ?? this.#target;
    const targets = new Targets({ version, specVersion, expires: inAYear(expires.targets) });
    for (const [path, text] of Object.entries({ 'trusted_root.json': this.#target, ...others })) {
      const content = Buffer.from(text);
      const hash = sha256(content);
      targets.addTarget(new TargetFile({ path, length: content.length, hashes: { sha256: hash } }));
      this.files.set(`targets/${hash}.${path}`, content);
    }
    this.#write(`${version}.targets.json`, targets, [this.#online]);
    const targetsMeta = { 'targets.json': new MetaFile({ version }) };
    const snapshot = new Snapshot({
      version,
      specVersion,
      expires: inAYear(expires.snapshot),
      meta: targetsMeta,
    });
    this.#write(`${version}.snapshot.json`, snapshot, [this.#online]);
    const snapshotMeta = new MetaFile({ version });
    const timestamp = new Timestamp({
      version,
      specVersion,
      expires: inAYear(expires.timestamp),
      snapshotMeta,
    });
    this.#write('timestamp.json', timestamp, [this.#online]);
  }

  /** New keys for everything, vouched for by the old root key, unless it is to be by a stranger's. */
  rotate({ vouchedForBy = this.#root.signer }: { vouchedForBy?: Signer } = {}): void {
    this.#root = { version: this.#root.version, signer: signer() };
    this.#online = signer();
    this.#signRoot([vouchedForBy, this.#root.signer]);
  }

  readonly http: HttpClient = async (request: HttpRequest) => {
    const path = request.url.slice(this.url.length + 1);
    this.requests.push(path);
    if (this.answer) return await this.answer(request);
    const body = this.files.get(path);
    return body ? { status: 200, headers: {}, body } : { status: 404, headers: {}, body: Buffer.from('') };
  };

  #signRoot(signers: readonly Signer[]): string {
    this.#root.version += 1;
    const { version, signer } = this.#root;
    const root = new Root({ version, specVersion, expires: inAYear(), consistentSnapshot: true });
    root.addKey(signer.key, 'root');
    for (const role of ['timestamp', 'snapshot', 'targets']) root.addKey(this.#online.key, role);
    return this.#write(`${version}.root.json`, root, signers);
  }

  #write(name: string, signed: Root | Timestamp | Snapshot | Targets, signers: readonly Signer[]): string {
    const metadata = new Metadata(signed);
    for (const { key, privateKey } of signers) {
      metadata.sign(
        (bytes) => new Signature({ keyID: key.keyID, sig: sign(null, bytes, privateKey).toString('hex') }),
      );
    }
    const text = JSON.stringify(metadata.toJSON());
    this.files.set(name, Buffer.from(text));
    return text;
  }
}

const specVersion = '1.0.31';

/** A key pair of the repository, or of somebody else. */
export function signer(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const key = { keyType: 'ed25519', scheme: 'ed25519', keyVal: { public: raw } };
  return { key: new Key({ keyID: sha256(Buffer.from(raw)), ...key }), privateKey };
}

function inAYear(date = new Date(Date.now() + 365 * 24 * 60 * 60 * 1000)): string {
  return date.toISOString();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
