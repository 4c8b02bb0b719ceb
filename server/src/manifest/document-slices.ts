import type { Span } from './text-span.ts';

/**
 * Cuts a YAML stream into its documents: before each line `---` and after each line `...`, which YAML forbids at
 * column 0 inside any content, so the cut is exact however damaged the documents are. A piece that holds nothing but
 * comments and directives belongs to the document that follows it. The slices cover the text without gaps.
 */
export function sliceDocuments(text: string): Span[] {
  const cuts: number[] = [];
  for (let at = text.indexOf('---'); at >= 0; at = text.indexOf('---', at + 3)) {
    if (at > 0 && text.charCodeAt(at - 1) === 10 && endsWord(text, at + 3)) cuts.push(at);
  }
  for (let at = text.indexOf('...'); at >= 0; at = text.indexOf('...', at + 3)) {
    if ((at === 0 || text.charCodeAt(at - 1) === 10) && endsWord(text, at + 3)) {
      const end = text.indexOf('\n', at);
      if (end >= 0 && end + 1 < text.length) cuts.push(end + 1);
    }
  }
  if (cuts.length === 0) return [{ start: 0, end: text.length }];
  cuts.sort((a, b) => a - b);
  const slices: Span[] = [];
  let start = 0;
  for (const cut of cuts) {
    if (cut === start || isPrologue(text, start, cut)) continue;
    slices.push({ start, end: cut });
    start = cut;
  }
  slices.push({ start, end: text.length });
  return slices;
}

function endsWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at >= text.length || code === 10 || code === 13 || code === 32 || code === 9;
}

/** Only blank lines, comments and `%` directives between `start` and `end`? */
function isPrologue(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    let first = text.charCodeAt(at);
    while (at < end && (first === 32 || first === 13 || first === 0xfeff)) {
      at += 1;
      first = text.charCodeAt(at);
    }
    if (at < end && first !== 10 && first !== 35 && first !== 37) return false;
    const next = text.indexOf('\n', at);
    if (next < 0) return true;
    at = next + 1;
  }
  return true;
}
