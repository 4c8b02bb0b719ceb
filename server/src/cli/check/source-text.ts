const BYTE_ORDER_MARK = '\ufeff';

/** The text of a file as the engine reads it, and what is needed to write it back byte by byte. */
export interface SourceText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly mark: boolean;
}

/** Damaged UTF-8 becomes U+FFFD: such a file can be read, not written. */
export function sourceText(decoded: string): SourceText {
  const mark = decoded.startsWith(BYTE_ORDER_MARK);
  return { text: mark ? decoded.slice(1) : decoded, mark };
}

export function withMark({ mark }: SourceText, text: string): string {
  return mark ? BYTE_ORDER_MARK + text : text;
}
