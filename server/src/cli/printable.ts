// Control characters, and those that turn the direction of text: what a manifest or a registry says must not steer the
// terminal or read as something else.
const dangerous =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const harmless = /^[\u0020-\u007e]*$/;

/** One line that is safe to print on a terminal. */
export function printable(text: string): string {
  if (harmless.test(text)) return text;
  return text.replace(/[\t\r\n]+/g, ' ').replace(dangerous, '\ufffd');
}
