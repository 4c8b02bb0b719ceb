import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { attestationOf, maxPredicate } from '../../signature/attestation.ts';
import type { Attestation, SigningServices } from '../../signature/signing.ts';
import { describeSigningProblem } from '../../signature/signing-message.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import { problemOf } from '../../trust/signing-state.ts';
import { Progress } from '../check/progress.ts';
import type { CliContext } from '../context.ts';
import { CliError, exitCode } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { readUpTo } from '../read-small-file.ts';
import { readOperand } from '../verify/operand.ts';
import { readRoot } from '../verify/policy.ts';
import { workspaceConfiguration } from '../workspace-configuration.ts';
import { confirmTag } from './consent.ts';
import { openSigner } from './open-signer.ts';
import { type SignOptions, signOptions } from './options.ts';
import { exitCodeOf, type Outcome } from './outcome.ts';
import { Report } from './report.ts';
import { servicesFor } from './services.ts';
import { signTarget } from './sign-target.ts';
import { type NoTarget, type Target, targetOf } from './target.ts';
import { openWorld, publicRoots, type SharedWorld } from './world.ts';

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
    const world = openWorld({ env, version, signal: interrupt.signal, warn });
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
  const command = options.attestation ? 'attest' : 'sign';
  const references = options.images.map((text) => readOperand(text, cwd, command));
  const nothing = l10n.t('Nothing was signed: mend the configuration first.');
  const configuration = await workspaceConfiguration(options, context, nothing);
  const { services, issuers } = await servicesFor(options, cwd, world);
  const root = options.trustedRoot === undefined ? undefined : await readRoot(options.trustedRoot, cwd);
  // They may have to come over the network; meanwhile there are questions to answer.
  const roots = root ? [root] : rootsFor(services, world);
  const attestation = options.attestation && (await readAttestation(options.attestation, context, world));

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
  if (targets.every((target) => 'problem' in target)) {
    const report = new Report(options, context, { options, services });
    for (const target of targets) report.add(notSigned(target));
    report.end();
    return report.outcomes;
  }

  const opening = { options, services, issuers, context: withFreeStdin(options, context), world };
  const signer = await openSigner(opening);
  const { keyName, publicKey } = signer;
  const report = new Report(options, context, { options, services, keyName, publicKey });
  try {
    const signing = { options, services, attestation, signer, roots: await roots, world, progress };
    for (const target of targets) {
      report.add('problem' in target ? notSigned(target) : await signTarget(target, signing));
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

/** Of a key alone no root has anything to say. */
async function rootsFor(
  { fulcio, logs, timestampAuthorities }: SigningServices,
  world: SharedWorld,
): Promise<readonly TrustedRoot[]> {
  const needed = fulcio !== undefined || logs.length > 0 || timestampAuthorities.length > 0;
  return needed ? await publicRoots(world) : [];
}

async function readAttestation(
  { predicate, type }: NonNullable<SignOptions['attestation']>,
  { cwd, readStdin }: CliContext,
  { clock }: SharedWorld,
): Promise<Attestation> {
  const file =
    predicate === '-' ? await readStdin() : readUpTo(resolve(cwd, predicate), predicate, maxPredicate + 1);
  try {
    return attestationOf(type, file, clock.now());
  } catch (error) {
    const problem = problemOf(error);
    throw problem ? new CliError(describeSigningProblem(problem)) : error;
  }
}

/** Standard input cannot hold a predicate and a password. */
function withFreeStdin({ attestation }: SignOptions, context: CliContext): CliContext {
  if (attestation?.predicate !== '-') return context;
  const readStdin = async () => {
    throw new CliError(
      l10n.t('Standard input holds the predicate, and not the password of the key: set COSIGN_PASSWORD.'),
    );
  };
  return { ...context, readStdin };
}
