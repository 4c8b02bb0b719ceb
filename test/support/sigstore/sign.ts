import { createHash } from 'node:crypto';
import { dsse as dsseEncoding } from '@sigstore/core';
import { sha256 } from '../../../server/src/image/digest.ts';
import type { SignatureRecord } from '../../../server/src/signature/report.ts';
import * as bodies from './bodies.ts';
import type { Sigstore } from './instance.ts';
import type { EntryJson } from './log.ts';
import { hintOf, type Signer, signBytes, spkiOf } from './signer.ts';

/** A signature as it is found: where, and its bytes. */
export interface Signed {
  readonly record: SignatureRecord;
  readonly bytes: Buffer;
}

/** The image that these tests sign. */
export const image = sha256(Buffer.from('the image'));
export const otherImage = sha256(Buffer.from('another image'));

export const signPredicate = 'https://sigstore.dev/cosign/sign/v1';
export const provenance = 'https://slsa.dev/provenance/v1';
const bundleType = 'application/vnd.dev.sigstore.bundle';

/** What is signed. */
export interface Claim {
  readonly digest?: string;
  readonly predicateType?: string;
  readonly predicate?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly payloadType?: string;
  /** Instead of the statement or payload made of the above. */
  readonly payload?: Buffer;
}

/** What vouches for it. */
export interface Witnesses {
  /** `v1`: with a promise and a time; `v2`: proof alone. */
  readonly log?: 'v1' | 'v2' | 'none';
  readonly timestamp?: boolean;
}

export interface BundleOptions extends Claim, Witnesses {
  readonly version?: '0.1' | '0.2' | '0.3';
  /** A signature over the image's manifest itself instead of an envelope. */
  readonly message?: boolean;
  /** Kind of the log entry of an envelope. */
  readonly entry?: 'dsse' | 'hashedrekord' | 'intoto';
}

/** A bundle (JSON form), as cosign 3 writes it. */
export async function bundleOf(
  sigstore: Sigstore,
  signer: Signer,
  options: BundleOptions = {},
): Promise<Record<string, unknown>> {
  const { version = '0.3', log = 'v1', timestamp = false, message = false } = options;
  const { content, signature, entries } = message
    ? messageContent(sigstore, signer, options.digest ?? image, log)
    : envelopeContent(sigstore, signer, options, log);
  const stamps = timestamp ? [await sigstore.timestamp(signature)] : [];
  const { certificate } = signer;
  const rawBytes = certificate?.toString('base64');
  return {
    mediaType: version === '0.3' ? `${bundleType}.v0.3+json` : `${bundleType}+json;version=${version}`,
    verificationMaterial: {
      ...(rawBytes === undefined && { publicKey: { hint: hintOf(signer) } }),
      ...(rawBytes !== undefined &&
        (version === '0.3'
          ? { certificate: { rawBytes } }
          : { x509CertificateChain: { certificates: [{ rawBytes }] } })),
      tlogEntries: entries,
      timestampVerificationData: {
        rfc3161Timestamps: stamps.map((each) => ({ signedTimestamp: each.toString('base64') })),
      },
    },
    ...content,
  };
}

/** The bundle as a referrer of the image holds it. */
export function asReferrer(bundle: unknown, record: Partial<SignatureRecord> = {}): Signed {
  const bytes = Buffer.from(JSON.stringify(bundle));
  return found(bytes, `${bundleType}.v0.3+json`, { layout: 'referrer', ...record });
}

