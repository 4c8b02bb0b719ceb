import type { Finding } from '../../server/src/analysis/finding.ts';

/**
 * YAML that carries its expected findings as comments, so that it stays YAML:
 *
 *     - image: nginx:1.27
 *     #              ^^^^ warning unpinned
 *
 * A mark stands under the line it is about; its carets cover the finding's span.
 */
const mark = /^[ \t]*#[ \t]*\^+ (?:error|warning|information|hint) [a-z-]+\r?$/;

/** The text without its marks: what the user would have typed. */
export function unmark(marked: string): string {
  return marked
    .split('\n')
    .filter((line) => !mark.test(line))
    .join('\n');
}

/** Writes each finding under its line; the opposite of `unmark`. */
export function markFindings(text: string, findings: readonly Finding[]): string {
  const result: string[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    result.push(line);
    const here = findings.filter(({ span }) => span.start >= offset && span.start < offset + line.length + 1);
    here.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1));
    for (const { span, severity, rule } of here) {
      const column = span.start - offset;
      const indent = '#'.padStart(Math.min(indentOf(line) + 1, column));
      const carriage = line.endsWith('\r') ? '\r' : '';
      result.push(
        `${indent.padEnd(column)}${'^'.repeat(Math.max(1, span.end - span.start))} ${severity} ${rule}${carriage}`,
      );
    }
    offset += line.length + 1;
  }
  return result.join('\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
