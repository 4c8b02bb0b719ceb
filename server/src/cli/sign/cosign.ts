import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { attestationOf, maxPredicate } from '../../signature/attestation.ts';
import type { Attestation, SigningServices } from '../../signature/signing.ts';
import { describeSigningProblem } from '../../signature/signing-message.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import { problemOf } from '../../trust/signing-state.ts';
import type { CliContext } from '../context.ts';
import { CliError } from '../exit-code.ts';
import { readUpTo } from '../read-small-file.ts';
import type { Row } from '../rows.ts';
import { flagsFor, quoted } from '../verify/hints.ts';
import { readRoot } from '../verify/policy.ts';
import type { CosignOptions } from './cosign-options.ts';
import { openIdentity } from './open-signer.ts';
import type { Making, OpenSigner, Prepared } from './prepared.ts';
import { servicesFor } from './services.ts';
import { publicRoots, type SharedWorld } from './world.ts';

/** Signing as cosign does. @throws CliError */
export async function prepareCosign(
  options: CosignOptions,
  context: CliContext,
  world: SharedWorld,
): Promise<Prepared> {
  const { cwd } = context;
  const { services, issuers } = await servicesFor(options, cwd, world);
  const root = options.trustedRoot === undefined ? undefined : await readRoot(options.trustedRoot, cwd);
  // They may have to come over the network; meanwhile there are questions to answer.
  const roots = root ? Promise.resolve([root]) : rootsFor(services, world);
  const attestation = options.attestation && (await readAttestation(options.attestation, context, world));
  const open = async (): Promise<OpenSigner> => {
    const opening = { options, services, issuers, context: withFreeStdin(options, context), world };
    const signer = await openIdentity(opening);
    const { format, annotations, recursive } = options;
    return {
      requestFor: async (where) => ({
        tool: 'cosign',
        ...where,
        ...{ format, annotations, recursive, services },
        ...(attestation && { attestation }),
        signer: await signer.identity(),
      }),
      keyName: signer.keyName,
      hints: hintsOf(options, services, signer.publicKey),
      dispose: () => signer.dispose(),
    };
  };
  return { roots, open };
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
  { predicate, type }: NonNullable<CosignOptions['attestation']>,
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
function withFreeStdin({ attestation }: CosignOptions, context: CliContext): CliContext {
  if (attestation?.predicate !== '-') return context;
  const readStdin = async () => {
    throw new CliError(
      l10n.t('Standard input holds the predicate, and not the password of the key: set COSIGN_PASSWORD.'),
    );
  };
  return { ...context, readStdin };
}

/** The command that others verify the signature with; of attestations there is none here. */
function hintsOf(
  { attestation, trustedRoot }: CosignOptions,
  services: SigningServices,
  publicKey: string | undefined,
): Making['hints'] {
  return (image, { signer }): Row[] => {
    if (attestation || (signer?.type === 'key' && publicKey === undefined)) return [];
    const flags = signer?.type === 'key' ? `--key ${quoted(publicKey ?? '')}` : flagsFor(signer);
    const parts = [
      'imageseal verify',
      flags,
      ...(services.logs.length === 0 ? ['--insecure-ignore-tlog'] : []),
      ...(trustedRoot === undefined ? [] : [`--trusted-root ${quoted(trustedRoot)}`]),
      image,
    ];
    return [{ label: l10n.t('verify with'), text: parts.join(' ') }];
  };
}
