import * as l10n from '@vscode/l10n';
import { readWrittenName } from './distinguished-name.ts';

/** One trusted identity of a statement: attributes that the subject must have, type → value. */
export type SubjectPattern = ReadonlyMap<string, string>;

const mandatory = ['C', 'ST', 'O'] as const;

/** Attribute types that certificates' subjects can be matched by: those that Go, and so notation, has a name for. */
export const matchableTypes: readonly string[] = [
  ...mandatory,
  'L',
  'OU',
  'CN',
  'STREET',
  'POSTALCODE',
  'SERIALNUMBER',
];

/** Reads what stands after `x509.subject:`, by notation's rules; one sentence for what breaks them. */
export function readSubjectPattern(text: string): SubjectPattern | { readonly problem: string } {
  const attributes = text.trim() === '' ? [] : readWrittenName(text);
  if ('problem' in attributes) return attributes;
  const pattern = new Map<string, string>();
  for (const { type: written, value, encoded, joined } of attributes) {
    if (joined)
      return { problem: l10n.t('Parts that are joined with + are not supported: separate them by commas.') };
    if (encoded) return { problem: l10n.t('{0} is written in hexadecimal: write its text.', written) };
    if (written !== written.toUpperCase()) {
      return { problem: l10n.t('Attribute types are written in capitals: {0}.', written.toUpperCase()) };
    }
    if (value === '') return { problem: l10n.t('{0} has no value.', written) };
    const type = typeOf(written);
    if (pattern.has(type)) return { problem: l10n.t('{0} stands in it twice.', type) };
    pattern.set(type, value);
  }
  const missing = mandatory.filter((type) => !pattern.has(type));
  if (missing.length === 0) return pattern;
  return { problem: l10n.t('A subject needs C, ST and O at least; missing here: {0}.', missing.join(', ')) };
}

/** Does whatever matches one of the two match the other, too? */
export function overlap(one: SubjectPattern, other: SubjectPattern): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/** Why a subject can be matched by `*` alone. */
export interface Unmatchable {
  readonly why: 'twice' | 'unnamed';
  /** The attribute type: `OU`, `1.2.840.113549.1.9.1`. */
  readonly type: string;
}

/**
 * Does a certificate's subject, as RFC 4514 writes it, have everything of the pattern? Values are compared letter by letter.
 * As for notation, a subject that has an attribute twice, or one without a name, matches no pattern.
 */
export function matchesSubject(pattern: SubjectPattern, subject: string): boolean | Unmatchable {
  const attributes = readWrittenName(subject);
  if ('problem' in attributes) return false;
  const found = new Map<string, string>();
  for (const { type, value, encoded } of attributes) {
    if (encoded || !matchableTypes.includes(type)) return { why: 'unnamed', type };
    if (found.has(type)) return { why: 'twice', type };
    found.set(type, value);
  }
  return isWithin(pattern, found);
}

function isWithin(part: SubjectPattern, whole: SubjectPattern): boolean {
  return [...part].every(([type, value]) => whole.get(type) === value);
}

function typeOf(written: string): string {
  return written === 'S' ? 'ST' : written;
}
