import { broken, type Problem, remarked } from '../../problem.ts';
import { maxCertificate } from '../x509/certificate.ts';
import { checkAttributes } from './attributes.ts';
import { type Envelope, isAlgorithm, maxChain, unsignedAttributes } from './envelope.ts';
import { isObject, JsonError, type JsonObject, type JsonValue, parseStrictJson } from './strict-json.ts';

/**
 * Reads a JWS in flattened JSON serialization (RFC 7515, 7.2.2; signature-envelope-jws.md). What the RFC does not allow is
 * refused, also where Go or JavaScript would let it through: line breaks in base64, names in other case, names twice.
 * @throws Problem
 */
export function readJws(bytes: Uint8Array): Envelope {
  const envelope = object(bytes, 'the envelope');
  const protectedText = text(envelope, 'protected');
  const payloadText = text(envelope, 'payload');
  const header = object(base64url(protectedText, 'protected'), 'the protected header');
  const unprotected = envelope.get('header');
  if (!isObject(unprotected)) throw damaged('"header" is missing', envelope, ['header']);
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
  // Whatever stands there, nothing may hang on it.
  const agent = unprotected.get(unsignedAttributes.agent);
  return {
    format: 'jws',
    algorithm,
    signed: Buffer.from(`${protectedText}.${payloadText}`, 'latin1'),
    signature: base64url(text(envelope, 'signature'), 'signature'),
    chain: chainOf(unprotected),
    payloadType: typeof type === 'string' ? type : '',
    payload: base64url(payloadText, 'payload'),
    ...checked,
    ...(timestamp !== undefined && { timestamp: base64(timestamp) ?? Buffer.alloc(0) }),
    ...(typeof agent === 'string' && { agent }),
    unusualChain: false,
  };
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
  return certificates.map((each) => {
    const der = base64(each);
    if (der) return der;
    const problem = broken('format', 'notation-header', 'x5c');
    throw base64(each.replace(/[\r\n]/g, '')) ? remarked(problem, 'notation-tolerates') : problem;
  });
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
  if (typeof value !== 'string') throw damaged(`"${name}" is missing`, envelope, [name]);
  return value;
}

/** Go would read the member by a name in other case. */
function damaged(why: string, envelope: JsonObject, names: readonly string[]): Problem {
  const problem = broken('format', 'notation-envelope', why);
  const lookAlike = [...envelope.keys()].some((key) => names.includes(key.toLowerCase()));
  return lookAlike ? remarked(problem, 'notation-tolerates') : problem;
}

/** RFC 4648, 4: with padding, and nothing else. */
function base64(value: string): Uint8Array | undefined {
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : undefined;
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
