import * as l10n from '@vscode/l10n';
import { Progress } from '../check/progress.ts';
import type { CliContext } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { readOperand } from '../verify/operand.ts';
import { workspaceConfiguration } from '../workspace-configuration.ts';
import { confirmTag } from './consent.ts';
import { prepareCosign } from './cosign.ts';
import { prepareNotation } from './notation.ts';
import { type SignOptions, signOptions } from './options.ts';
import { exitCodeOf, type Outcome } from './outcome.ts';
import { Report } from './report.ts';
import { signTarget } from './sign-target.ts';
import { type NoTarget, type Target, targetOf } from './target.ts';
import { openWorld, type SharedWorld } from './world.ts';

/** `imageseal sign`. The result is the exit code. @throws CliError when nothing was signed. */
export function runSign(args: ParsedArguments, context: CliContext): Promise<number> {
  return run(signOptions(args, context.env, false), context);
}

/** `imageseal attest`. The result is the exit code. @throws CliError when nothing was attested. */
export function runAttest(args: ParsedArguments, context: CliContext): Promise<number> {
  return run(signOptions(args, context.env, true), context);
}

async function run(options: SignOptions, context: CliContext): Promise<number> {
  const { env, version, stderr } = context;
  const progress = new Progress(stderr);
  const warn = {
    write(text: string) {
      progress.clear();
      stderr.write(text);
    },
  };
  const interrupt = new AbortController();
  const stop = context.onInterrupt(() => {
    interrupt.abort();
    // Pressed again it ends the process, as it does everywhere.
    stop();
  });
  try {
    const world = openWorld({ env, version, signal: interrupt.signal, offline: options.offline, warn });
    const outcomes = await sign(options, context, world, progress);
    return interrupt.signal.aborted ? exitCode.interrupted : exitCodeOf(outcomes);
  } finally {
    progress.clear();
    stop();
  }
}

/** Everything that can be wrong with the command line, or be declined, comes before anything is signed. */
async function sign(
  options: SignOptions,
  context: CliContext,
  world: SharedWorld,
  progress: Progress,
): Promise<readonly Outcome[]> {
  const { cwd } = context;
  const attesting = options.tool === 'cosign' && options.attestation !== undefined;
  const command = attesting ? 'attest' : 'sign';
  const references = options.images.map((text) => readOperand(text, cwd, command));
  const nothing = l10n.t('Nothing was signed: mend the configuration first.');
  const configuration = await workspaceConfiguration(options, context, nothing);
  const prepared =
    options.tool === 'cosign'
      ? await prepareCosign(options, context, world)
      : await prepareNotation(options, context, world);

  const targets: (Target | NoTarget)[] = [];
  for (const reference of references) {
    progress.update(() => l10n.t('Looking up {0}', reference.text));
    targets.push(await targetOf(reference, configuration, world));
  }
  progress.clear();
  for (const [index, target] of targets.entries()) {
    if ('problem' in target || (await confirmTag(target, options.yes, context))) continue;
    targets[index] = { reference: target.reference, problem: l10n.t('The digest was not confirmed.') };
  }
  const report = new Report(options, context, attesting);
  if (targets.every((target) => 'problem' in target)) {
    for (const target of targets) report.add(notSigned(target));
    report.end();
    return report.outcomes;
  }

  const signer = await prepared.open();
  try {
    const roots = await prepared.roots;
    for (const target of targets) {
      const outcome =
        'problem' in target
          ? notSigned(target)
          : await signTarget(target, { signer, roots, world, progress });
      report.add(outcome, signer);
    }
    report.end();
    return report.outcomes;
  } finally {
    signer.dispose();
  }
}

function notSigned(target: Target | NoTarget): Outcome {
  const { reference } = target;
  const problem = 'problem' in target ? target.problem : '';
  return { reference, digest: reference.digest, signed: [], problem };
}
