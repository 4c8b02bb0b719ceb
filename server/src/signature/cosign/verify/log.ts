import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { verifyTLogBody, verifyTLogInclusion } from '@sigstore/verify/dist/tlog/index.js';
import { asObject, parseJson } from '../../../registry/json-body.ts';
import { broken, unproven } from '../../problem.ts';
import { equal, type SignedContent } from './content.ts';
import { type JsonObject, strictBase64 } from './json.ts';
import type { LogEntry } from './material.ts';
import type { TLogAuthority } from './root.ts';
import { logsWithId, type RootMaterial } from './root.ts';

/** An entry that a log of the root is proved to hold, of this very signature by this very signer. */
export interface ProvedEntry {
  readonly index: string;
  readonly url?: string;
  /** When the log took it in, where it vouches for that (Rekor v1 with its promise). */
  readonly integratedAt?: Date;
  /** Is this a time at which the log's key was in use? */
  readonly isKeyOf: (time: Date) => boolean;
}

/** Entries of logs that the root does not know are left out: they prove nothing, and refute nothing. */
export function knownEntries(entries: readonly LogEntry[], root: RootMaterial): LogEntry[] {
  return entries.filter(({ entry }) => logsWithId(root.tlogs, entry.logId.keyId).length > 0);
}

/**
 * Checks entries of known logs: promise, inclusion proof with checkpoint, and what each is about. `signer` is the
 * certificate or the SubjectPublicKeyInfo, DER.
 * @throws Problem
 */
export function checkEntries(
  entries: readonly LogEntry[],
  content: SignedContent,
  root: RootMaterial,
  signer: Buffer,
): ProvedEntry[] {
  const seen = new Set<string>();
  return entries.map((each) => {
    const { entry } = each;
    const key = `${entry.logId.keyId.toString('hex')} ${entry.canonicalizedBody.toString('base64')}`;
    if (seen.has(key)) throw broken('log', 'log-entry-twice');
    seen.add(key);
    return checkEntry(each, content, logsWithId(root.tlogs, entry.logId.keyId), signer);
  });
}

/** The oldest kind for attestations: it keeps the hash of the whole envelope, which bundles do not. */
const envelopeKind = 'intoto 0.0.1';

/** Kinds of entries that are understood; what another one says of a signature cannot be told. */
const kinds: ReadonlySet<string> = new Set([
  'hashedrekord 0.0.1',
  'hashedrekord 0.0.2',
  'dsse 0.0.1',
  'dsse 0.0.2',
  'intoto 0.0.2',
  envelopeKind,
]);

function checkEntry(
  { entry, envelope }: LogEntry,
  content: SignedContent,
  logs: readonly TLogAuthority[],
  signer: Buffer,
): ProvedEntry {
  const { kind, version } = entry.kindVersion;
  const read = `${kind} ${version}`;
  if (!kinds.has(read) || (read === envelopeKind && !envelope)) throw unproven('log', 'log-kind', read);
  const { logIndex, integratedTime, inclusionProof } = entry;
  // The library reads these as numbers of any notation and any length.
  if (![logIndex, integratedTime, inclusionProof?.logIndex ?? '0'].every((text) => /^\d{1,19}$/.test(text)))
    throw broken('log', 'log-entry-damaged');
  try {
    verifyTLogInclusion(entry, namedAsInCheckpoint(entry, logs));
  } catch {
    throw broken('log', 'log-inclusion');
  }
  if (!agreesWithCheckpoint(entry)) throw broken('log', 'log-inclusion');
  if (!isAbout(entry, content, envelope)) throw broken('log', 'log-entry-other');
  const recorded = verifierOf(parseJson(entry.canonicalizedBody));
  if (!recorded?.some((der) => equal(der, signer))) throw broken('log', 'log-entry-signer');
  const promised = entry.inclusionPromise !== undefined;
  const [log] = logs;
  // Only the promise vouches for the index in the whole log; a proof's is that of one shard.
  const index = promised ? entry.logIndex : (entry.inclusionProof?.logIndex ?? entry.logIndex);
  const url = promised && log ? linkTo(log.baseURL, index) : undefined;
  return {
    index,
    ...(url !== undefined && { url }),
    ...(promised &&
      Number(entry.integratedTime) > 0 && { integratedAt: new Date(Number(entry.integratedTime) * 1000) }),
    isKeyOf: (time) => logs.some(({ validFor }) => validFor.start <= time && time <= validFor.end),
  };
}

/** The library goes by the checkpoint alone; what the proof says besides must not contradict it. */
function agreesWithCheckpoint({ inclusionProof }: TransparencyLogEntry): boolean {
  if (!inclusionProof) return true;
  const { rootHash, treeSize, checkpoint } = inclusionProof;
  const [, size, hash = ''] = (checkpoint?.envelope ?? '').split('\n', 3);
  return (
    (treeSize === '0' || treeSize === size) &&
    (rootHash.length === 0 || equal(rootHash, Buffer.from(hash, 'base64')))
  );
}

