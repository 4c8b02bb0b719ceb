/** Stands for a template action inside a value; a private-use character that no manifest contains. */
export const MASK = '\uE000';

const action = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const control =
  /^\{[{%]-?\s*(?:if|else|end|range|with|define|block|template|include|break|continue|for|endfor|endif|set|\/\*|\$)/;

/**
 * Replaces template actions (`{{ … }}`, `{% … %}`) by characters that leave the YAML around them readable, every
 * offset unchanged: blanks where actions stand alone on a line or control what follows, `MASK` inside a value.
 */
export function maskTemplates(text: string): string {
  if (!text.includes('{{') && !text.includes('{%')) return text;
  return text.replace(action, (found, at: number) => {
    const blank = standsAlone(text, at, at + found.length) || (startsLine(text, at) && control.test(found));
    return found.replace(/[^\r\n]/g, blank ? ' ' : MASK);
  });
}

/** Does the line hold template actions only? */
function standsAlone(text: string, start: number, end: number): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(lineStart, start) + text.slice(end, lineEnd < 0 ? text.length : lineEnd);
  return rest.replace(action, '').trim() === '';
}

function startsLine(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  return text.slice(lineStart, at).trim() === '';
}
