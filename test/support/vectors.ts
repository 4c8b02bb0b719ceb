import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../server/src/image/digest.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import type { ImageReference } from '../../server/src/image/reference.ts';
import type { TrustedRoot } from '../../server/src/signature/verification.ts';
import {
  defaultRequirements,
  type TrustedIdentity,
  type TrustPolicy,
} from '../../server/src/trust/policy.ts';
import { readPublicKey } from '../../server/src/trust/public-key.ts';
import { MemoryRegistry } from '../registry/memory-registry.ts';

/** Images signed by the real cosign 2.6.5 and 3.1.3: with keys and without a log, or keyless under a private Sigstore. */
export type VectorSet = 'keyed' | 'keyless';

export interface VectorTrust {
  readonly keys?: readonly string[];
  readonly trustedRoot?: string;
  readonly identities?: readonly TrustedIdentity[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ignoreTlog?: boolean;
  readonly timestamps?: boolean;
}

export interface VectorCase {
  readonly name: string;
  readonly image: string;
  readonly digest: string;
  readonly referrersApi: boolean;
  readonly layouts: readonly string[];
  readonly checks: readonly {
    readonly trust: VectorTrust;
    /** Every right answer, the best first. */
    readonly verdict: readonly string[];
    readonly why?: string;
  }[];
}

const folderOf = (set: VectorSet) => fileURLToPath(new URL(`../fixtures/cosign/${set}/`, import.meta.url));

export function vectorText(set: VectorSet, file: string): string {
  return readFileSync(folderOf(set) + file, 'utf8');
}

export function vectorCases(set: VectorSet): readonly VectorCase[] {
  return JSON.parse(vectorText(set, 'cases.json'));
}

export function vectorRoot(file: string): TrustedRoot {
  const text = vectorText('keyless', file);
  return { name: file, text, digest: sha256(Buffer.from(text)) };
}

/** The policy that a question of the vectors asks about. Keys are asked without a log unless a root is named. */
export function policyOf(set: VectorSet, trust: VectorTrust): TrustPolicy {
  const { keys = [], identities = [], annotations = {}, trustedRoot, ignoreTlog, timestamps } = trust;
  return {
    id: sha256(Buffer.from(JSON.stringify([set, trust]))),
    rule: 'the test',
    keys: keys.map((file) => {
      const read = readPublicKey(vectorText(set, file), file);
      if ('problem' in read) throw new Error(read.problem);
      return read.key;
    }),
    identities,
    annotations,
    accept: 'any',
    requirements: {
      log: ignoreTlog
        ? 'waived'
        : keys.length > 0 && trustedRoot !== undefined
          ? 'required'
          : defaultRequirements.log,
      signedTimestamps: timestamps ?? false,
    },
    ...(trustedRoot !== undefined && { root: vectorRoot(trustedRoot) }),
  };
}

export function vectorReference(image: string): ImageReference {
  const parsed = parseImageReference(image);
  if (parsed.kind !== 'reference') throw new Error(image);
  return parsed;
}

/** The image's repository, served as it was: with the Referrers API or without it. */
export function vectorRegistry(set: VectorSet, { image, referrersApi }: VectorCase): MemoryRegistry {
  const registry = new MemoryRegistry();
  const { registry: host, repository } = vectorReference(image);
  registry
    .host(host, { referrersApi })
    .repository(repository)
    .load(`${folderOf(set)}oci/${host}/${repository}`);
  return registry;
}