/**
 * What binds a checkpoint to a log is its key: the hint of four bytes and the signature. The library also wants the name
 * on the signature inside the log's URL, which private instances often have otherwise (a pod's name). The names that
 * the checkpoint has are therefore put there.
 */
function namedAsInCheckpoint(entry: TransparencyLogEntry, logs: readonly TLogAuthority[]): TLogAuthority[] {
  const checkpoint = entry.inclusionProof?.checkpoint?.envelope ?? '';
  return logs.map((log) => ({ ...log, baseURL: `${log.baseURL}\n${checkpoint}` }));
}

function isAbout(entry: TransparencyLogEntry, content: SignedContent, envelope: Buffer | undefined): boolean {
  const body = parseJson(entry.canonicalizedBody);
  const { kind, version } = entry.kindVersion;
  if (`${kind} ${version}` === envelopeKind)
    return body !== undefined && isAboutEnvelope(body, content, envelope);
  try {
    verifyTLogBody(entry, content);
    return true;
  } catch {
    return false;
  }
}

/** Rekor's oldest kind for attestations keeps the SHA-256 of the whole envelope, and no signature. */
function isAboutEnvelope(body: JsonObject, content: SignedContent, envelope: Buffer | undefined): boolean {
  if (body.kind !== 'intoto' || body.apiVersion !== '0.0.1' || !envelope) return false;
  const held = asObject(asObject(body.spec)?.content);
  const hash = asObject(held?.hash);
  const payloadHash = asObject(held?.payloadHash);
  if (hash?.algorithm !== 'sha256' || typeof hash.value !== 'string') return false;
  if (hash.value !== createHash('sha256').update(envelope).digest('hex')) return false;
  return (
    payloadHash === undefined ||
    (typeof payloadHash.value === 'string' && content.compareDigest(Buffer.from(payloadHash.value, 'hex')))
  );
}

/**
 * The signers that an entry records, DER. The library does not compare them, cosign does: otherwise the entry of one
 * signer would vouch for the time of another's key.
 */
function verifierOf(body: JsonObject | undefined): Buffer[] | undefined {
  const spec = asObject(body?.spec);
  switch (`${String(body?.kind)} ${String(body?.apiVersion)}`) {
    case 'hashedrekord 0.0.1':
      return pem(asObject(asObject(spec?.signature)?.publicKey)?.content);
    case 'dsse 0.0.1':
      return pem(first(spec?.signatures)?.verifier);
    case 'intoto 0.0.1':
      return pem(spec?.publicKey);
    case 'intoto 0.0.2':
      return pem(first(asObject(asObject(spec?.content)?.envelope)?.signatures)?.publicKey);
    case 'hashedrekord 0.0.2':
      return verifierV2(asObject(asObject(asObject(spec?.hashedRekordV002)?.signature)?.verifier));
    case 'dsse 0.0.2':
      return verifierV2(asObject(first(asObject(spec?.dsseV002)?.signatures)?.verifier));
    default:
      return undefined;
  }
}

function first(list: unknown): JsonObject | undefined {
  return Array.isArray(list) && list.length === 1 ? asObject(list[0]) : undefined;
}

/** Base64 of a PEM certificate or public key. */
function pem(base64: unknown): Buffer[] | undefined {
  const text = strictBase64(base64)?.toString('latin1');
  if (text === undefined) return undefined;
  try {
    if (text.includes('BEGIN CERTIFICATE')) return certificateAndKey(new X509Certificate(text));
    return [createPublicKey(text).export({ format: 'der', type: 'spki' })];
  } catch {
    return undefined;
  }
}

function verifierV2(verifier: JsonObject | undefined): Buffer[] | undefined {
  const certificate = strictBase64(asObject(verifier?.x509Certificate)?.rawBytes);
  const key = strictBase64(asObject(verifier?.publicKey)?.rawBytes);
  try {
    return certificate ? certificateAndKey(new X509Certificate(certificate)) : key && [key];
  } catch {
    return undefined;
  }
}

/** A signature by a key may be logged with a certificate of that key. */
function certificateAndKey({ raw, publicKey }: X509Certificate): Buffer[] {
  return [raw, publicKey.export({ format: 'der', type: 'spki' })];
}

/** A page about the entry: the public instance has one for people, others answer with JSON. */
function linkTo(baseUrl: string, index: string): string | undefined {
  if (!/^https?:\/\//.test(baseUrl)) return undefined;
  return baseUrl === 'https://rekor.sigstore.dev'
    ? `https://search.sigstore.dev/?logIndex=${index}`
    : `${baseUrl.replace(/\/+$/, '')}/api/v1/log/entries?logIndex=${index}`;
}
