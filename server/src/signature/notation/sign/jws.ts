import { envelopeTypes } from '../envelope-types.ts';
import { attributes, payloadType, unsignedAttributes } from '../verify/envelope.ts';
import type { EnvelopeRequest, Sealed } from './envelope-request.ts';
import { rfc3339 } from './seconds.ts';

/** Makes a JWS in flattened JSON serialization, its members in the order in which notation-core-go writes them. */
export async function makeJws(request: EnvelopeRequest): Promise<Sealed> {
  const { payload, key, at, expiresAt, agent, timestamp } = request;
  const header = base64url({
    alg: key.algorithm,
    crit: [attributes.scheme, ...(expiresAt === undefined ? [] : [attributes.expiry])],
    cty: payloadType,
    ...(expiresAt !== undefined && { [attributes.expiry]: rfc3339(expiresAt) }),
    [attributes.scheme]: 'notary.x509',
    [attributes.signingTime]: rfc3339(at),
  });
  const body = payload.toString('base64url');
  const signature = key.sign(Buffer.from(`${header}.${body}`));
  const token = await timestamp(signature);
  const envelope = {
    payload: body,
    protected: header,
    header: {
      ...(token && { [unsignedAttributes.timestamp]: base64(token) }),
      x5c: key.chain.map(base64),
      [unsignedAttributes.agent]: agent,
    },
    signature: signature.toString('base64url'),
  };
  return { mediaType: envelopeTypes.jws, bytes: Buffer.from(JSON.stringify(envelope)) };
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
