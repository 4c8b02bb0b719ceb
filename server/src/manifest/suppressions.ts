import type { MapEntry, Node } from './node.ts';
import { contains, type Span } from './text-span.ts';

/** A comment `# imageseal-ignore [rule, …][: reason]` or `# imageseal-ignore-document [rule, …][: reason]`. */
export interface Suppression {
  /** The comment's own words, from `imageseal-ignore` to the last rule name. */
  readonly span: Span;
  /** Empty: every rule. */
  readonly rules: readonly { readonly name: string; readonly span: Span }[];
  /** What it covers: one line, or the whole document. */
  readonly target: Span;
}

const comment = /#[ \t]*(imageseal-ignore(-document)?)((?:[ \t,]+[a-z][a-z-]*)*)[ \t]*(?::[^\n]*)?$/gm;

/** Quick test before anything is parsed. */
export function mentionsSuppression(source: string): boolean {
  return source.includes('imageseal-ignore');
}

/**
 * Finds the suppression comments of one document. A comment behind a value covers its line; one on a line of its own
 * covers the next line with content, and at the head of a document, when no image stands on that next line, the whole
 * document. `images` are the spans of the references found.
 */
export function findSuppressions(
  source: string,
  root: Node | undefined,
  images: readonly Span[],
): Suppression[] {
  const scalars = root ? scalarSpans(root, []) : [];
  const result: Suppression[] = [];
  const content = firstContent(source);
  for (const match of source.matchAll(comment)) {
    const at = match.index;
    const before = source.charAt(at - 1);
    if (at > 0 && !/\s/.test(before)) continue;
    if (scalars.some((span) => contains(span, at))) continue;
    const start = at + match[0].indexOf('imageseal-ignore');
    const rules = ruleNames(match[3] ?? '', start + (match[1] as string).length);
    const span = { start, end: rules[rules.length - 1]?.span.end ?? start + (match[1] as string).length };
    const own = line(source, at);
    const alone = source.slice(own.start, at).trim() === '';
    const target = alone ? nextContentLine(source, own.end) : own;
    const holdsImage = images.some((image) => contains(target, image.start));
    const whole = match[2] !== undefined || (alone && at < content && !holdsImage);
    result.push({ span, rules, target: whole ? { start: 0, end: source.length } : target });
  }
  return result;
}

function ruleNames(list: string, offset: number): Suppression['rules'] {
  return [...list.matchAll(/[a-z][a-z-]*/g)].map((match) => ({
    name: match[0],
    span: { start: offset + match.index, end: offset + match.index + match[0].length },
  }));
}

/** The offset of the document's first character that is no comment, marker or white space. */
function firstContent(source: string): number {
  const match = /^(?![ \t]*(?:#|\r?$|---[ \t]*(?:#|\r?$)|%))/m.exec(source);
  return match ? match.index : source.length;
}

function line(source: string, at: number): Span {
  const end = source.indexOf('\n', at);
  return { start: source.lastIndexOf('\n', at - 1) + 1, end: end < 0 ? source.length : end };
}

/** The next line that is neither blank nor a comment. */
function nextContentLine(source: string, from: number): Span {
  let at = from + 1;
  while (at < source.length) {
    const candidate = line(source, at);
    const text = source.slice(candidate.start, candidate.end).trim();
    if (text !== '' && !text.startsWith('#')) return candidate;
    at = candidate.end + 1;
  }
  return { start: source.length, end: source.length };
}

function scalarSpans(node: Node, into: Span[]): Span[] {
  if (node.type === 'scalar') into.push(node.span);
  else if (node.type === 'seq') for (const item of node.items) item && scalarSpans(item, into);
  else for (const entry of node.entries) entrySpans(entry, into);
  return into;
}

function entrySpans(entry: MapEntry, into: Span[]): void {
  into.push(entry.keySpan);
  if (entry.value) scalarSpans(entry.value, into);
}
