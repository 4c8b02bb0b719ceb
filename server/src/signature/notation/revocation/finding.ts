import type { Detail, DetailId } from '../../detail.ts';
import type { RevocationAnswer, RevocationQuestion } from '../../verification.ts';
import type { Certificate } from '../x509/certificate.ts';
import { DerError } from '../x509/der.ts';
import { formatName } from '../x509/name.ts';

/** What can be said of one certificate. */
export type Finding =
  /** Not revoked, as of `asOf` (milliseconds since the epoch). */
  | { readonly state: 'good'; readonly asOf: number }
  | { readonly state: 'revoked'; readonly detail: Detail }
  | { readonly state: 'unknown'; readonly detail: Detail }
  /** That hangs on answers that are not there yet. */
  | { readonly state: 'pending'; readonly wanted: readonly RevocationQuestion[] };

export interface RevocationContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /**
   * When it was signed at the latest, proved by a timestamp. A key that was lost only later does no harm to what was signed
   * before; without a proof any revocation counts, and the word of one who may be revoked is none.
   */
  readonly signedAt?: number;
  /** By `RevocationQuestion.key`. */
  readonly answers: ReadonlyMap<string, RevocationAnswer>;
}

/** An answer that says nothing: stale, of somebody else, signed by a stranger. The message ends a sentence. */
export class Useless extends Error {}

export function finding(
  state: 'revoked' | 'unknown',
  id: DetailId,
  { subject }: Certificate,
  ...args: readonly string[]
): Finding {
  return { state, detail: { id, args: [formatName(subject), ...args] } };
}

/**
 * What the first of several addresses says that has something to say. Without an answer of the one whose turn it is, that
 * answer is pending; an answer that is none, or of no use, gives the turn to the next.
 */
export function askInTurn(
  certificate: Certificate,
  questions: readonly RevocationQuestion[],
  answers: RevocationContext['answers'],
  read: (bytes: Uint8Array) => Finding,
): Finding {
  let last = finding('unknown', 'revocation-no-address', certificate);
  for (const question of questions) {
    const answer = answers.get(question.key);
    if (!answer) return { state: 'pending', wanted: [question] };
    const found =
      'problem' in answer
        ? finding('unknown', 'revocation-unreachable', certificate, hostOf(question), answer.problem)
        : readAnswer(certificate, question, answer.bytes, read);
    if (found.state !== 'unknown') return found;
    last = found;
  }
  return last;
}

function readAnswer(
  certificate: Certificate,
  question: RevocationQuestion,
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => Finding,
): Finding {
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof Useless || error instanceof DerError)) throw error;
    return finding('unknown', 'revocation-useless', certificate, hostOf(question), error.message);
  }
}

function hostOf({ url }: RevocationQuestion): string {
  return new URL(url).host;
}

/** Milliseconds that other people's clocks may be ahead of ours. */
export const skew = 5 * 60_000;

/** Is it from the future, or has it expired? `stale` is for what cannot be undone by anything newer. */
export function freshness(
  { thisUpdate, nextUpdate }: { readonly thisUpdate: number; readonly nextUpdate: number | undefined },
  now: number,
): 'fresh' | 'stale' {
  if (thisUpdate > now + skew) throw new Useless(`it is from the future (${readable(thisUpdate)})`);
  if (nextUpdate === undefined) throw new Useless('it does not say until when it holds');
  if (nextUpdate < thisUpdate) throw new Useless('it ends before it begins');
  return now > nextUpdate ? 'stale' : 'fresh';
}

export function expired(nextUpdate: number | undefined): Useless {
  return new Useless(`it expired at ${readable(nextUpdate ?? 0)}`);
}

function readable(at: number): string {
  return iso(at).replace(/T(.*)\.\d+Z$/, ' $1 UTC');
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** A revocation, as OCSP and revocation lists tell it. */
export interface Revocation {
  readonly at: number;
  /** Suspended: it may be undone. */
  readonly held: boolean;
  /** Since when the key may be in wrong hands. */
  readonly invalidSince: number | undefined;
}

/** Does it matter for what was signed then? */
export function counts({ invalidSince }: Revocation, { signedAt }: RevocationContext): boolean {
  return signedAt === undefined || invalidSince === undefined || signedAt >= invalidSince;
}

export function revoked(certificate: Certificate, { at, held }: Revocation): Finding {
  return finding('revoked', held ? 'revocation-held' : 'revocation-revoked', certificate, iso(at));
}
