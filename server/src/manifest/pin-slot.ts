import type { PinSlot } from './image-field.ts';
import { endOf, type MapEntry, type MapNode, type ScalarNode } from './node.ts';
import { isAnchored } from './scalar-text.ts';

/** Characters that mean the same inside and outside quotes, so that a value made of them can be written back as it is. */
const WRITABLE = /^[\w.\-/:@+${}()]+$/;

/** Writes the digest behind a whole reference, or in place of the one it has. */
export function referenceSlot(scalar: ScalarNode, source: string, text = scalar.value): PinSlot | undefined {
  const { start, end } = scalar.span;
  const at = text.lastIndexOf('@');
  if (source.slice(end - text.length, end) === text && end - text.length >= start) {
    if (at < 0) return { span: { start: end, end }, before: '@', after: '' };
    return { span: { start: end - text.length + at + 1, end }, before: '', after: '' };
  }
  if (!WRITABLE.test(scalar.value)) return undefined;
  const cut = scalar.value.lastIndexOf('@');
  return { span: scalar.span, before: `${cut < 0 ? scalar.value : scalar.value.slice(0, cut)}@`, after: '' };
}

/**
 * Writes `tag@digest` where a field of its own holds the tag. `text` is the tag as its reader prints it (`1.1` for a
 * bare `1.10`). A tag that an anchor shares with other images stays as it is: their digests differ.
 */
export function tagSlot(scalar: ScalarNode, source: string, text = scalar.value): PinSlot | undefined {
  const tag = text.includes('@') ? text.slice(0, text.indexOf('@')) : text;
  if (scalar.alias)
    return WRITABLE.test(tag) ? { span: scalar.alias, before: `${tag}@`, after: '' } : undefined;
  if (isAnchored(source, scalar.span)) return undefined;
  if (text === scalar.value) return referenceSlot(scalar, source);
  return WRITABLE.test(tag) ? { span: scalar.span, before: `${tag}@`, after: '' } : undefined;
}

/**
 * Does `entry` belong to other mappings as well: brought by a merge key (`<<: *defaults`), or of a mapping that is
 * merged elsewhere? A digest written there would reach other images.
 */
export function isShared(entry: MapEntry, map: MapNode, source: string): boolean {
  const own = map.span.start <= entry.keySpan.start && entry.keySpan.end <= map.span.end;
  return !own || (source.includes('<<') && isAnchored(source, map.span));
}

/** Writes the digest as the value of an existing key of `map`, which may still be empty. */
export function valueSlot(entry: MapEntry, map: MapNode, source: string): PinSlot | undefined {
  if (isShared(entry, map, source)) return undefined;
  const { value } = entry;
  if (value === undefined) {
    const colon = source.indexOf(':', entry.keySpan.end);
    if (colon < 0 || source.slice(entry.keySpan.end, colon).trim() !== '') return undefined;
    return { span: { start: colon + 1, end: colon + 1 }, before: ' ', after: '' };
  }
  if (value.type !== 'scalar') return undefined;
  if (value.alias) return { span: value.alias, before: '', after: '' };
  return isAnchored(source, value.span) ? undefined : { span: value.span, before: '', after: '' };
}

/**
 * Writes the digest under a key that is not there yet, as the last entry of `map`, in the map's own style: a line of
 * the same indentation and line ending, or one more pair before the brace. With `inside`, under a new mapping of
 * that name.
 */
export function newEntrySlot(
  map: MapNode,
  key: string,
  source: string,
  inside?: string,
): PinSlot | undefined {
  return map.flow ? flowEntrySlot(map, key, source, inside) : blockEntrySlot(map, key, source, inside);
}

function blockEntrySlot(map: MapNode, key: string, source: string, inside?: string): PinSlot | undefined {
  const lineStart = source.lastIndexOf('\n', map.span.start - 1) + 1;
  const lead = source.slice(lineStart, map.span.start);
  // `- ` before the first key; anything else (a tag, an anchor) says nothing about the column.
  if (!/^[ -]*$/.test(lead)) return undefined;
  const indent = ' '.repeat(lead.length);
  let end = source.indexOf('\n', map.span.end);
  if (end < 0) end = source.length;
  const crlf = source[end - 1] === '\r' || (end === source.length && source.includes('\r\n'));
  if (source[end - 1] === '\r') end -= 1;
  if (!/^[ \t]*:?[ \t]*(?:#.*)?$/.test(source.slice(map.span.end, end))) return undefined;
  const line = `${crlf ? '\r\n' : '\n'}${indent}`;
  const before = inside === undefined ? `${line}${key}: ` : `${line}${inside}:${line}  ${key}: `;
  return { span: { start: end, end }, before, after: '' };
}

function flowEntrySlot(map: MapNode, key: string, source: string, inside?: string): PinSlot | undefined {
  const last = map.entries[map.entries.length - 1];
  if (!last) {
    const at = map.span.start + 1;
    return { span: { start: at, end: at }, before: `${key}: `, after: '' };
  }
  const end = endOf(last.value) ?? last.keySpan.end;
  // Entries of a merge key stand elsewhere, and an empty last value leaves nothing to write behind.
  if (end <= map.span.start || end >= map.span.end || last.value === undefined) return undefined;
  const quote = source[last.keySpan.start] === '"' ? '"' : '';
  const lineStart = source.lastIndexOf('\n', last.keySpan.start - 1) + 1;
  const lead = source.slice(lineStart, last.keySpan.start);
  const ownLine = lineStart > map.span.start && lead.trim() === '';
  const crlf = ownLine && source[lineStart - 2] === '\r';
  const separator = ownLine ? `,${crlf ? '\r\n' : '\n'}${lead}` : ', ';
  const name = `${quote}${key}${quote}: ${quote}`;
  if (inside === undefined) return { span: { start: end, end }, before: separator + name, after: quote };
  const before = `${separator}${quote}${inside}${quote}: {${name}`;
  return { span: { start: end, end }, before, after: `${quote}}` };
}
