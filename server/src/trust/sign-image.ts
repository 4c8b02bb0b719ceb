import { priority } from '../registry/host-limiter.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import { loadSigner } from '../signature/cosign/sign/load-signer.ts';
import type { MadeSignature } from '../signature/cosign/sign/make.ts';
import type { Subject } from '../signature/place.ts';
import type { Signed, SigningStep, SigningWorld, SignRequest } from '../signature/signing.ts';
import { manifestsToSign } from '../signature/signing-manifests.ts';
import { pushSignature } from './push-signature.ts';
import { readBack } from './read-back.ts';
import { failureOf, type SigningState } from './signing-state.ts';
import { type Expected, verifyMade } from './verify-made.ts';

/**
 * Signs an image: makes the signatures of all its manifests and verifies them, and only then pushes them one by one. Each
 * is read back from the registry and verified again, under nothing but the signer's own key or identity. Resolves when
 * every one of them holds.
 * @throws SigningError that says what there is in the registry now.
 */
export async function signImage(request: SignRequest, world: SigningWorld): Promise<readonly Signed[]> {
  const state: SigningState = { stage: 'make', left: 'nothing', logged: new Set(), signed: [], total: 1 };
  try {
    await sign(request, world, state);
    return state.signed;
  } catch (error) {
    throw failureOf(error, state, world);
  }
}

interface Ready {
  readonly subject: Subject;
  readonly made: MadeSignature;
  readonly expected: Expected;
}

async function sign(request: SignRequest, world: SigningWorld, state: SigningState): Promise<void> {
  const { client, clock, logger, http, signal } = world;
  const options: LookUpOptions = { priority: priority.hovered, signal, preferences: ownOnly(world) };
  const step = (name: SigningStep, { digest }: Pick<Subject, 'digest'>): void => {
    signal.throwIfAborted();
    world.onProgress?.({ step: name, subject: digest, done: state.signed.length, total: state.total });
  };
  const signer = await loadSigner();
  signer.checkRequest(request);
  step('prepare', request.subject);
  const subjects = await manifestsToSign(request, client, options);
  state.total = subjects.length;

  const services = { http, clock, logger, signal, logged: state.logged };
  if (request.signer.type === 'keyless') step('certificate', request.subject);
  const identity = await signer.openIdentity(request.signer, request.services, services);
  const ready: Ready[] = [];
  for (const subject of subjects) {
    step('sign', subject);
    const made = await signer.makeSignature(subject, request, identity, services);
    ready.push({ subject, made, expected: await verifyMade(made, subject, request, world) });
  }

  for (const { subject, made, expected } of ready) {
    state.stage = 'push';
    state.left = 'nothing';
    step('push', subject);
    await pushSignature({ made, subject, request, world, options, state });
    state.stage = 'read-back';
    step('verify', subject);
    state.signed.push(await readBack({ made, subject, request, world, options, expected }));
  }
  state.left = 'nothing';
}

/** A mirror does not have yet what was pushed a moment ago. */
function ownOnly({ preferences }: SigningWorld): SigningWorld['preferences'] {
  return (registry, repository) => {
    const { insecure } = preferences(registry, repository);
    return insecure === undefined ? {} : { insecure };
  };
}
