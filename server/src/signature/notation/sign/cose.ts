import { envelopeTypes } from '../envelope-types.ts';
import { algorithms } from '../verify/algorithm.ts';
import { toBeSigned } from '../verify/cose.ts';
import { attributes, payloadType, unsignedAttributes } from '../verify/envelope.ts';
import type { EnvelopeRequest, Sealed } from './envelope-request.ts';
import { seconds } from './seconds.ts';

/** Makes a COSE_Sign1 message with tag 18, byte by byte as notation-core-go: shortest forms, labels sorted. */
export async function makeCose(request: EnvelopeRequest): Promise<Sealed> {
  const { payload, key, at, expiresAt, agent, timestamp } = request;
  const critical = [attributes.scheme, ...(expiresAt === undefined ? [] : [attributes.expiry])];
  const header = map([
    [integer(1), integer(algorithms[key.algorithm].cose)],
    [integer(2), array(critical.map(text))],
    [integer(3), text(payloadType)],
    ...(expiresAt === undefined ? [] : [[text(attributes.expiry), time(expiresAt)] as const]),
    [text(attributes.signingTime), time(at)],
    [text(attributes.scheme), text('notary.x509')],
  ]);
  const signature = key.sign(toBeSigned(header, payload));
  const token = await timestamp(signature);
  const unprotected = map([
    [integer(33), array(key.chain.map(bytes))],
    [text(unsignedAttributes.agent), text(agent)],
    ...(token ? [[text(unsignedAttributes.timestamp), bytes(token)] as const] : []),
  ]);
  const message = array([bytes(header), unprotected, bytes(payload), bytes(signature)]);
  return { mediaType: envelopeTypes.cose, bytes: Buffer.concat([head(6, 18), message]) };
}

function time(at: number): Buffer {
  return Buffer.concat([head(6, 1), integer(seconds(at))]);
}

function integer(value: number): Buffer {
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

function bytes(value: Uint8Array): Buffer {
  return Buffer.concat([head(2, value.byteLength), value]);
}

function text(value: string): Buffer {
  const utf8 = Buffer.from(value);
  return Buffer.concat([head(3, utf8.byteLength), utf8]);
}

function array(items: readonly Buffer[]): Buffer {
  return Buffer.concat([head(4, items.length), ...items]);
}

function map(pairs: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([head(5, pairs.length), ...pairs.flat()]);
}

/** The first bytes of an item of CBOR (RFC 8949, 3): its major type and a number. */
function head(type: number, value: number): Buffer {
  const major = type << 5;
  if (value < 24) return Buffer.of(major | value);
  if (value < 0x100) return Buffer.of(major | 24, value);
  if (value < 0x10000) return Buffer.of(major | 25, value >> 8, value & 0xff);
  const long = value >= 2 ** 32;
  const buffer = Buffer.alloc(long ? 9 : 5);
  buffer[0] = major | (long ? 27 : 26);
  if (long) buffer.writeBigUInt64BE(BigInt(value), 1);
  else buffer.writeUInt32BE(value, 1);
  return buffer;
}
