import type { PolicyProblem } from '../../server/src/trust/notation/report-problems.ts';

/** Trust policy documents that carry what is wrong with them, each under its line: `# ^^^^ error The sentence.` */
const mark = /^ *# *\^* (?:error|warning|information) /;

/** The document without its marks. */
export function unmarkPolicy(marked: string): string {
  return marked
    .split('\n')
    .filter((line) => !mark.test(line))
    .join('\n');
}

/** Writes each problem under the line that it begins in; the opposite of `unmarkPolicy`. */
export function markPolicy(text: string, problems: readonly PolicyProblem[]): string {
  const result: string[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    result.push(line);
    const end = offset + line.length;
    const here = problems.filter(({ span }) => span.start >= offset && span.start <= end);
    for (const { span, severity, message } of here.toSorted((a, b) => a.span.start - b.span.start)) {
      const carets = '^'.repeat(Math.max(1, Math.min(span.end, end) - span.start));
      result.push(`${'#'.padEnd(span.start - offset)}${carets} ${severity} ${message}`);
    }
    offset = end + 1;
  }
  return result.join('\n');
}
