import * as l10n from '@vscode/l10n';
import { type Lookup, lookupOf } from '../../analysis/lookup.ts';
import { describeSigner } from '../../analysis/signer.ts';
import { whyUnknown } from '../../analysis/verdict.ts';
import { parseImageReference } from '../../image/parse-reference.ts';
import type { ImageReference } from '../../image/reference.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { priority } from '../../registry/host-limiter.ts';
import { createRegistryWriter } from '../../registry/writer.ts';
import type { Subject } from '../../signature/place.ts';
import type { Signed, SigningProgress, SigningWorld, SignRequest } from '../../signature/signing.ts';
import { describeSigningProblem, describeSigningStep } from '../../signature/signing-message.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import { signImage } from '../../trust/sign-image.ts';
import { problemOf } from '../../trust/signing-state.ts';
import type { LongRequest } from '../commands/long-requests.ts';
import type { SessionContext } from '../context.ts';
import type { SignImageParams, SignImageResult } from '../signing-protocol.ts';
import { prepareCosign } from './prepare-cosign.ts';
import { prepareNotation } from './prepare-notation.ts';
import type { Problem } from './prepared.ts';
import { signingRefusal } from './refusal.ts';
import type { ServicesSource } from './services.ts';

/** Signs exactly the digest that somebody has confirmed, and publishes on no host that they have not agreed to. */
export async function runSigning(
  context: SessionContext,
  params: SignImageParams,
  request: LongRequest,
  source: ServicesSource,
): Promise<SignImageResult> {
  const refusal = signingRefusal(context);
  if (refusal !== undefined) return { problem: refusal };
  const reference = parseImageReference(params.image);
  if (reference.kind !== 'reference' || reference.digest === undefined) {
    return { problem: l10n.t('"{0}" names no digest, and nothing else is signed.', params.image) };
  }
  const { configuration } = await context.profiles.forTyped(params.uri);
  const lookup = lookupOf({ ...reference, tag: undefined }, configuration);
  const { signer: signWith } = params;
  const prepared =
    signWith.type === 'notation'
      ? await prepareNotation(context, params, signWith, request)
      : await prepareCosign(context, { params, signWith, lookup, source }, request);
  if ('problem' in prepared) return prepared;
  const subject = await subjectOf(context, lookup, reference.digest, request.signal);
  if ('problem' in subject) return subject;
  const ready = await prepared.open();
  if ('problem' in ready) return ready;
  try {
    const target = ready.requestFor({ name: nameOf(reference), subject });
    const signed = await sign(context, lookup, request, prepared.roots, target);
    if ('problem' in signed) return signed;
    const { fingerprint } = ready;
    const who = signed.at(-1)?.report.signer;
    return {
      signed: signed.length,
      signer: who ? describeSigner(who) : '',
      ...(fingerprint !== undefined && { fingerprint }),
    };
  } finally {
    ready.dispose();
  }
}

async function sign(
  context: SessionContext,
  lookup: Lookup,
  { progress, signal }: LongRequest,
  roots: readonly TrustedRoot[],
  request: SignRequest,
): Promise<readonly Signed[] | Problem> {
  const { client, writing, revocation } = context.engine;
  const world: SigningWorld = {
    ...{ client, revocation, roots, signal },
    writer: createRegistryWriter(writing),
    http: context.host.http,
    clock: systemClock,
    logger: context.logger,
    preferences: lookup.preferences,
    onProgress: (at) => progress.say(stepOf(at)),
  };
  let touched: readonly string[] = [request.subject.digest];
  try {
    const signed = await signImage(request, world);
    touched = signed.map(({ subject }) => subject);
    return signed;
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    touched = [request.subject.digest, ...problem.signed.map(({ subject }) => subject)];
    return { problem: describeSigningProblem(problem) };
  } finally {
    // Whatever happened, what was known of them may be wrong now.
    for (const digest of touched) context.engine.store.forget(request.name, digest);
    await context.engine.resolver.lookUp(lookup, { priority: priority.hovered });
  }
}

function stepOf({ step, done, total }: SigningProgress): string {
  const what = describeSigningStep(step);
  return total > 1 ? l10n.t('{0} ({1} of {2})', what, done + 1, total) : what;
}

function nameOf({ registry, repository }: ImageReference) {
  return { registry, repository };
}

/** The manifest, as its registry has it. */
async function subjectOf(
  { engine }: SessionContext,
  lookup: Lookup,
  digest: string,
  signal: AbortSignal,
): Promise<Subject | Problem> {
  if (engine.store.image(lookup, digest)?.state !== 'found') {
    await engine.resolver.lookUp(lookup, { priority: priority.hovered, signal });
  }
  const image = engine.store.image(lookup, digest);
  if (image?.state === 'found') return { digest, mediaType: image.mediaType, size: image.size };
  if (signal.aborted) return { problem: l10n.t('Signing was cancelled.') };
  return { problem: whyUnknown(lookup.reference, { ...(image && { image }), pending: false }) };
}
