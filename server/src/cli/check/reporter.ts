import { join } from 'node:path';
import type { CliContext, Output } from '../context.ts';
import type { Formatter } from '../formats/format.ts';
import { createFormatter } from '../formats/index.ts';
import { paintFor } from '../style.ts';
import type { Input } from './inputs.ts';
import type { CheckOptions } from './options.ts';
import { count, type FileReport, type Summary } from './report.ts';
import { reaches } from './severity.ts';
import { withMark } from './source-text.ts';

/** Collects what is to be printed, and counts. Nothing is printed before `end`. */
export interface Reporter {
  readonly summary: Summary;
  /** A finding is as severe as `--severity`. */
  readonly failing: boolean;
  /** A file that was checked; `undefined` when nothing was in it. */
  add(report: FileReport | undefined): void;
  /** With `--diff`, the diff stands in for the report. */
  addDiff(report: FileReport, diff: string): void;
  /** Standard input that was to be fixed goes to standard output; without `--fix` this does nothing. */
  pass(input: Input): void;
  end(): void;
}

export async function createReporter(options: CheckOptions, context: CliContext): Promise<Reporter> {
  const { stdout, stderr, env, cwd } = context;
  const filters = options.pins === 'write' && options.paths[0] === '-';
  // Standard output is for the fixed text or the diff, where there is one.
  const output = filters || options.pins === 'diff' ? stderr : stdout;
  const formatter = await createFormatter(options.format, {
    cwd,
    env,
    output,
    paint: paintFor(options.colour, output, env),
    offline: options.offline,
    suggestFix: options.pins === 'report' && options.paths[0] !== '-',
    version: context.version,
    docsDirectory: join(context.distDirectory, '..', 'docs', 'rules'),
  });
  return new CollectingReporter(formatter, options, output, stdout, filters);
}

class CollectingReporter implements Reporter {
  readonly summary: Summary = { files: 0, images: 0, findings: 0, unknown: 0 };
  failing = false;
  readonly #formatter: Formatter;
  readonly #options: CheckOptions;
  readonly #output: Output;
  readonly #stdout: Output;
  readonly #filters: boolean;
  readonly #text: string[] = [];
  readonly #passed: string[] = [];

  constructor(formatter: Formatter, options: CheckOptions, output: Output, stdout: Output, filters: boolean) {
    this.#formatter = formatter;
    this.#options = options;
    this.#output = output;
    this.#stdout = stdout;
    this.#filters = filters;
  }

  add(report: FileReport | undefined): void {
    const text = this.#note(report);
    if (text !== '') this.#text.push(text);
  }

  addDiff(report: FileReport, diff: string): void {
    this.#note(report);
    this.#passed.push(diff);
  }

  pass({ source, absolutePath }: Input): void {
    if (this.#filters && absolutePath === undefined) this.#passed.push(withMark(source, source.text));
  }

  end(): void {
    this.#text.push(this.#formatter.end(this.summary));
    this.#stdout.write(this.#passed.join(''));
    this.#output.write(this.#text.join(''));
  }

  #note(report: FileReport | undefined): string {
    count(this.summary, report);
    // A file with nothing but suppression comments that are all in use has nothing to tell.
    if (report === undefined || (report.images.length === 0 && report.findings.length === 0)) return '';
    this.failing ||= report.findings.some(({ finding }) => reaches(finding.severity, this.#options.severity));
    return this.#formatter.file(report);
  }
}
