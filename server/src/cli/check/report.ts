import type { Analysis } from '../../analysis/analyze.ts';
import type { AnalyzedImage, Finding } from '../../analysis/finding.ts';
import type { Fix, FixContext, FixProvider } from '../../analysis/fixes/fix.ts';
import { pinDigest } from '../../analysis/fixes/pin-digest.ts';
import { removeSuppression } from '../../analysis/fixes/remove-suppression.ts';
import { updatePin } from '../../analysis/fixes/update-pin.ts';
import type { TextEdit } from '../../manifest/text-span.ts';
import type { Input } from './inputs.ts';
import { LineMap, type Range } from './line-map.ts';

/** One file with something to tell: at least one image or finding. */
export interface FileReport {
  /** As the user is told: relative to the working folder where it is inside, with forward slashes. */
  readonly path: string;
  /** Absolute; `undefined` for standard input. */
  readonly absolutePath: string | undefined;
  /** Without a byte order mark; ranges count in it. */
  readonly text: string;
  readonly images: readonly ImageReport[];
  /** In the order of their places. */
  readonly findings: readonly FindingReport[];
}

export class ImageReport {
  readonly image: AnalyzedImage;
  readonly #lines: LineMap;

  constructor(image: AnalyzedImage, lines: LineMap) {
    this.image = image;
    this.#lines = lines;
  }

  /** Found when asked for: the text format needs it of few. */
  get range(): Range {
    return this.#lines.range(this.image.field.span);
  }
}

export interface FindingReport {
  readonly finding: Finding;
  readonly range: Range;
  readonly fix: FixReport | undefined;
}

/** Edits that can be made now, without another look-up. */
export interface FixReport {
  readonly title: string;
  readonly edits: readonly (Range & { readonly newText: string })[];
}

/** What is counted over all files. */
export interface Summary {
  /** Checked, whether anything was in them or not. */
  files: number;
  images: number;
  findings: number;
  /** Images whose verdict is unknown, without templated ones. */
  unknown: number;
}

/** The fixes that need no decision by the user. */
const fixes: readonly FixProvider[] = [pinDigest, updatePin, removeSuppression];

export function reportOf({ path, absolutePath, source: { text } }: Input, analysis: Analysis): FileReport {
  const lines = new LineMap(text);
  const context: FixContext = { text, analysis, comments: true };
  const findings = analysis.findings.map((finding) => {
    const fix = fixFor(finding, context);
    return {
      finding,
      range: lines.range(finding.span),
      fix: fix && { title: fix.title, edits: fix.edits.map((edit) => editReport(edit, lines)) },
    };
  });
  findings.sort((a, b) => a.finding.span.start - b.finding.span.start);
  const images = analysis.images.map((image) => new ImageReport(image, lines));
  return { path, absolutePath, text, images, findings };
}

function editReport({ span, newText }: TextEdit, lines: LineMap): Range & { readonly newText: string } {
  return { ...lines.range(span), newText };
}

/** Counts a file that was checked; `report` only when it has something to tell. */
export function count(summary: Summary, report: FileReport | undefined): void {
  summary.files += 1;
  if (report === undefined) return;
  summary.images += report.images.length;
  summary.findings += report.findings.length;
  for (const { image } of report.images) if (isUnknown(image)) summary.unknown += 1;
}

/** A verdict that a look could have given and did not. */
export function isUnknown(image: AnalyzedImage): boolean {
  return image.verdict === 'unknown' && image.reference.kind !== 'templated';
}

function fixFor(finding: Finding, context: FixContext): Fix | undefined {
  for (const provider of fixes) {
    const fix = provider.offer(finding, context);
    if (fix) return fix;
  }
  return undefined;
}
