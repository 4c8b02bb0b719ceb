import type { Span } from '../../manifest/text-span.ts';

/** Lines and columns counted from 1; columns are UTF-16 code units, the end is exclusive. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Turns offsets into lines and columns. A line ends with CR LF, LF or a lone CR, as in LSP. */
export class LineMap {
  readonly #starts: number[];

  constructor(text: string) {
    this.#starts = lineStarts(text);
  }

  range({ start, end }: Span): Range {
    const line = this.#lineAt(start);
    const endLine = end === start ? line : this.#lineAt(end);
    return {
      line: line + 1,
      column: start - this.#starts[line]! + 1,
      endLine: endLine + 1,
      endColumn: end - this.#starts[endLine]! + 1,
    };
  }

  /** The index, from 0, of the last line that starts at or before the offset. */
  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
    return starts;
  }
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
