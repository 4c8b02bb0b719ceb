import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { type Analysis, analyze, type EvidenceReader } from '../../analysis/analyze.ts';
import { lookupsOf } from '../../analysis/lookup.ts';
import { deferred } from '../../platform/deferred.ts';
import type { CliContext } from '../context.ts';
import { CliError, exitCode } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { offlineEvidence } from '../offline.ts';
import { printable } from '../printable.ts';
import { paintFor } from '../style.ts';
import { assertReadable, configurationReport } from './configuration-problems.ts';
import { type Input, Inputs } from './inputs.ts';
import { type CheckOptions, checkOptions } from './options.ts';
import { type Parsed, parseInput } from './parsed.ts';
import { Progress } from './progress.ts';
import { reportOf } from './report.ts';
import { createReporter, type Reporter } from './reporter.ts';

/** `imageseal check`. The result is the exit code. @throws CliError when nothing could be done. */
export async function runCheck(args: ParsedArguments, context: CliContext): Promise<number> {
  return new CheckRun(checkOptions(args, context.env), context).run();
}

/** The user pressed Ctrl+C. */
class Interrupted extends Error {}

class CheckRun {
  readonly #options: CheckOptions;
  readonly #context: CliContext;
  readonly #progress: Progress;
  readonly #inputs: Inputs;
  /** Something could not be checked or written. */
  #failed = false;
  #interrupted = false;
  readonly #pinned = { images: 0, files: 0 };

