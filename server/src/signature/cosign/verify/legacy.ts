import { X509Certificate } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { asObject, parseJson } from '../../../registry/json-body.ts';
import { annotations } from '../../../registry/manifest.ts';
import { broken } from '../../problem.ts';
import { signedBytes } from './content.ts';
import { readEnvelope } from './envelope.ts';
import { jsonObject, strictBase64 } from './json.ts';
import type { Claims, LogEntry, SignedMaterial } from './material.ts';
import { readStatement } from './statement.ts';

type Annotations = Readonly<Record<string, string>>;

/** Annotations of a layer's descriptor, as cosign's code writes them (its SIGNATURE_SPEC.md has others). */
const names = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  bundle: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const;

const simpleSigningType = 'cosign container image signature';

/**
 * A simple-signing layer: the blob is the payload, everything else stands in annotations (cosign, SIGNATURE_SPEC.md).
 * @throws Problem
 */
export function readSimpleSigning(payload: Uint8Array, layer: Annotations): SignedMaterial {
  const text = layer[names.signature];
  if (text === undefined || text === '') throw broken('format', 'no-signature');
  const signature = strictBase64(text);
  if (signature === undefined) throw broken('format', 'signature-not-base64');
  return {
    content: signedBytes(Buffer.from(payload), signature),
    claims: readPayload(payload),
    ...certificateOf(layer),
    logEntries: logEntriesOf(layer),
    timestamps: timestampsOf(layer),
  };
}

/**
 * A legacy attestation: the blob is a DSSE envelope, and log entry and certificate stand in annotations.
 * @throws Problem
 */
export function readLegacyAttestation(bytes: Uint8Array, layer: Annotations): SignedMaterial {
  const { payloadType, payload, signature, signed } = readEnvelope(bytes);
  const envelope = Buffer.from(bytes);
  return {
    // cosign asks for the time of the whole envelope here, and of the signature elsewhere.
    content: signedBytes(signed, signature, { payload, timestamped: envelope }),
    claims: readStatement(payloadType, payload),
    ...certificateOf(layer),
    logEntries: logEntriesOf(layer).map((each) => ({ ...each, envelope })),
    timestamps: timestampsOf(layer),
  };
}

function readPayload(payload: Uint8Array): Claims {
  const json = jsonObject(payload, 'format', 'payload');
  const critical = asObject(json.critical);
  if (critical?.type !== simpleSigningType) throw broken('format', 'payload-kind', critical?.type);
  const digest = asObject(critical.image)?.['docker-manifest-digest'];
  if (typeof digest !== 'string') throw broken('subject', 'no-subject');
  const repository = asObject(critical.identity)?.['docker-reference'];
  return {
    kind: 'signature',
    subjects: [{ digests: [digest], annotations: annotations(json.optional) }],
    ...(typeof repository === 'string' && repository !== '' && { repository }),
  };
}

function certificateOf(layer: Annotations): { certificate?: Buffer } {
  const pem = layer[names.certificate];
  if (pem === undefined || pem === '') return {};
  try {
    return { certificate: new X509Certificate(pem).raw };
  } catch {
    throw broken('certificate', 'certificate-unreadable');
  }
}

/** `{"SignedEntryTimestamp": base64, "Payload": {body, integratedTime, logIndex, logID}}` */
function logEntriesOf(layer: Annotations): LogEntry[] {
  const text = layer[names.bundle];
  if (text === undefined || text === '') return [];
  const bundle = parseJson(Buffer.from(text));
  const payload = asObject(bundle?.Payload);
  const promise = strictBase64(bundle?.SignedEntryTimestamp);
  const body = strictBase64(payload?.body);
  const { integratedTime, logIndex, logID } = payload ?? {};
  const kindVersion = body && kindVersionOf(body);
  if (
    !promise ||
    !body ||
    !kindVersion ||
    !Number.isSafeInteger(integratedTime) ||
    !Number.isSafeInteger(logIndex) ||
    typeof logID !== 'string' ||
    !/^[0-9a-f]{64}$/.test(logID)
  ) {
    throw broken('log', 'log-entry-damaged');
  }
  const entry: TransparencyLogEntry = {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, 'hex') },
    kindVersion,
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: promise },
    inclusionProof: undefined,
    canonicalizedBody: body,
  };
  return [{ entry }];
}

function kindVersionOf(body: Buffer): { kind: string; version: string } | undefined {
  const { kind, apiVersion } = parseJson(body) ?? {};
  return typeof kind === 'string' && typeof apiVersion === 'string'
    ? { kind, version: apiVersion }
    : undefined;
}

function timestampsOf(layer: Annotations): Buffer[] {
  const text = layer[names.timestamp];
  if (text === undefined || text === '') return [];
  const der = strictBase64(parseJson(Buffer.from(text))?.SignedRFC3161Timestamp);
  if (!der) throw broken('time', 'timestamp-unreadable');
  return [der];
}
