import * as l10n from '@vscode/l10n';
import { describeVerdict } from '../../analysis/verdict.ts';
import type { Severity } from '../../configuration/rule-ids.ts';
import { canonicalReference } from '../../image/names.ts';
import { type FileReport, type FindingReport, type ImageReport, isUnknown } from '../check/report.ts';
import { printable } from '../printable.ts';
import type { Style } from '../style.ts';
import { summaryLine } from '../summary-line.ts';
import { excerptOf } from './excerpt.ts';
import type { FormatContext, Formatter } from './format.ts';

const styles: Record<Exclude<Severity, 'off'>, Style> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'cyan',
};

/** How many images are named for each reason why they are unknown. */
const NAMED = 5;

/** Cells of a source line where nobody says how wide the screen is. */
const NO_TERMINAL = 200;

interface Unknown {
  images: number;
  readonly named: Map<string, string>;
}

/** For people: place, message and rule of every finding with its source line; then what is unknown, and why; then counts. */
export function createTextFormatter(context: FormatContext): Formatter {
  const { paint } = context;
  const severities = new Map<string, number>();
  const unknowns = new Map<string, Unknown>();
  let fixable = 0;

  return {
    file(report) {
      // Offline that would be every image.
      for (const image of context.offline ? [] : report.images) noteUnknown(report, image, unknowns);
      let text = '';
      for (const found of report.findings) {
        severities.set(found.finding.severity, (severities.get(found.finding.severity) ?? 0) + 1);
        if (isPin(found)) fixable += 1;
        text += findingText(report, found, context);
      }
      return text;
    },
    end(summary) {
      const parts: string[] = [];
      if (unknowns.size > 0) parts.push(unknownText(unknowns, context));
      const lines = [summaryLine(summary, severities)];
      if (context.offline && summary.images > 0)
        lines.push(l10n.t('Offline: no image was looked up, so signatures and digests are unknown.'));
      if (fixable > 0 && context.suggestFix)
        lines.push(
          fixable === 1
            ? l10n.t('1 finding can be fixed: run again with --fix, or with --diff to look first.')
            : l10n.t(
                '{0} findings can be fixed: run again with --fix, or with --diff to look first.',
                fixable,
              ),
        );
      const clean = summary.findings === 0 && summary.unknown === 0;
      parts.push(`${paint(lines[0]!, 'bold', ...(clean ? (['green'] as const) : []))}\n${tail(lines)}`);
      return parts.join('\n');
    },
  };
}

function tail(lines: readonly string[]): string {
  return lines
    .slice(1)
    .map((line) => `${line}\n`)
    .join('');
}

function isPin({ finding, fix }: FindingReport): boolean {
  return fix !== undefined && (finding.rule === 'unpinned' || finding.rule === 'latest-tag');
}

function findingText(
  { path, text }: FileReport,
  { finding, range }: FindingReport,
  { paint, output }: FormatContext,
): string {
  const { severity, rule, message, span } = finding;
  const place = `${printable(path)}:${range.line}:${range.column}`;
  const number = String(range.line);
  const gutter = ' '.repeat(Math.max(0, 5 - number.length));
  const room = Math.max(50, (output.columns ?? NO_TERMINAL) - gutter.length - number.length - 4);
  const { line, caretAt, caretLength } = excerptOf(text, span, room);
  const bar = paint(`${' '.repeat(gutter.length + number.length)} |`, 'dim');
  const caret = ' '.repeat(caretAt) + paint('^'.repeat(caretLength), styles[severity]);
  return (
    `${paint(place, 'bold')}  ${paint(severity, styles[severity], 'bold')}  ${printable(message)}  ${paint(rule, 'dim')}\n` +
    `${paint(`${gutter}${number} |`, 'dim')} ${line}\n${bar} ${caret}\n\n`
  );
}

function noteUnknown(
  { path }: FileReport,
  { image, range }: ImageReport,
  unknowns: Map<string, Unknown>,
): void {
  const { reference } = image;
  // What is no reference is reported as a finding; there is nothing to look up.
  if (!isUnknown(image) || reference.kind !== 'reference') return;
  const reason = describeVerdict(image);
  let entry = unknowns.get(reason);
  if (!entry) {
    entry = { images: 0, named: new Map() };
    unknowns.set(reason, entry);
  }
  entry.images += 1;
  const name = canonicalReference(reference);
  if (entry.named.size < NAMED && !entry.named.has(name))
    entry.named.set(name, `${path}:${range.line}:${range.column}`);
}

function unknownText(unknowns: ReadonlyMap<string, Unknown>, { paint }: FormatContext): string {
  let text = `${paint(l10n.t('Could not be checked:'), 'bold')}\n`;
  for (const [reason, { images, named }] of unknowns) {
    text += `  ${printable(reason)}\n`;
    for (const [name, place] of named) text += `    ${printable(name)}  ${paint(printable(place), 'dim')}\n`;
    const places = images - named.size;
    if (places > 0) text += `    ${paint(l10n.t('and {0} more', places), 'dim')}\n`;
  }
  return text;
}
