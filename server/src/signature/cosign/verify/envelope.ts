import { dsse } from '@sigstore/core';
import { broken } from '../../problem.ts';
import { type JsonObject, jsonObject, strictBase64 } from './json.ts';

/** A DSSE envelope with one signature. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** What the signature is over: the pre-authentication encoding (DSSE protocol). */
  readonly signed: Buffer;
}

/** @throws Problem */
export function readEnvelope(bytes: Uint8Array): Envelope {
  return envelopeOf(jsonObject(bytes, 'format', 'envelope'));
}

/** @throws Problem */
export function envelopeOf({ payloadType, payload, signatures }: JsonObject): Envelope {
  const content = strictBase64(payload);
  if (content === undefined || content.length === 0 || typeof payloadType !== 'string') {
    throw broken('format', 'envelope-damaged');
  }
  // With several signatures nobody can say which one is meant.
  if (!Array.isArray(signatures) || signatures.length !== 1) {
    throw broken('format', 'envelope-signatures', String(Array.isArray(signatures) ? signatures.length : 0));
  }
  const signature = strictBase64((signatures[0] as JsonObject | null)?.sig);
  if (signature === undefined || signature.length === 0) throw broken('format', 'signature-not-base64');
  return {
    payloadType,
    payload: content,
    signature,
    signed: dsse.preAuthEncoding(payloadType, content),
  };
}
