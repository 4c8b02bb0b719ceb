import * as l10n from '@vscode/l10n';
import type { Span } from '../../manifest/text-span.ts';
import type { Json } from '../../signature/notation/json.ts';

/** Something wrong in a trust policy document. */
export interface PolicyProblem {
  /** UTF-16 offsets into the document. */
  readonly span: Span;
  /** One localised sentence. */
  readonly message: string;
  /** `error`: nothing can be judged by the document, or by this statement. The others as everywhere. */
  readonly severity: 'error' | 'warning' | 'information';
  /** The JSON schema of these documents says so, too. */
  readonly schema?: true;
}

/** A value and where it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly span: Span;
}

const maxProblems = 500;

/** Takes a document's JSON apart and keeps what is wrong with it. */
export class Problems {
  readonly all: PolicyProblem[] = [];

  /** Nobody reads more, but an error, by which nothing may be judged, is never left out for them. */
  #add(problem: PolicyProblem): void {
    const full = this.all.length >= maxProblems;
    if (full && (problem.severity !== 'error' || this.all.some(({ severity }) => severity === 'error')))
      return;
    this.all.push({ ...problem, message: fitToShow(problem.message) });
  }

  error(span: Span, message: string): void {
    this.#add({ span, message, severity: 'error' });
  }

  warn(span: Span, message: string): void {
    this.#add({ span, message, severity: 'warning' });
  }

  inform(span: Span, message: string): void {
    this.#add({ span, message, severity: 'information' });
  }

  /** An error that the schema knows of. */
  shape(span: Span, message: string): void {
    this.#add({ span, message, severity: 'error', schema: true });
  }

  /**
   * The members of an object by name. What readers of JSON disagree about is an error: Go, and so notation, takes names in
   * any case, and of names that stand twice the last. A member that is null is not there.
   */
  members(json: Json, known: readonly string[]): ReadonlyMap<string, Json> {
    const found = new Map<string, Json>();
    if (json.type !== 'object') {
      this.shape(json.span, l10n.t('This must be an object: { … }.'));
      return found;
    }
    const seen = new Set<string>();
    for (const { name, nameSpan, value } of json.members) {
      const meant = known.find((each) => fold(each) === fold(name));
      if (meant === undefined) {
        const message = l10n.t('Nobody knows "{0}": notation ignores it.', name);
        this.#add({ span: nameSpan, message, severity: 'warning', schema: true });
        continue;
      }
      if (meant !== name) {
        this.error(
          nameSpan,
          l10n.t('notation takes "{0}" for "{1}", and others do not: write "{1}".', name, meant),
        );
      } else if (seen.has(name)) {
        this.error(nameSpan, l10n.t('"{0}" stands here twice: remove one of them.', name));
      } else if (value.type !== 'scalar' || value.value !== null) found.set(name, value);
      seen.add(name);
    }
    return found;
  }

  text(json: Json): string | undefined {
    if (json.type === 'scalar' && typeof json.value === 'string') return json.value;
    this.shape(json.span, l10n.t('This must be a string.'));
    return undefined;
  }

  /** The strings of an array; what is none is left out and told. Nothing for an array that is not there. */
  texts(json: Json | undefined): Placed<string>[] {
    if (json === undefined) return [];
    if (json.type !== 'array') {
      this.shape(json.span, l10n.t('This must be an array of strings: [ … ].'));
      return [];
    }
    return json.items.flatMap((item) => {
      const value = this.text(item);
      return value === undefined ? [] : [{ value, span: item.span }];
    });
  }
}

/** A sentence that quotes a megabyte is none: of what is quoted the middle goes, and what to do stays at the end. */
function fitToShow(message: string): string {
  return message.length > 500 ? `${message.slice(0, 200)}…${message.slice(-200)}` : message;
}

/** As Go's encoding/json compares names; the long s and the Kelvin sign are letters to it. */
function fold(name: string): string {
  return name.toUpperCase().toLowerCase();
}
