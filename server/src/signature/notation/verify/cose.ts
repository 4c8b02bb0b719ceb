import { decode } from 'cborg';
import { broken } from '../../problem.ts';
import { type Algorithm, algorithms } from './algorithm.ts';
import { checkAttributes } from './attributes.ts';
import { problemOfItems } from './cbor-items.ts';
import { type Envelope, isAlgorithm, maxChain, unsignedAttributes } from './envelope.ts';

/** Labels of registered headers (RFC 9052, 3.1; RFC 9360, 2). */
const labels = {
  algorithm: 1,
  critical: 2,
  contentType: 3,
  keyId: 4,
  iv: 5,
  partialIv: 6,
  chain: 33,
} as const;

type Headers = ReadonlyMap<unknown, unknown>;

class Tagged {
  readonly tag: number;
  readonly value: unknown;
  constructor(tag: number, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

/** Reads a COSE_Sign1 message (RFC 9052, 4.2; signature-envelope-cose.md). @throws Problem */
export function readCose(bytes: Uint8Array): Envelope {
  const message = decodeCbor(bytes, 'the envelope');
  if (
    !(message instanceof Tagged) ||
    message.tag !== 18 ||
    !isList(message.value) ||
    message.value.length !== 4
  ) {
    throw damaged('it is no COSE_Sign1 message');
  }
  const [protectedBytes, unprotected, payload, signature] = message.value;
  if (!isBytes(protectedBytes) || !isMap(unprotected)) throw damaged('its headers are missing');
  if (!isBytes(payload) || payload.length === 0) throw damaged('it has no payload');
  if (!isBytes(signature) || signature.length === 0) throw damaged('it has no signature');
  const header = decodeCbor(protectedBytes, 'the protected header');
  if (!isMap(header)) throw damaged('its protected header is missing');
  checkLabels(header, unprotected);
  const checked = checkAttributes({
    format: 'cose',
    names: new Set([...header.keys()].map(nameOf)),
    critical: criticalOf(header),
    text: (name) => textOf(header, name),
    time: (name) => timeOf(header, name),
  });
  const type = header.get(labels.contentType);
  const timestamp = unprotected.get(unsignedAttributes.timestamp);
  if (timestamp !== undefined && !isBytes(timestamp)) {
    throw broken('format', 'notation-header', unsignedAttributes.timestamp);
  }
  // Whatever stands there, nothing may hang on it.
  const agent = unprotected.get(unsignedAttributes.agent);
  return {
    format: 'cose',
    algorithm: algorithmOf(header),
    signed: toBeSigned(protectedBytes, payload),
    signature,
    ...chainOf(header, unprotected),
    payloadType: typeof type === 'string' ? type : '',
    payload,
    ...checked,
    ...(timestamp && { timestamp }),
    ...(typeof agent === 'string' && { agent }),
  };
}

/** `Sig_structure` (RFC 9052, 4.4), without external data. */
export function toBeSigned(protectedBytes: Uint8Array, payload: Uint8Array): Buffer {
  const context = Buffer.from('Signature1');
  return Buffer.concat([
    Buffer.of(0x84, 0x60 | context.length),
    context,
    ...byteString(protectedBytes),
    Buffer.of(0x40),
    ...byteString(payload),
  ]);
}

/** A byte string of CBOR, in its shortest form. */
function byteString(bytes: Uint8Array): [Buffer, Uint8Array] {
  const { length } = bytes;
  if (length < 24) return [Buffer.of(0x40 | length), bytes];
  if (length < 0x100) return [Buffer.of(0x58, length), bytes];
  if (length < 0x10000) return [Buffer.of(0x59, length >> 8, length & 0xff), bytes];
  const head = Buffer.of(0x5a, 0, 0, 0, 0);
  head.writeUInt32BE(length, 1);
  return [head, bytes];
}

/** Items of CBOR, those within others included. A signature has a few dozen, and what comes along is written by strangers. */
const maxItems = 5_000;

/** Definite lengths, texts that are texts, no name twice, nothing after it: what readers could disagree about is refused. */
function decodeCbor(bytes: Uint8Array, what: string): unknown {
  const problem = problemOfItems(bytes, maxItems);
  if (problem !== undefined) throw damaged(`${what} ${problem}`);
  try {
    return decode(bytes, {
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      useMaps: true,
      rejectDuplicateMapKeys: true,
      tags: { 18: (value) => new Tagged(18, value()), 1: (value) => new Tagged(1, value()) },
    });
  } catch {
    throw damaged(`${what} is no CBOR that can be read`);
  }
}

/**
 * What holds of headers whatever they are for (RFC 9052, 1.5 and 3.1): names are numbers and texts, and nothing is critical
 * that anybody may change. @throws Problem
 */
function checkLabels(header: Headers, unprotected: Headers): void {
  const all = [...header, ...unprotected];
  if (all.some(([label]) => typeof label !== 'string' && !Number.isInteger(label))) {
    throw damaged('a header is named by something else than a number or a text');
  }
  if (unprotected.has(labels.critical)) throw damaged('"crit" stands in its unprotected header');
  const { keyId, iv, partialIv } = labels;
  const bytes: readonly unknown[] = [keyId, iv, partialIv];
  const names = new Set(all.map(([label]) => label));
  if (
    all.some(([label, value]) => bytes.includes(label) && !isBytes(value)) ||
    (names.has(iv) && names.has(partialIv))
  ) {
    throw damaged('a header is not as COSE has it');
  }
}

function algorithmOf(header: Headers): Algorithm {
  const value = header.get(labels.algorithm);
  const name = Object.keys(algorithms).find((each) => isAlgorithm(each) && algorithms[each].cose === value);
  if (isAlgorithm(name)) return name;
  if (value === undefined) throw broken('format', 'notation-header', 'alg');
  throw broken('signature', 'notation-algorithm-unknown', shown(value));
}

/** Registered headers get names of their own, so that no text can pass for one. */
function nameOf(label: unknown): string {
  return typeof label === 'string' ? label : `#${shown(label)}`;
}

/** Numbers and texts as they are; of anything else, which may be endless, its kind. */
function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : typeof value;
}

function criticalOf(header: Headers): readonly string[] | undefined {
  const value = header.get(labels.critical);
  if (value === undefined) return undefined;
  if (!isList(value)) throw broken('format', 'notation-header', 'crit');
  return value.map((label) => {
    if (typeof label !== 'string' && typeof label !== 'number')
      throw broken('format', 'notation-header', 'crit');
    return nameOf(label);
  });
}

function textOf(headers: Headers, name: string): string | undefined {
  const value = headers.get(name);
  if (value !== undefined && typeof value !== 'string') throw broken('format', 'notation-header', name);
  return value;
}

/** Tag 1 and whole seconds; the specification knows no other times. */
function timeOf(header: Headers, name: string): number | undefined {
  const value = header.get(name);
  if (value === undefined) return undefined;
  const seconds = value instanceof Tagged && value.tag === 1 ? value.value : undefined;
  const at = typeof seconds === 'number' && Number.isSafeInteger(seconds) ? seconds * 1000 : undefined;
  if (at === undefined || Math.abs(at) > 8.64e15) throw broken('format', 'notation-header', name);
  return at;
}

/** RFC 9360 allows the chain in either header, and a single certificate without an array around it. */
function chainOf(header: Headers, unprotected: Headers): Pick<Envelope, 'chain' | 'unusualChain'> {
  const unsigned = unprotected.get(labels.chain);
  const signed = header.get(labels.chain);
  const value = unsigned ?? signed;
  const chain = isBytes(value) ? [value] : value;
  if (
    !isList(chain) ||
    chain.length === 0 ||
    !chain.every(isBytes) ||
    (unsigned !== undefined && signed !== undefined)
  ) {
    throw broken('format', 'notation-header', 'x5chain');
  }
  if (chain.length > maxChain) throw broken('certificate', 'notation-chain', 'it is too long');
  return { chain, unusualChain: !isList(unsigned) };
}

function damaged(why: string) {
  return broken('format', 'notation-envelope', why);
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMap(value: unknown): value is Headers {
  return value instanceof Map;
}
