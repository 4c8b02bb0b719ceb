import { broken, type Problem, remarked } from '../../problem.ts';
import { maxCertificate } from '../x509/certificate.ts';
import { checkAttributes } from './attributes.ts';
import { type Envelope, isAlgorithm, maxChain, unsignedAttributes } from './envelope.ts';
import {
  isObject,
  JsonError,
  type JsonObject,
  type JsonValue,
  lookAlikeIn,
  parseStrictJson,
} from './strict-json.ts';

/**
 * Reads a JWS in flattened JSON serialization (RFC 7515, 7.2.2; signature-envelope-jws.md). What the RFC does not allow is
 * refused, also where Go or JavaScript would let it through: line breaks in base64, names in other case, names twice.
 * @throws Problem
 */
export function readJws(bytes: Uint8Array): Envelope {
  const envelope = object(bytes, 'the envelope');
  checkCase(envelope, ['payload', 'protected', 'header', 'signature']);
  const protectedText = text(envelope, 'protected');
  const payloadText = text(envelope, 'payload');
  const header = object(base64url(protectedText, 'protected'), 'the protected header');
  const unprotected = envelope.get('header');
  if (!isObject(unprotected)) throw damaged('"header" is missing');
  checkPlaces(envelope, unprotected);
  checkCase(unprotected, ['x5c', ...Object.values(unsignedAttributes)]);
  checkCase(header, ['alg', 'cty', 'crit']);
  const type = header.get('cty');
  const algorithm = header.get('alg');
  if (typeof algorithm !== 'string') throw broken('format', 'notation-header', 'alg');
  if (!isAlgorithm(algorithm)) throw broken('signature', 'notation-algorithm-unknown', algorithm);
  const critical = header.get('crit');
  if (critical !== undefined && !isTexts(critical)) throw broken('format', 'notation-header', 'crit');
  // Names that the RFC itself defines may not be critical; of these, those that could be here.
  const registered = critical?.find((name) => registeredNames.has(name));
  if (registered !== undefined) {
    const problem = broken('format', 'notation-critical', registered);
    throw registered === 'b64' ? remarked(problem, 'notation-tolerates') : problem;
  }
  const checked = checkAttributes({
    format: 'jws',
    names: new Set(header.keys()),
    critical,
    text: (name) => optional(header, name, isText),
    time: (name) => {
      const value = header.get(name);
      if (value === undefined || value === null) return undefined;
      const at = typeof value === 'string' ? rfc3339(value) : undefined;
      if (at === undefined) throw broken('format', 'notation-header', name);
      return at;
    },
  });
  const timestamp = optional(unprotected, unsignedAttributes.timestamp, isText);
  const agent = optional(unprotected, unsignedAttributes.agent, isText);
  return {
    format: 'jws',
    algorithm,
    signed: Buffer.from(`${protectedText}.${payloadText}`, 'latin1'),
    signature: base64url(text(envelope, 'signature'), 'signature'),
    chain: chainOf(unprotected),
    payloadType: typeof type === 'string' ? type : '',
    payload: base64url(payloadText, 'payload'),
    ...checked,
    ...(timestamp !== undefined && { timestamp: base64(timestamp, unsignedAttributes.timestamp) }),
    ...(agent !== undefined && { agent }),
    unusualChain: false,
  };
}

/**
 * What may not stand there (RFC 7515, 4.1.11 and 7.2.2): what the other serialization has, and nothing critical that anybody
 * may change. notation looks at neither. @throws Problem
 */
function checkPlaces(envelope: JsonObject, unprotected: JsonObject): void {
  const why = envelope.has('signatures')
    ? '"signatures" stands beside "signature"'
    : unprotected.has('crit') && '"crit" stands in its unprotected header';
  if (why) throw remarked(damaged(why), 'notation-tolerates');
}

/** RFC 7515, 4.1, and RFC 7797. */
const registeredNames: ReadonlySet<string> = new Set([
  ...['alg', 'jku', 'jwk', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'typ', 'cty', 'crit', 'b64'],
]);

function chainOf(unprotected: JsonObject): Uint8Array[] {
  const certificates = unprotected.get('x5c');
  if (!isTexts(certificates) || certificates.length === 0) throw broken('format', 'notation-header', 'x5c');
  if (certificates.length > maxChain) throw broken('certificate', 'notation-chain', 'it is too long');
  // In base64 a third more; line breaks are looked for in nothing longer.
  if (certificates.some((each) => each.length > 2 * maxCertificate)) {
    throw broken('certificate', 'notation-chain', 'a certificate in it is too large');
  }
  return certificates.map((each) => base64(each, 'x5c'));
}

function object(bytes: Uint8Array, what: string): JsonObject {
  let value: JsonValue;
  try {
    value = parseStrictJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const problem = broken('format', 'notation-envelope', `${what} cannot be read: ${error.message}`);
    throw error.message.endsWith('twice') ? remarked(problem, 'notation-tolerates') : problem;
  }
  if (!isObject(value)) throw broken('format', 'notation-envelope', `${what} is no JSON object`);
  return value;
}

function text(envelope: JsonObject, name: string): string {
  const value = envelope.get(name);
  if (typeof value !== 'string') throw damaged(`"${name}" is missing`);
  return value;
}

/** @throws Problem */
function checkCase(members: JsonObject, names: readonly string[]): void {
  const found = lookAlikeIn(members, names);
  if (!found) return;
  const problem = damaged(found.why);
  throw found.read ? problem : remarked(problem, 'notation-tolerates');
}

function damaged(why: string): Problem {
  return broken('format', 'notation-envelope', why);
}

/** RFC 4648, 4: with padding, and nothing else. @throws Problem */
function base64(value: string, name: string): Uint8Array {
  const bytes = Buffer.from(value, 'base64');
  const again = bytes.toString('base64');
  if (again === value) return bytes;
  const problem = broken('format', 'notation-header', name);
  // Go skips line breaks wherever they stand.
  throw value.replace(/[\r\n]/g, '') === again ? remarked(problem, 'notation-tolerates') : problem;
}

/** RFC 7515, 2: no padding, no line breaks, nothing else, and no bits that are lost. */
function base64url(value: string, name: string): Uint8Array {
  const bytes = Buffer.from(value, 'base64url');
  const again = bytes.toString('base64url');
  if (again === value) return bytes;
  const problem = broken('format', 'notation-envelope', `"${name}" is no base64url`);
  // Go skips line breaks wherever they stand.
  throw value.replace(/[\r\n]/g, '') === again ? remarked(problem, 'notation-tolerates') : problem;
}

function optional<T extends JsonValue>(
  members: JsonObject,
  name: string,
  is: (value: JsonValue) => value is T,
): T | undefined {
  const value = members.get(name);
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw broken('format', 'notation-header', name);
  return value;
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string';
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** RFC 3339, with any offset. */
function rfc3339(value: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/.exec(value);
  if (!match) return undefined;
  const [, date, hours, minutes, seconds, , offsetHours = 0, offsetMinutes = 0] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  // JavaScript rolls February 30 over.
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
