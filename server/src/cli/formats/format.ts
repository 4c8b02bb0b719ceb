import type { FileReport, Summary } from '../check/report.ts';
import type { CliContext, Output } from '../context.ts';
import type { Paint } from '../style.ts';

export interface FormatContext {
  readonly cwd: string;
  readonly env: CliContext['env'];
  readonly output: Output;
  readonly paint: Paint;
  readonly offline: boolean;
  /** Whether `--fix` could help; false when it has run already. */
  readonly suggestFix: boolean;
  /** The folder with a page for each rule. */
  readonly docsDirectory: string;
  /** Of ImageSeal. */
  readonly version: string;
}

/** Turns reports into text, file by file, so that no report need be kept. */
export interface Formatter {
  /** The text of one file that has an image or a finding. */
  file(report: FileReport): string;
  /** What comes after the last file. */
  end(summary: Summary): string;
}