  constructor(options: CheckOptions, context: CliContext) {
    this.#options = options;
    this.#context = context;
    this.#progress = new Progress(context.stderr);
    this.#inputs = new Inputs(options, context, (message, fatal) => {
      this.#failed ||= fatal;
      this.#warn(message);
    });
  }

  async run(): Promise<number> {
    const { options, context } = {
      options: this.#options,
      context: this.#context,
    };
    if (options.configFile !== undefined) assertReadable(options.configFile, context.cwd);
    const reporter = await createReporter(options, context);
    const inputs = options.paths[0] === '-' ? await this.#standardInput(reporter) : this.#inputs.files();
    const parsed = this.#parse(inputs, reporter);
    if (!options.offline) return this.#online([...parsed], reporter);
    // One file after the other, so that nothing is kept: that is what makes thousands of them fast.
    const evidence = offlineEvidence();
    for (const { input, manifest } of parsed)
      reporter.add(reportOf(input, analyze(manifest, input.configuration, evidence)));
    return (await this.#isConfigurationBroken()) ? exitCode.failed : this.#finish(reporter);
  }

  async #online(parsed: readonly Parsed[], reporter: Reporter): Promise<number> {
    if (await this.#isConfigurationBroken()) return exitCode.failed;
    const { Online } = await import('../online.ts');
    const { env, version } = this.#context;
    const { concurrency, cache } = this.#options;
    const warn = { write: (text: string) => this.#print(text) };
    const online = await Online.open({
      env,
      version,
      concurrency,
      cache,
      askServices: true,
      warn,
    });
    const interrupted = deferred<never>();
    interrupted.promise.catch(() => {});
    const release = this.#context.onInterrupt(() => {
      this.#interrupted = true;
      interrupted.reject(new Interrupted());
    });
    try {
      // Asked without evidence, the analysis tells the references.
      const wanted = parsed.flatMap(({ input, manifest }) =>
        lookupsOf(analyze(manifest, input.configuration, online.store).images, input.configuration),
      );
      const looking = online.lookUp(wanted, (done, total) =>
        this.#progress.update(() => l10n.t('Looked up {0} of {1} images', done, total)),
      );
      await Promise.race([looking, interrupted.promise]);
      await this.#report(parsed, online.store, reporter);
      return this.#finish(reporter);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      this.#progress.clear();
      online.cancel();
      return exitCode.interrupted;
    } finally {
      await online.close();
      release();
    }
  }

  async #standardInput(reporter: Reporter): Promise<Input[]> {
    const { input, ignored } = await this.#inputs.standardInput();
    if (ignored) reporter.pass(input);
    return ignored ? [] : [input];
  }

  /** Reads and parses one file after the other; those without an image are counted and left out. */
  *#parse(inputs: Iterable<Input>, reporter: Reporter): Generator<Parsed> {
    let files = 0;
    for (const input of inputs) {
      files += 1;
      this.#progress.update(() => l10n.t('Read {0} files', files));
      const parsed = parseInput(input);
      if (parsed) yield parsed;
      else {
        reporter.pass(input);
        reporter.add(undefined);
      }
    }
    this.#progress.clear();
    if (files === 0 && !this.#failed && this.#options.paths[0] !== '-')
      this.#warn(l10n.t('There is no YAML or JSON file to check in {0}.', this.#options.paths.join(', ')));
  }

  async #isConfigurationBroken(): Promise<boolean> {
    const { cwd, env, stderr } = this.#context;
    const loaded = [...this.#inputs.projects].flatMap((project) => project.loadedConfigurations());
    const paint = paintFor(this.#options.colour, stderr, env);
    const { text, broken } = await configurationReport(loaded, cwd, paint);
    stderr.write(text);
    if (broken) this.#warn(l10n.t('Nothing was checked: mend the configuration first.'));
    return broken;
  }

  async #report(all: readonly Parsed[], evidence: EvidenceReader, reporter: Reporter): Promise<void> {
    this.#progress.clear();
    for (const parsed of all) {
      const analysis = analyze(parsed.manifest, parsed.input.configuration, evidence);
      switch (this.#options.pins) {
        case 'report':
          reporter.add(reportOf(parsed.input, analysis));
          break;
        case 'diff': {
          const { diffOf } = await import('./pins.ts');
          reporter.addDiff(reportOf(parsed.input, analysis), diffOf(parsed, analysis));
          break;
        }
        case 'write': {
          const pinned = await this.#pin(parsed, analysis, evidence, reporter);
          this.#pinned.images += pinned;
          if (pinned > 0) this.#pinned.files += 1;
        }
      }
    }
  }

  /** Pins what can be pinned in one file and reports what is left; how many images were pinned. */
  async #pin(
    parsed: Parsed,
    analysis: Analysis,
    evidence: EvidenceReader,
    reporter: Reporter,
  ): Promise<number> {
    // Between two files is the moment for Ctrl+C.
    await setImmediate();
    if (this.#interrupted) throw new Interrupted();
    const { pin, writePinned } = await import('./pins.ts');
    const pinned = pin(parsed, analysis, evidence);
    try {
      if (pinned) writePinned(parsed, pinned);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      this.#failed = true;
      this.#warn(error.message);
      reporter.add(reportOf(parsed.input, analysis));
      return 0;
    }
    const { input } = pinned?.parsed ?? parsed;
    if (input.absolutePath === undefined) reporter.pass(input);
    reporter.add(reportOf(input, pinned?.analysis ?? analysis));
    return pinned?.count ?? 0;
  }

  #finish(reporter: Reporter): number {
    reporter.end();
    if (this.#options.pins === 'write') this.#print(`${pinnedLine(this.#pinned)}\n`);
    if (this.#failed) return exitCode.failed;
    const unknowns = this.#options.failOnUnknown && reporter.summary.unknown > 0;
    return reporter.failing || unknowns ? exitCode.findings : exitCode.clean;
  }

  #warn(message: string): void {
    this.#print(`imageseal: ${printable(message)}\n`);
  }

  #print(text: string): void {
    this.#progress.clear();
    this.#context.stderr.write(text);
  }
}

function pinnedLine({ images, files }: { readonly images: number; readonly files: number }): string {
  if (images === 0) return l10n.t('Nothing could be pinned.');
  if (images === 1) return l10n.t('Pinned 1 image.');
  return files === 1
    ? l10n.t('Pinned {0} images.', images)
    : l10n.t('Pinned {0} images in {1} files.', images, files);
}
