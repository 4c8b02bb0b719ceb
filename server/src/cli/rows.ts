import { displayWidth } from './formats/display-width.ts';
import { printable } from './printable.ts';
import type { Paint } from './style.ts';
import { wrap } from './wrap.ts';

/** How text for people is laid out. */
export interface TextLayout {
  readonly paint: Paint;
  /** Width of the terminal in cells; `undefined`: lines are as long as they are. */
  readonly columns: number | undefined;
}

/** One line about something: what it is, and what it says. */
export interface Row {
  readonly label: string;
  readonly text: string;
}

/** A line a row, the texts below one another. */
export function rowsText(rows: readonly Row[], indent: number, { paint, columns }: TextLayout): string {
  const width = Math.max(0, ...rows.map(({ label }) => displayWidth(label)));
  return rows
    .map(({ label, text }) => {
      const start = `${' '.repeat(indent)}${paint(padded(label, width), 'dim')}  `;
      return wrap(start + printable(text), indent + width + 2, columns);
    })
    .join('');
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}
