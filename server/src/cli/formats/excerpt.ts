import type { Span } from '../../manifest/text-span.ts';
import { printable } from '../printable.ts';
import { characterWidth } from './display-width.ts';

export interface Excerpt {
  /** The source line, or a part of it, safe to print. */
  readonly line: string;
  /** Cells before the marked part, and how many it takes: at least one. */
  readonly caretAt: number;
  readonly caretLength: number;
}

/** Every character takes one cell. */
const ascii = /^[\u0020-\u007e]*$/;
const TAB = 4;
const BEFORE = 40;

/** Cuts out the line where `span` starts; a long one (minified JSON) is shortened around it to about `limit` characters. */
export function excerptOf(text: string, span: Span, limit: number): Excerpt {
  let start = Math.max(text.lastIndexOf('\n', span.start - 1), text.lastIndexOf('\r', span.start - 1)) + 1;
  const lineFeed = text.indexOf('\n', span.start);
  const lineEnd = trimCarriageReturns(text, span.start, lineFeed < 0 ? text.length : lineFeed);
  let end = lineEnd;
  const cutFront = end - start > limit && span.start - start > BEFORE;
  if (cutFront) start = alignUp(text, span.start - BEFORE);
  const cutBack = end - start > limit;
  if (cutBack) end = alignDown(text, start + limit);

  const source = text.slice(start, end);
  if (!cutFront && !cutBack && ascii.test(source)) {
    const caretAt = span.start - start;
    return {
      line: source,
      caretAt,
      caretLength: Math.max(1, Math.min(span.end, end) - span.start),
    };
  }
  let line = cutFront ? '…' : '';
  let cells = line.length;
  let caretAt = cells;
  let caretEnd = cells;
  let at = start;
  for (const character of source) {
    if (at === span.start) caretAt = cells;
    const shown = character === '\t' ? ' '.repeat(TAB - (cells % TAB)) : printable(character);
    line += shown;
    cells += character === '\t' ? shown.length : characterWidth(shown);
    if (at < span.end) caretEnd = cells;
    at += character.length;
  }
  if (at <= span.start) caretAt = cells;
  return {
    line: cutBack ? `${line}…` : line,
    caretAt,
    caretLength: Math.max(1, caretEnd - caretAt),
  };
}

function trimCarriageReturns(text: string, from: number, to: number): number {
  const carriageReturn = text.indexOf('\r', from);
  return carriageReturn >= 0 && carriageReturn < to ? carriageReturn : to;
}

/** Never cut between the halves of a surrogate pair. */
function alignUp(text: string, at: number): number {
  return isLowSurrogate(text, at) ? at + 1 : at;
}

function alignDown(text: string, at: number): number {
  return isLowSurrogate(text, at) ? at - 1 : at;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
