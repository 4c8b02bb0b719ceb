import { displayWidth } from './formats/display-width.ts';

/** What turns styles on and off takes no cells. */
const escapes = /\u001b\[[\d;]*m/g;

/** Below this a hanging indent leaves nothing to read. */
const leastRoom = 30;

/**
 * Breaks a line at spaces so that it fits `columns`, the following ones indented; a word that is longer stays whole, so
 * that it can be copied. Ends with a line break.
 */
export function wrap(line: string, indent: number, columns: number | undefined): string {
  if (columns === undefined || columns - indent < leastRoom || width(line) <= columns) return `${line}\n`;
  const [start = ''] = /^ */.exec(line) ?? [];
  const lines: string[] = [];
  let current = start;
  let used = start.length;
  for (const part of line.slice(start.length).split(/(?<= )(?=[^ ])/)) {
    const size = width(part);
    // Where nothing but a label stands a new line would gain nothing.
    if (used + width(part.trimEnd()) > columns && used > indent) {
      lines.push(current.trimEnd());
      current = ' '.repeat(indent);
      used = indent;
    }
    current += part;
    used += size;
  }
  return `${[...lines, current.trimEnd()].join('\n')}\n`;
}

function width(text: string): number {
  return displayWidth(text.replace(escapes, ''));
}
