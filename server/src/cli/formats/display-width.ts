// Marks that combine with what stands before them, joiners and other format characters take no cell of their own.
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
// East Asian Wide and Fullwidth (UAX #11), by script and block, and emoji that are shown as pictures.
const wide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\u30fb\u30fc\u3200-\u33ff\uff01-\uff60\uffe0-\uffe6]$/u;
const narrow = /^[\uff61-\uffdc]$/u;

/** The cells that one character (a code point) takes on a terminal. */
export function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code >= 0x20 && code < 0x300) return 1;
  if (zeroWidth.test(character)) return 0;
  return wide.test(character) && !narrow.test(character) ? 2 : 1;
}

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}
