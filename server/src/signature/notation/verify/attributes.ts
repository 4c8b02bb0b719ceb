import { broken, type Problem, remarked } from '../../problem.ts';
import { attributes, type Envelope, type Scheme, schemes } from './envelope.ts';

/** The signed attributes of either format: what is read there is a time, a text, or anything else. */
export interface SignedAttributes {
  readonly format: Envelope['format'];
  /** Names of all headers that the signature protects, as they are written. */
  readonly names: ReadonlySet<string>;
  /** Names that are marked as critical; `undefined` when the header is missing. */
  readonly critical: readonly string[] | undefined;
  text(name: string): string | undefined;
  /** Milliseconds. Throws a `Problem` for what is no time. */
  time(name: string): number | undefined;
}

export interface CheckedAttributes {
  readonly scheme: Scheme;
  readonly signingTime?: number;
  readonly authenticSigningTime?: number;
  readonly expiry?: number;
  readonly plugin?: string;
}

/** Attributes that a verifier knows; the rest of those marked as critical are for plugins. */
const known: ReadonlySet<string> = new Set(Object.values(attributes));

/**
 * Checks what holds in both formats (signature-specification.md, Signed Attributes): which of them there must be, and which
 * are critical. @throws Problem
 */
export function checkAttributes(signed: SignedAttributes): CheckedAttributes {
  const scheme = signed.text(attributes.scheme);
  if (!schemes.some((each) => each === scheme)) {
    throw scheme === undefined
      ? broken('format', 'notation-header', attributes.scheme)
      : broken('format', 'notation-scheme', scheme);
  }
  const lookAlike = [...signed.names].find((name) => !known.has(name) && known.has(lowerOf(name)));
  // Go reads names in whatever case, others do not: nobody can say what such a header was meant for.
  if (lookAlike !== undefined) throw broken('format', 'notation-header', lookAlike);
  const authority = scheme === 'notary.x509.signingAuthority';
  const wanted = authority ? attributes.authenticSigningTime : attributes.signingTime;
  const foreign = authority ? attributes.signingTime : attributes.authenticSigningTime;
  // notation looks for it in JWS alone.
  if (signed.names.has(foreign))
    throw toleratedIn('cose', signed, broken('format', 'notation-header', foreign));
  const at = signed.time(wanted);
  // Go's zero time counts as none.
  if (at === undefined || at === zeroTime) throw broken('format', 'notation-header', wanted);
  const expiry = signed.names.has(attributes.expiry) ? signed.time(attributes.expiry) : undefined;
  if (signed.names.has(attributes.expiry) && (expiry === undefined || expiry <= at)) {
    throw broken('format', 'notation-header', attributes.expiry);
  }
  const plugin = signed.names.has(attributes.plugin) ? signed.text(attributes.plugin) : undefined;
  if (signed.names.has(attributes.plugin) && !plugin?.trim()) {
    throw broken('format', 'notation-header', attributes.plugin);
  }
  const must = [
    attributes.scheme,
    ...(authority ? [wanted] : []),
    ...(expiry === undefined ? [] : [attributes.expiry]),
  ];
  checkCritical(signed, must, plugin !== undefined);
  return {
    scheme: scheme as Scheme,
    ...(authority ? { authenticSigningTime: at } : { signingTime: at }),
    ...(expiry !== undefined && { expiry }),
    ...(plugin !== undefined && { plugin }),
  };
}

const zeroTime = Date.parse('0001-01-01T00:00:00Z');

/** RFC 7515, 4.1.11; RFC 9052, 3.1. With a plugin it is for that to understand the rest. */
function checkCritical(signed: SignedAttributes, must: readonly string[], plugin: boolean): void {
  const { names, critical } = signed;
  if (critical === undefined || critical.length === 0) throw broken('format', 'notation-header', 'crit');
  const missing = must.find((name) => !critical.includes(name));
  if (missing !== undefined) throw broken('format', 'notation-not-critical', missing);
  const absent = critical.find((name) => !names.has(name));
  if (absent !== undefined) throw broken('format', 'notation-header', absent);
  if (new Set(critical).size !== critical.length) {
    throw toleratedIn('cose', signed, broken('format', 'notation-header', 'crit'));
  }
  // What only informs must not be critical; notation minds it in JWS alone.
  if (signed.format === 'jws' && critical.includes(attributes.signingTime)) {
    throw broken('format', 'notation-header', 'crit');
  }
  const unknown = critical.find((name) => !known.has(name));
  if (unknown !== undefined && !plugin) {
    throw remarked(broken('format', 'notation-critical', unknown), 'notation-tolerates');
  }
}

function toleratedIn(format: Envelope['format'], signed: SignedAttributes, problem: Problem): Problem {
  return signed.format === format ? remarked(problem, 'notation-tolerates') : problem;
}

function lowerOf(name: string): string {
  const lower = name.toLowerCase();
  return [...known].find((each) => each.toLowerCase() === lower) ?? '';
}
