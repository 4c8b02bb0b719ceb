import * as l10n from '@vscode/l10n';

/** One attribute of a distinguished name as it is written. */
export interface WrittenAttribute {
  readonly type: string;
  readonly value: string;
  /** The value is bytes in hexadecimal (`#0c0441636d65`), and `value` is left as written. */
  readonly encoded: boolean;
  /** It shares its relative name with the one before it (`+`). */
  readonly joined: boolean;
}

/** Reads a distinguished name as RFC 4514 writes it; spaces around its parts do not count. One sentence for what is wrong. */
export function readWrittenName(text: string): readonly WrittenAttribute[] | { readonly problem: string } {
  const attributes: WrittenAttribute[] = [];
  let at = 0;
  let joined = false;
  while (at <= text.length) {
    const equals = text.indexOf('=', at);
    const type = text.slice(at, equals).trim();
    if (equals < 0 || type === '' || /[,;+"\\]/.test(type)) {
      return { problem: l10n.t('"{0}" is no attribute: write it as CN=….', text.slice(at).trim()) };
    }
    const end = endOfValue(text, equals + 1);
    const written = text.slice(equals + 1, end);
    const encoded = written.trimStart().startsWith('#');
    const value = encoded ? written.trim() : unescaped(written);
    if (value === undefined) {
      return {
        problem: l10n.t(
          'The value of {0} has a character that must be written with a backslash before it, or a backslash too many: {1}.',
          type,
          written.trim(),
        ),
      };
    }
    attributes.push({ type, value, encoded, joined });
    joined = text[end] === '+';
    at = end + 1;
    if (end === text.length) break;
  }
  return attributes;
}

/** The next separator that is not escaped. */
function endOfValue(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/[,;+]/.test(text[at]!)) at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

const encoder = new TextEncoder();

/** `undefined` for what RFC 4514 does not allow: quotes and brackets as such, escapes that are none, bytes that are no UTF-8. */
function unescaped(written: string): string | undefined {
  const text = written.replace(/^ +/, '');
  const piece = /\\([\dA-Fa-f]{2})|\\[ "#+,;<=>\\]|[^\\"<>\0]/suy;
  const bytes: number[] = [];
  // Spaces at the end do not count, unless they are escaped.
  let length = 0;
  while (piece.lastIndex < text.length) {
    const match = piece.exec(text);
    if (!match) return undefined;
    const [whole, hex] = match;
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else bytes.push(...encoder.encode(whole.startsWith('\\') ? whole.slice(1) : whole));
    if (whole !== ' ') length = bytes.length;
  }
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(Uint8Array.from(bytes.slice(0, length)));
  } catch {
    return undefined;
  }
}
