import { TrustedRoot as RootMessage } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import type { DetailId } from '../../detail.ts';
import type { TrustedRoot } from '../../verification.ts';
import { rememberDer } from './remember-der.ts';

export type TLogAuthority = TrustMaterial['tlogs'][number];

/** A trusted root that can be verified against. */
export interface RootMaterial extends Omit<TrustMaterial, 'publicKey'> {
  readonly name: string;
}

/** Why a text is no trusted root. */
export interface UnusableRoot {
  readonly id: DetailId;
  readonly args: readonly string[];
}

const mediaTypes: ReadonlySet<string> = new Set([
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot.v0.1+json',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
]);

const parsed = new Map<string, RootMaterial | UnusableRoot>();
const maxRemembered = 50;

/** The material of a root; parsing takes a millisecond, so that of the last few is kept. */
export function rootMaterial(root: TrustedRoot): RootMaterial | UnusableRoot {
  const key = `${root.digest} ${root.name}`;
  const known = parsed.get(key);
  if (known) return known;
  const material = parse(root);
  if (parsed.size >= maxRemembered) parsed.clear();
  parsed.set(key, material);
  return material;
}

export function isUsable(material: RootMaterial | UnusableRoot): material is RootMaterial {
  return 'tlogs' in material;
}

function parse({ name, text }: TrustedRoot): RootMaterial | UnusableRoot {
  let message: RootMessage;
  try {
    message = RootMessage.fromJSON(JSON.parse(text));
  } catch {
    return { id: 'root-not-json', args: [name] };
  }
  if (!mediaTypes.has(message.mediaType)) return { id: 'root-media-type', args: [name, message.mediaType] };
  // The specification demands a start; a key without one would be trusted for all of the past.
  if (
    [...message.tlogs, ...message.ctlogs].some(({ publicKey }) => publicKey?.validFor?.start === undefined)
  ) {
    return { id: 'root-without-start', args: [name] };
  }
  try {
    const { publicKey: _, ...material } = toTrustMaterial(message);
    for (const { certChain } of [...material.certificateAuthorities, ...material.timestampAuthorities])
      for (const certificate of certChain) rememberDer(certificate);
    if (material.certificateAuthorities.length === 0 && material.tlogs.length === 0) {
      return { id: 'root-empty', args: [name] };
    }
    return { ...material, name };
  } catch (error) {
    return { id: 'root-damaged', args: [name, error instanceof Error ? error.message : ''] };
  }
}

/** The logs that have this ID. */
export function logsWithId(logs: readonly TLogAuthority[], id: Buffer): TLogAuthority[] {
  return logs.filter((log) => log.logID.equals(id));
}
