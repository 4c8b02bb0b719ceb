import type { TextEdit } from '../../manifest/text-span.ts';

const CONTEXT = 3;

/** Lines `start` to `end` (from 0, exclusive) of the old text become `lines`. */
interface Change {
  start: number;
  end: number;
  lines: string[];
}

/**
 * The edits of one file as `git apply` and `patch` read them; empty when they change nothing. Lines end at LF, a CR before it
 * is content. `path` has forward slashes.
 */
export function unifiedDiff(path: string, text: string, edits: readonly TextEdit[]): string {
  const old = splitLines(text);
  const changes = changesOf(text, old, edits);
  if (changes.length === 0) return '';
  const name = path.startsWith('/') ? [path, path] : [`a/${path}`, `b/${path}`];
  let diff = `--- ${quote(name[0]!)}\n+++ ${quote(name[1]!)}\n`;
  let shift = 0;
  for (const hunk of hunksOf(changes)) {
    const first = Math.max(0, hunk[0]!.start - CONTEXT);
    const last = Math.min(old.length, hunk[hunk.length - 1]!.end + CONTEXT);
    const body: string[] = [];
    let at = first;
    for (const change of hunk) {
      for (; at < change.start; at++) body.push(` ${old[at]}`);
      for (; at < change.end; at++) body.push(`-${old[at]}`);
      for (const line of change.lines) body.push(`+${line}`);
    }
    for (; at < last; at++) body.push(` ${old[at]}`);
    const added = hunk.reduce((sum, { start, end, lines }) => sum + lines.length - (end - start), 0);
    diff += `@@ -${place(first, last - first)} +${place(first + shift, last - first + added)} @@\n`;
    diff += body.map(endLine).join('');
    shift += added;
  }
  return diff;
}

/** Lines with their LF; the last one has none where the text does not end with one. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function changesOf(text: string, old: readonly string[], edits: readonly TextEdit[]): Change[] {
  const starts: number[] = [];
  let offset = 0;
  for (const line of old) {
    starts.push(offset);
    offset += line.length;
  }
  const lineAt = (at: number) => {
    let line = starts.length - 1;
    while (line > 0 && starts[line]! > at) line -= 1;
    return Math.max(0, line);
  };
  const changes: { start: number; end: number; edits: TextEdit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const start = lineAt(edit.span.start);
    const end = Math.min(old.length, lineAt(edit.span.end) + 1);
    const last = changes[changes.length - 1];
    if (last && start < last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else changes.push({ start, end, edits: [edit] });
  }
  const trimmed = changes.map(({ start, end, edits }) => {
    const from = starts[start] ?? 0;
    const to = starts[end] ?? text.length;
    let replaced = '';
    let at = from;
    for (const { span, newText } of edits) {
      replaced += text.slice(at, span.start) + newText;
      at = span.end;
    }
    return trimSame(old, {
      start,
      end,
      lines: splitLines(replaced + text.slice(at, to)),
    });
  });
  return trimmed.filter(({ start, end, lines }) => end > start || lines.length > 0);
}

/** Inserting a line touches the one before it; lines that come out unchanged are no part of the change. */
function trimSame(old: readonly string[], change: Change): Change {
  let { start, end } = change;
  const lines = [...change.lines];
  while (start < end && lines.length > 0 && old[start] === lines[0]) {
    start += 1;
    lines.shift();
  }
  while (end > start && lines.length > 0 && old[end - 1] === lines[lines.length - 1]) {
    end -= 1;
    lines.pop();
  }
  return { start, end, lines };
}

/** Changes whose context would touch share a hunk. */
function hunksOf(changes: readonly Change[]): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const hunk = hunks[hunks.length - 1];
    const before = hunk?.[hunk.length - 1];
    if (hunk && before && change.start - before.end <= 2 * CONTEXT) hunk.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function place(first: number, count: number): string {
  return count === 1 ? String(first + 1) : `${count === 0 ? first : first + 1},${count}`;
}

function endLine(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}

/** As git writes names: quoted where they hold control characters, quotes or backslashes; a tab ends one with blanks. */
function quote(name: string): string {
  if (/[\u0000-\u001f\u007f"\\]/.test(name)) {
    const escaped = name.replace(/["\\]/g, '\\$&').replace(/[\u0000-\u001f\u007f]/g, (character) => {
      return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
    });
    return `"${escaped}"`;
  }
  return name.includes(' ') ? `${name}\t` : name;
}
