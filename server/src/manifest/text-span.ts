/** A half-open range of UTF-16 offsets into a text. Only `lsp/convert.ts` and the CLI turn spans into lines and columns. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces the characters of `span` with `newText`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

export function shift(span: Span, by: number): Span {
  return by === 0 ? span : { start: span.start + by, end: span.end + by };
}

export function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Applies edits that do not overlap, in any order, and returns the new text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => b.span.start - a.span.start);
  let result = text;
  for (const { span, newText } of ordered) {
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  }
  return result;
}
