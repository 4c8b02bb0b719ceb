import { createHash } from 'node:crypto';
import {
  bundleToJSON,
  envelopeToJSON,
  type TransparencyLogEntry,
  toDSSEBundle,
  toMessageSignatureBundle,
} from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import type { MadeSignature } from '../../made.ts';
import type { Subject } from '../../place.ts';
import { type CosignSignRequest, SigningError } from '../../signing.ts';
import { dsseEnvelope, legacyPredicateType, signPredicateType, simpleSigning } from '../media-types.ts';
import type { Identity } from './identity.ts';
import { bundleType, emptyConfig, referrerManifest } from './referrer-manifest.ts';
import { hostOf, type ServiceWorld } from './services.ts';
import { attestationStatement, signatureStatement, simpleSigningPayload } from './statement.ts';
import { logEntry, timestamp, type Witnessed } from './witness.ts';

export interface MakeWorld extends ServiceWorld {
  /** Hosts of logs that were asked to keep something, and did not refuse. */
  readonly logged: Set<string>;
}

const payloadType = 'application/vnd.in-toto+json';

/**
 * Signs one manifest and has the signature witnessed. Nothing is pushed.
 * @throws SigningError
 */
export async function makeSignature(
  subject: Subject,
  request: CosignSignRequest,
  identity: Identity,
  world: MakeWorld,
): Promise<MadeSignature> {
  const { format, attestation, annotations, name } = request;
  if (format === 'legacy' && !attestation) {
    const payload = simpleSigningPayload(name, subject.digest, annotations);
    return await signPayload(payload, request, identity, world);
  }
  const statement = attestation
    ? attestationStatement(name, subject.digest, attestation)
    : signatureStatement(subject.digest, annotations);
  const signed = dsse.preAuthEncoding(payloadType, statement);
  const signature = await identity.sign(signed);
  const bundle = toDSSEBundle({
    artifact: statement,
    artifactType: payloadType,
    signature,
    ...(identity.certificate ? { certificate: identity.verifierDer } : { keyHint: identity.keyHint }),
  });
  const { content, verificationMaterial } = bundle;
  // The library puts the hint of a bare key here too; cosign does not.
  for (const each of content.dsseEnvelope.signatures) each.keyid = '';
  const predicateType = attestation?.predicateType ?? signPredicateType;
  if (format === 'legacy') {
    const bytes = Buffer.from(JSON.stringify(envelopeToJSON(content.dsseEnvelope)));
    // cosign asks for the time of the whole envelope here, and of the signature elsewhere.
    const material = await witness({ content, signature, signed }, bytes, request, identity, world);
    return {
      layout: 'legacy-attestation',
      bytes,
      mediaType: dsseEnvelope,
      annotations: { ...annotationsOf('', identity, material), [legacyPredicateType]: predicateType },
    };
  }
  const material = await witness({ content, signature, signed }, signature, request, identity, world);
  verificationMaterial.tlogEntries = [...material.logEntries];
  verificationMaterial.timestampVerificationData =
    material.timestamps.length === 0
      ? undefined
      : { rfc3161Timestamps: material.timestamps.map((signedTimestamp) => ({ signedTimestamp })) };
  const bytes = Buffer.from(JSON.stringify(bundleToJSON(bundle)));
  const manifest = referrerManifest(subject, bytes, predicateType, world.clock.now());
  return { layout: 'referrer', bytes, mediaType: bundleType, annotations: {}, manifest, config: emptyConfig };
}

/** cosign 1 and 2: the payload is the blob, and everything else stands in annotations. */
async function signPayload(
  payload: Buffer,
  request: CosignSignRequest,
  identity: Identity,
  world: MakeWorld,
): Promise<MadeSignature> {
  const signature = await identity.sign(payload);
  const digest = createHash('sha256').update(payload).digest();
  const { content } = toMessageSignatureBundle({ digest, signature });
  const material = await witness(
    { content, signature, signed: payload },
    signature,
    request,
    identity,
    world,
  );
  const annotations = annotationsOf(signature.toString('base64'), identity, material);
  return { layout: 'legacy', bytes: payload, mediaType: simpleSigning, annotations };
}

interface Material {
  readonly logEntries: readonly TransparencyLogEntry[];
  readonly timestamps: readonly Buffer[];
}

/** Logs come last, since what they hold stays. */
async function witness(
  witnessed: Witnessed,
  timestamped: Buffer,
  { services }: CosignSignRequest,
  identity: Identity,
  world: MakeWorld,
): Promise<Material> {
  const timestamps: Buffer[] = [];
  for (const authority of services.timestampAuthorities) {
    timestamps.push(await timestamp(authority, timestamped, world));
  }
  const logEntries: TransparencyLogEntry[] = [];
  for (const log of services.logs) {
    const host = hostOf(log.url);
    const known = world.logged.has(host);
    // An answer that does not arrive is no proof that there is no entry.
    world.logged.add(host);
    try {
      logEntries.push(await logEntry(log, witnessed, identity, world));
    } catch (error) {
      const refused = error instanceof SigningError && error.problem.code === 'log-refused';
      if (refused && !known) world.logged.delete(host);
      throw error;
    }
  }
  return { logEntries, timestamps };
}

/** Of a legacy layer, as cosign's code writes them. `signature` is base64, empty of an attestation. */
function annotationsOf(
  signature: string,
  { certificate }: Identity,
  { logEntries: [entry], timestamps: [stamp] }: Material,
): Record<string, string> {
  return {
    'dev.cosignproject.cosign/signature': signature,
    ...(certificate && { 'dev.sigstore.cosign/certificate': certificate.pem }),
    ...(certificate?.chainPem && { 'dev.sigstore.cosign/chain': certificate.chainPem }),
    ...(entry && { 'dev.sigstore.cosign/bundle': JSON.stringify(rekorBundle(entry)) }),
    ...(stamp && {
      'dev.sigstore.cosign/rfc3161timestamp': JSON.stringify({
        SignedRFC3161Timestamp: stamp.toString('base64'),
      }),
    }),
  };
}

/** A log entry with the promise to keep it, in cosign's own words. Its members are those of Go structs, in their order. */
function rekorBundle({
  inclusionPromise,
  canonicalizedBody,
  integratedTime,
  logIndex,
  logId,
}: TransparencyLogEntry): unknown {
  return {
    SignedEntryTimestamp: inclusionPromise?.signedEntryTimestamp.toString('base64') ?? '',
    Payload: {
      body: canonicalizedBody.toString('base64'),
      integratedTime: Number(integratedTime),
      logIndex: Number(logIndex),
      logID: logId.keyId.toString('hex'),
    },
  };
}
