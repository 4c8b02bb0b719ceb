import { createHash } from 'node:crypto';
import { type Bundle, bundleFromJSON, type TransparencyLogEntry } from '@sigstore/bundle';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import { checkDigest } from '../../../image/digest.ts';
import { asObject } from '../../../registry/json-body.ts';
import { broken, unproven } from '../../problem.ts';
import { bundlePrefix } from '../media-types.ts';
import { equal, type SignedContent, signedBytes, signedDigest } from './content.ts';
import { envelopeOf } from './envelope.ts';
import { type JsonObject, jsonObject } from './json.ts';
import type { Claims, SignedMaterial } from './material.ts';
import { readStatement } from './statement.ts';

/** Media types of Sigstore bundles (protobuf-specs, sigstore_bundle.proto). A newer one is not read by guessing. */
const knownTypes: ReadonlySet<unknown> = new Set([
  'application/vnd.dev.sigstore.bundle+json;version=0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
  'application/vnd.dev.sigstore.bundle.v0.3+json',
]);

/** More than these are never needed, and each costs a verification. */
const maxLogEntries = 32;
const maxTimestamps = 32;
/** Characters; a checkpoint with the signatures of many witnesses takes a few thousand. */
const maxCheckpoint = 64 * 1024;

const hashes: Readonly<Record<string, string>> = {
  [HashAlgorithm.SHA2_256]: 'sha256',
  [HashAlgorithm.SHA2_384]: 'sha384',
  [HashAlgorithm.SHA2_512]: 'sha512',
};

/** Characters of JSON: certificate, log entries and timestamps take ten thousand. */
const maxMaterial = 1024 * 1024;

/** What the bundle is to be held against. */
export interface Artifact {
  /** `sha256:<hex>` of the image's manifest or of the file. */
  readonly digest: string;
  /** The bytes, where they are at hand. */
  readonly bytes?: Uint8Array;
}

/**
 * Reads a Sigstore bundle v0.1 to v0.3 (JSON).
 * @throws Problem
 */
export function readBundle(bytes: Uint8Array, artifact: Artifact): SignedMaterial {
  const json = jsonObject(bytes, 'format', 'bundle');
  if (!knownTypes.has(json.mediaType)) {
    throw typeof json.mediaType === 'string' && json.mediaType.startsWith(bundlePrefix)
      ? unproven('format', 'bundle-version', json.mediaType)
      : broken('format', 'bundle-media-type', json.mediaType);
  }
  // A reader that takes the first of two would verify one thing and show another.
  if ('dsseEnvelope' in json && 'messageSignature' in json) throw broken('format', 'bundle-two-contents');
  const verificationMaterial = asObject(json.verificationMaterial);
  const holders = ['certificate', 'x509CertificateChain', 'publicKey'];
  if (holders.filter((name) => name in (verificationMaterial ?? {})).length > 1) {
    throw broken('format', 'bundle-two-signers');
  }
  const bundle = parse(json);
  const { tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
  const timestamps = timestampVerificationData?.rfc3161Timestamps ?? [];
  if (tlogEntries.length > maxLogEntries || timestamps.length > maxTimestamps) {
    throw broken('format', 'bundle-too-many');
  }
  if (
    tlogEntries.some(
      ({ inclusionProof }) => (inclusionProof?.checkpoint?.envelope.length ?? 0) > maxCheckpoint,
    )
  ) {
    throw broken('log', 'log-entry-damaged');
  }
  return {
    ...contentOf(json, bundle, artifact),
    ...signerOf(bundle),
    // The library has checked that each has a log ID and a kind.
    logEntries: tlogEntries.map((entry) => ({ entry: entry as TransparencyLogEntry })),
    timestamps: timestamps.map(({ signedTimestamp }) => Buffer.from(signedTimestamp)),
  };
}

function parse(json: JsonObject): Bundle {
  try {
    // Everything but the payload is small; a list of a million hashes is there to keep somebody busy.
    if (JSON.stringify(json.verificationMaterial ?? null).length > maxMaterial) {
      throw new Error('its verification material is too large');
    }
    return bundleFromJSON(json);
  } catch (error) {
    throw broken('format', 'bundle-damaged', error instanceof Error ? error.message : '');
  }
}

function contentOf(
  json: JsonObject,
  { content }: Bundle,
  artifact: Artifact,
): { content: SignedContent; claims: Claims } {
  if (content.$case === 'dsseEnvelope') {
    const envelope = envelopeOf(asObject(json.dsseEnvelope) ?? {});
    return {
      content: signedBytes(envelope.signed, envelope.signature, { payload: envelope.payload }),
      claims: readStatement(envelope.payloadType, envelope.payload),
    };
  }
  const { messageDigest, signature } = content.messageSignature;
  const claims: Claims = { kind: 'signature' };
  if (artifact.bytes) {
    const bytes = Buffer.from(artifact.bytes);
    const algorithm = hashes[messageDigest.algorithm];
    if (algorithm === undefined) throw unproven('subject', 'message-digest-algorithm');
    // The signature is over the bytes; a bundle that says otherwise of itself is of something else.
    if (!equal(createHash(algorithm).update(bytes).digest(), messageDigest.digest)) {
      throw broken('subject', 'subject-other', `${algorithm}:${messageDigest.digest.toString('hex')}`);
    }
    return { content: signedBytes(bytes, signature), claims };
  }
  const check = checkDigest(artifact.digest);
  if (!check.ok || check.algorithm !== 'sha256' || messageDigest.algorithm !== HashAlgorithm.SHA2_256) {
    throw unproven('subject', 'message-digest-algorithm');
  }
  const digest = Buffer.from(check.hex, 'hex');
  if (!equal(digest, messageDigest.digest)) {
    throw broken('subject', 'subject-other', `sha256:${messageDigest.digest.toString('hex')}`);
  }
  return { content: signedDigest(digest, signature), claims };
}

function signerOf({ verificationMaterial: { content } }: Bundle): {
  certificate?: Buffer;
  keyHint?: string;
} {
  switch (content.$case) {
    case 'publicKey':
      return { keyHint: content.publicKey.hint };
    case 'certificate':
      return { certificate: content.certificate.rawBytes };
    case 'x509CertificateChain':
      // Only the leaf counts: what may stand above it says the trusted root.
      return { certificate: content.x509CertificateChain.certificates[0]!.rawBytes };
  }
}
