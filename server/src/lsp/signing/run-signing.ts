import * as l10n from '@vscode/l10n';
import { type Lookup, lookupOf } from '../../analysis/lookup.ts';
import { describeSigner } from '../../analysis/signer.ts';
import { whyUnknown } from '../../analysis/verdict.ts';
import { sha256 } from '../../image/digest.ts';
import { parseImageReference } from '../../image/parse-reference.ts';
import type { ImageReference } from '../../image/reference.ts';
import { readBytes } from '../../platform/secret-file.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { readTrustFile } from '../../platform/trust-files.ts';
import { priority } from '../../registry/host-limiter.ts';
import { attestationOf, maxPredicate } from '../../signature/attestation.ts';
import { signaturesName } from '../../signature/discover.ts';
import type { Subject } from '../../signature/place.ts';
import type {
  Attestation,
  CosignSignRequest,
  Signed,
  SigningProgress,
  SigningWorld,
  SignRequest,
} from '../../signature/signing.ts';
import { describeSigningProblem, describeSigningStep } from '../../signature/signing-message.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import { signImage } from '../../trust/sign-image.ts';
import { problemOf } from '../../trust/signing-state.ts';
import type { LongRequest } from '../commands/long-requests.ts';
import type { SessionContext } from '../context.ts';
import type { SignImageParams, SignImageResult } from '../signing-protocol.ts';
import { pathOf } from '../uris.ts';
import { openSigner } from './open-signer.ts';
import { publicationOf } from './publishing.ts';
import { signingRefusal } from './refusal.ts';
import { absolute, type ServicesSource } from './services.ts';

type Problem = { readonly problem: string };

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
  const attestation = await attestationFor(params);
  if (attestation && 'problem' in attestation) return attestation;

  const kind = params.signer.type === 'keyless' ? 'keyless' : 'key';
  const configured = await source.chosen(kind, params.upload, request.signal);
  if ('problem' in configured) return configured;
  const { services, issuers } = configured;
  const published = publicationOf(services, kind, attestation !== undefined)?.hosts ?? [];
  const surprise = published.find((host) => !params.agreed.includes(host));
  if (surprise !== undefined) {
    return {
      problem: l10n.t(
        'Nothing was signed: nobody has agreed to publish on {0}. Run the command again.',
        surprise,
      ),
    };
  }

  const subject = await subjectOf(context, lookup, reference.digest, request.signal);
  if ('problem' in subject) return subject;
  const roots = await rootsFor(context, lookup);
  if ('problem' in roots) return roots;
  const signer = await openSigner(context, params.signer, issuers[0], request);
  if ('problem' in signer) return signer;
  try {
    const signed = await sign(context, lookup, request, roots.roots, {
      tool: 'cosign',
      name: nameOf(reference),
      subject,
      ...signaturesPlace(lookup),
      format: params.format,
      annotations: params.annotations,
      recursive: params.recursive,
      ...(attestation && { attestation }),
      signer: signer.identity,
      services,
    });
    if ('problem' in signed) return signed;
    const { fingerprint } = signer;
    const who = signed.at(-1)?.report.signer;
    return {
      signed: signed.length,
      signer: who ? describeSigner(who) : '',
      ...(fingerprint !== undefined && { fingerprint }),
    };
  } finally {
    signer.dispose();
  }
}

async function sign(
  context: SessionContext,
  lookup: Lookup,
  { progress, signal }: LongRequest,
  roots: readonly TrustedRoot[],
  request: SignRequest,
): Promise<readonly Signed[] | Problem> {
  const { client, writer } = context.engine;
  const world: SigningWorld = {
    ...{ client, writer, roots, signal },
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

function signaturesPlace({
  reference,
  settings: { signatures },
}: Lookup): Pick<CosignSignRequest, 'signaturesName'> {
  return signatures === undefined ? {} : { signaturesName: signaturesName(reference, signatures) };
}

async function attestationFor({ attestation }: SignImageParams): Promise<Attestation | Problem | undefined> {
  if (attestation === undefined) return undefined;
  const { type, predicate } = attestation;
  const path = pathOf(predicate);
  if (path === undefined)
    return { problem: l10n.t('{0} is on no disk that it could be read from.', predicate) };
  const read = await readBytes(path, maxPredicate);
  if ('problem' in read) return read;
  try {
    return attestationOf(type, read.bytes, systemClock.now());
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { problem: describeSigningProblem(problem) };
  }
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

/** What is made is verified against all of these: a certificate has to hold under one of them. */
async function rootsFor(
  { engine, settings, projects }: SessionContext,
  { policy }: Lookup,
): Promise<{ readonly roots: readonly TrustedRoot[] } | Problem> {
  const { roots } = await engine.roots.current();
  const own = policy.root ? [policy.root] : [];
  const { trustedRoot } = (await settings.forSession()).signing;
  if (trustedRoot === undefined) return { roots: [...own, ...roots] };
  const [folder] = projects.folders;
  const read = readTrustFile(absolute(trustedRoot, folder), folder);
  if ('problem' in read) return read;
  const given = { name: trustedRoot, text: read.text, digest: sha256(Buffer.from(read.text)) };
  return { roots: [given, ...own, ...roots] };
}