/** A simple-signing layer, as cosign 1 and 2 push it under `.sig`. */
export async function legacyOf(
  sigstore: Sigstore,
  signer: Signer,
  options: Claim & Witnesses = {},
): Promise<Signed> {
  const { digest = image, annotations = null, log = 'v1', timestamp } = options;
  const critical = {
    identity: { 'docker-reference': 'registry.example/acme/shop' },
    image: { 'docker-manifest-digest': digest },
    type: 'cosign container image signature',
  };
  const bytes = options.payload ?? Buffer.from(JSON.stringify({ critical, optional: annotations }));
  const signature = signBytes(signer, bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const entry =
    log === 'none'
      ? undefined
      : sigstore.rekor1.add(bodies.hashedRekord(logged(signer, signature), hash), sigstore.now);
  return found(bytes, 'application/vnd.dev.cosign.simplesigning.v1+json', {
    layout: 'legacy',
    annotations: {
      'dev.cosignproject.cosign/signature': signature.toString('base64'),
      ...(await materialAnnotations(sigstore, signer, entry, timestamp ? signature : undefined)),
    },
  });
}

/** A DSSE layer, as cosign 1 and 2 push it under `.att`. */
export async function legacyAttestationOf(
  sigstore: Sigstore,
  signer: Signer,
  options: Claim & Witnesses & { readonly entry?: 'dsse' | 'intoto001' | 'intoto002' } = {},
): Promise<Signed> {
  const { log = 'v1', timestamp, entry: kind = 'dsse' } = options;
  const signed = envelopeOf(signer, { predicateType: provenance, ...options });
  const body = kind === 'dsse' ? bodies.dsse : kind === 'intoto001' ? bodies.intoto001 : bodies.intoto002;
  const entry = log === 'none' ? undefined : sigstore.rekor1.add(body(signed), sigstore.now);
  return found(signed.envelope, 'application/vnd.dsse.envelope.v1+json', {
    layout: 'legacy-attestation',
    kind: 'attestation',
    annotations: {
      'dev.cosignproject.cosign/signature': '',
      ...(await materialAnnotations(sigstore, signer, entry, timestamp ? signed.envelope : undefined)),
    },
  });
}

/** The annotation in which legacy layouts keep a log entry. */
export function bundleAnnotation({
  canonicalizedBody: body,
  integratedTime,
  logIndex,
  logId,
  inclusionPromise,
}: EntryJson): string {
  const logID = Buffer.from(logId.keyId, 'base64').toString('hex');
  return JSON.stringify({
    SignedEntryTimestamp: inclusionPromise?.signedEntryTimestamp,
    Payload: { body, integratedTime: Number(integratedTime), logIndex: Number(logIndex), logID },
  });
}

async function materialAnnotations(
  sigstore: Sigstore,
  { certificate }: Signer,
  entry: EntryJson | undefined,
  stamped: Buffer | undefined,
): Promise<Record<string, string>> {
  const stamp = stamped && (await sigstore.timestamp(stamped)).toString('base64');
  return {
    ...(certificate && { 'dev.sigstore.cosign/certificate': bodies.pem('CERTIFICATE', certificate) }),
    ...(entry && { 'dev.sigstore.cosign/bundle': bundleAnnotation(entry) }),
    ...(stamp !== undefined && {
      'dev.sigstore.cosign/rfc3161timestamp': JSON.stringify({ SignedRFC3161Timestamp: stamp }),
    }),
  };
}

function messageContent(sigstore: Sigstore, signer: Signer, digest: string, log: 'v1' | 'v2' | 'none') {
  // What is signed is the manifest; its bytes are those that the digest above was made of.
  const artifact = Buffer.from(digest === image ? 'the image' : 'another image');
  const signature = signBytes(signer, artifact);
  const hex = digest.replace('sha256:', '');
  const messageDigest = { algorithm: 'SHA2_256', digest: Buffer.from(hex, 'hex').toString('base64') };
  const about = logged(signer, signature);
  return {
    content: { messageSignature: { messageDigest, signature: signature.toString('base64') } },
    signature,
    entries: entriesOf(sigstore, log, bodies.hashedRekord(about, hex), bodies.hashedRekordV2(about, hex)),
  };
}

function envelopeContent(
  sigstore: Sigstore,
  signer: Signer,
  options: BundleOptions,
  log: 'v1' | 'v2' | 'none',
) {
  const signed = envelopeOf(signer, options);
  const hash = createHash('sha256').update(signed.encoded).digest('hex');
  const kinds = { dsse: bodies.dsse, intoto: bodies.intoto002 };
  const { entry = 'dsse' } = options;
  const v1 = entry === 'hashedrekord' ? bodies.hashedRekord(signed, hash) : kinds[entry](signed);
  const v2 = entry === 'hashedrekord' ? bodies.hashedRekordV2(signed, hash) : bodies.dsseV2(signed);
  return {
    content: { dsseEnvelope: JSON.parse(signed.envelope.toString()) as unknown },
    signature: signed.signature,
    entries: entriesOf(sigstore, log, v1, v2),
  };
}

type Body = Readonly<Record<string, unknown>>;

function entriesOf(
  { rekor1, rekor2, now }: Sigstore,
  log: 'v1' | 'v2' | 'none',
  v1: Body,
  v2: Body,
): EntryJson[] {
  if (log === 'none') return [];
  return [log === 'v1' ? rekor1.add(v1, now) : rekor2.add(v2)];
}

function envelopeOf(signer: Signer, claim: Claim): bodies.LoggedEnvelope & { encoded: Buffer } {
  const { payloadType = 'application/vnd.in-toto+json' } = claim;
  const payload = claim.payload ?? Buffer.from(JSON.stringify(statementOf(claim)));
  const encoded = dsseEncoding.preAuthEncoding(payloadType, payload);
  const signature = signBytes(signer, encoded);
  const signatures = [{ sig: signature.toString('base64') }];
  const envelope = Buffer.from(
    JSON.stringify({ payloadType, payload: payload.toString('base64'), signatures }),
  );
  return { ...logged(signer, signature), payload, envelope, encoded };
}

export function statementOf({
  digest = image,
  predicateType = signPredicate,
  predicate = {},
  annotations,
}: Claim) {
  const subject = { digest: { sha256: digest.replace('sha256:', '') }, ...(annotations && { annotations }) };
  return { _type: 'https://in-toto.io/Statement/v1', subject: [subject], predicateType, predicate };
}

function logged(signer: Signer, signature: Buffer): bodies.Logged {
  const { certificate } = signer;
  return { signature, verifier: certificate ?? spkiOf(signer), isCertificate: certificate !== undefined };
}

function found(bytes: Buffer, mediaType: string, record: Partial<SignatureRecord>): Signed {
  return {
    bytes,
    record: {
      layout: 'referrer',
      kind: 'signature',
      manifestDigest: sha256(Buffer.from('the manifest')),
      mediaType,
      digest: sha256(bytes),
      size: bytes.byteLength,
      annotations: {},
      ...record,
    },
  };
}
