import * as l10n from '@vscode/l10n';
import { lookupOf } from '../../analysis/lookup.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { loadVerifier } from '../../trust/load-verifier.ts';
import { Progress } from '../check/progress.ts';
import type { CliContext } from '../context.ts';
import type { ParsedArguments } from '../flags.ts';
import { paintFor } from '../style.ts';
import { workspaceConfiguration } from '../workspace-configuration.ts';
import { readOperand } from './operand.ts';
import { type VerifyOptions, verifyOptions } from './options.ts';
import { exitCodeOf, type Outcome, outcomeOf } from './outcome.ts';
import { policyOf } from './policy.ts';

/** `imageseal verify`. The result is the exit code. @throws CliError when nothing could be looked at. */
export async function runVerify(args: ParsedArguments, context: CliContext): Promise<number> {
  const options = verifyOptions(args, context.env);
  const outcomes = await verify(options, context);
  const { stdout, env } = context;
  if (options.output === 'json') {
    const { verifyJson } = await import('./json.ts');
    stdout.write(verifyJson(outcomes));
  } else {
    const { verifyText } = await import('./text.ts');
    const paint = paintFor(options.colour, stdout, env);
    stdout.write(verifyText(outcomes, { paint, columns: stdout.columns }));
  }
  return exitCodeOf(outcomes);
}

/** In the order of the command line. */
async function verify(options: VerifyOptions, context: CliContext): Promise<Outcome[]> {
  const { cwd, env, stderr, version } = context;
  const references = options.images.map((text) => readOperand(text, cwd, 'verify'));
  const configuration = await configurationFor(options, context);
  const { Online } = await import('../online.ts');
  const progress = new Progress(stderr);
  const online = await Online.open({
    env,
    version,
    concurrency: options.concurrency,
    // Whoever verifies wants to know how things stand now.
    cache: false,
    askServices: !options.offline,
    warn: {
      write(text) {
        progress.clear();
        stderr.write(text);
      },
    },
  });
  const lookups = references.map((reference) => lookupOf(reference, configuration));
  // While the first answers are on their way.
  setImmediate(() => void loadVerifier());
  await online.lookUp(lookups, (done, total) =>
    progress.update(() => l10n.t('Looked up {0} of {1} images', done, total)),
  );
  progress.clear();
  const outcomes = lookups.map(({ reference, policy }) =>
    outcomeOf(
      { reference, policy, byFlags: options.trust !== undefined, offline: options.offline },
      online.store.peek(reference, configuration),
    ),
  );
  await online.close();
  return outcomes;
}

/** The configuration of the working folder; what flags say of trust stands in for its rules. */
async function configurationFor(options: VerifyOptions, context: CliContext): Promise<Configuration> {
  const { trust } = options;
  const nothing = l10n.t('Nothing was verified: mend the configuration first.');
  const configuration = await workspaceConfiguration(options, context, nothing);
  if (trust === undefined) return configuration;
  const policy = await policyOf(trust, context);
  return { ...configuration, trustSource: { policyFor: () => policy } };
}
