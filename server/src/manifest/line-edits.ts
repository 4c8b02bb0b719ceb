import type { TextEdit } from './text-span.ts';

/** The line end that the text uses. */
export function lineEnd(text: string): '\r\n' | '\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** What stands before `offset` on its line. */
export function beforeOnLine(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).replace('\ufeff', '');
}

export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

export function insert(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}

/** Puts whole lines (each without its end) after the line that `end`, the end of a value, is on. */
export function insertLines(text: string, end: number, lines: readonly string[]): TextEdit {
  const eol = lineEnd(text);
  const block = lines.join(eol);
  // The end of a block scalar is the start of the next line already.
  if (end === 0 || text[end - 1] === '\n') return insert(end, block + eol);
  const at = endOfLine(text, end);
  return at === text.length ? insert(at, eol + block + eol) : insert(at, eol + block);
}
