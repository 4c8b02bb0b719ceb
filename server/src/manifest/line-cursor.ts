const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const DASH = 45;

/** Thrown inside the scanner alone: the text holds something it does not fully understand. */
class NotUnderstood extends Error {}
export const notUnderstood = new NotUnderstood();

/** Moves over the lines of one document; `LineScanner` says what stands on them. */
export class LineCursor {
  protected readonly source: string;
  protected readonly length: number;
  /** The next line with content: where its first character stands, and in which column. */
  protected at = 0;
  protected indent = 0;
  protected done = false;

  constructor(source: string) {
    this.source = source;
    this.length = source.length;
  }

  /** Is the colon at `at` followed by white space or the end? */
  protected separates(at: number): boolean {
    return at + 1 >= this.length || isBlankOrLf(this.source.charCodeAt(at + 1));
  }

  /** A document marker; slices are cut at them, so one that is not first means something is odd. */
  protected isMarker(at: number): boolean {
    return (
      this.source.startsWith('---', at) &&
      (at + 3 >= this.length || isBlankOrLf(this.source.charCodeAt(at + 3)))
    );
  }

  protected isDash(at: number): boolean {
    return (
      this.source.charCodeAt(at) === DASH &&
      (at + 1 >= this.length || isBlankOrLf(this.source.charCodeAt(at + 1)))
    );
  }

  /** Is there nothing but a comment from `at` on? A comment needs a space before it, counted from `after`. */
  protected endsLine(at: number, after = -1): boolean {
    if (at >= this.length) return true;
    const code = this.source.charCodeAt(at);
    if (code === LF) return true;
    if (code === CR) return true;
    return code === HASH && at !== after && this.source.charCodeAt(at - 1) === SPACE;
  }

  /** Moves to the first line at or after `from` (a line's start) that holds more than a comment. */
  protected nextContent(from: number): void {
    const source = this.source;
    let line = from;
    while (line < this.length) {
      const at = this.skipSpaces(line);
      if (at >= this.length) break;
      const code = source.charCodeAt(at);
      if (code !== LF && code !== CR && code !== HASH) {
        if (code === DASH && at === line && from > 0 && this.isMarker(at)) throw notUnderstood;
        if (code === 46 && at === line && /^\.\.\.(?:[ \r\n]|$)/.test(source.slice(at, at + 4))) {
          if (!this.endsLine(this.skipSpaces(at + 3))) throw notUnderstood;
          break;
        }
        this.at = at;
        this.indent = at - line;
        return;
      }
      line = this.lineEnd(at) + 1;
    }
    this.at = this.length;
    this.indent = 0;
    this.done = true;
  }

  protected skipSpaces(from: number): number {
    let at = from;
    while (this.source.charCodeAt(at) === SPACE) at += 1;
    return at;
  }

  /** The offset of the line feed that ends the line, or the text's end. */
  protected lineEnd(from: number): number {
    const end = this.source.indexOf('\n', from);
    return end < 0 ? this.length : end;
  }
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === CR;
}

function isBlankOrLf(code: number): boolean {
  return code === SPACE || code === CR || code === LF;
}
