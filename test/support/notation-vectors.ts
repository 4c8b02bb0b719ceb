import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../server/src/image/digest.ts';
import { HttpError, type HttpResponse } from '../../server/src/registry/ports.ts';
import type { TrustStoreType } from '../../server/src/signature/verification.ts';
import {
  defaultRequirements,
  type NamedTrustStore,
  type TrustPolicy,
  type TrustStoreEntry,
  type TrustStoreFolder,
} from '../../server/src/trust/policy.ts';
import { MemoryRegistry } from '../registry/memory-registry.ts';
import { vectorReference } from './vectors.ts';

export interface NotationTrustOfVector {
  /** A trust policy document among the fixtures. */
  readonly policy: string;
  readonly userMetadata?: Readonly<Record<string, string>>;
}

export interface NotationQuestion {
  readonly trust: NotationTrustOfVector;
  /** Every right answer, the best first. */
  readonly verdict: readonly string[];
  readonly level: string;
  readonly why?: string;
  readonly tools: { readonly notation: string; readonly says?: readonly string[] };
}

export interface NotationCase {
  readonly name: string;
  readonly image: string;
  readonly digest: string;
  readonly referrersApi: boolean;
  readonly envelope?: string;
  readonly checks: readonly NotationQuestion[];
}

export const notationFixtures = fileURLToPath(new URL('../fixtures/notation/', import.meta.url));

/** The bytes of a file among the fixtures: `keys/p256.key`, `revocation/crl.der`. */
export function notationFile(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(notationFixtures, file)));
}

/** Images signed by the real notation, and what is to be said of them. */
export function notationCases(): readonly NotationCase[] {
  return JSON.parse(readFileSync(join(notationFixtures, 'cases.json'), 'utf8'));
}

const storeTypes: readonly TrustStoreType[] = ['ca', 'signingAuthority', 'tsa'];
let stores: TrustStoreFolder | undefined;

/** The trust stores of the vectors, as they lie on disk, and `ca:empty`: git keeps no empty folders. */
export function notationTrustStore(): TrustStoreFolder {
  stores ??= {
    name: 'truststore',
    stores: [...storeTypes.flatMap(readStores), { type: 'ca', name: 'empty', entries: [] }],
  };
  return stores;
}

function readStores(type: TrustStoreType): NamedTrustStore[] {
  const folder = join(notationFixtures, 'truststore', 'x509', type);
  return readdirSync(folder).map((name) => {
    const entries = readdirSync(join(folder, name), { withFileTypes: true });
    return { type, name, entries: entries.map(readEntry) };
  });
}

function readEntry(entry: Dirent): TrustStoreEntry {
  const { name, parentPath } = entry;
  if (entry.isDirectory()) return { name, kind: 'directory' };
  return { name, kind: 'file', bytes: new Uint8Array(readFileSync(join(parentPath, name))) };
}

/** The policy that a question asks about: its document, all trust stores, and metadata that must be signed along. */
export function notationPolicy(trust: NotationTrustOfVector, store = notationTrustStore()): TrustPolicy {
  return {
    id: sha256(Buffer.from(JSON.stringify(trust))),
    rule: 'the test',
    keys: [],
    identities: [],
    annotations: trust.userMetadata ?? {},
    accept: 'any',
    requirements: defaultRequirements,
    notation: {
      name: basename(trust.policy),
      document: { text: readFileSync(join(notationFixtures, trust.policy), 'utf8') },
      store,
    },
  };
}

/** Where the certificates of the vectors send people for revocation lists. */
export const revocationHost = 'notary.localhost:8089';

/** The image's repository, served as it was, and the revocation lists; whoever else is asked does not answer. */
export function notationRegistry({ image, referrersApi }: NotationCase): MemoryRegistry {
  const registry = new MemoryRegistry();
  const { registry: host, repository } = vectorReference(image);
  registry
    .host(host, { referrersApi })
    .repository(repository)
    .load(join(notationFixtures, 'oci', host, repository));
  registry.intercept = ({ host: asked, pathname }) => {
    if (asked === host) return undefined;
    return asked === revocationHost
      ? revocationList(pathname)
      : new HttpError('refused', `nobody at ${asked}`);
  };
  return registry;
}

function revocationList(path: string): HttpResponse {
  const body = notationFile(`revocation${path}`);
  return { status: 200, headers: { 'content-type': 'application/pkix-crl' }, body };
}
