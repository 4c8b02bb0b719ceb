import { priority } from '../registry/host-limiter.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import type { MadeSignature } from '../signature/made.ts';
import type { Subject } from '../signature/place.ts';
import type {
  NotationProgram,
  NotationSignRequest,
  Signed,
  SigningStep,
  SigningWorld,
  SignRequest,
} from '../signature/signing.ts';
import { manifestsToSign } from '../signature/signing-manifests.ts';
import { cosignMaker, type Maker, notationMaker } from './maker.ts';
import { pushSignature } from './push-signature.ts';
import { readBack } from './read-back.ts';
import { signByNotation } from './sign-by-notation.ts';
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
  const { client, signal } = world;
  const options: LookUpOptions = { priority: priority.hovered, signal, preferences: ownOnly(world) };
  const step = (name: SigningStep, { digest }: Pick<Subject, 'digest'>): void => {
    signal.throwIfAborted();
    world.onProgress?.({ step: name, subject: digest, done: state.signed.length, total: state.total });
  };
  const maker = await makerOf(request, world, state);
  step('prepare', request.subject);
  const subjects = await manifestsToSign(request, client, options);
  state.total = subjects.length;
  if ('program' in maker) return await signByNotation(subjects, { ...maker, world, options, state, step });

  if (request.tool === 'cosign' && request.signer.type === 'keyless') step('certificate', request.subject);
  await maker.open();
  const ready: Ready[] = [];
  for (const subject of subjects) {
    step('sign', subject);
    const made = await maker.make(subject);
    ready.push({ subject, made, expected: await verifyMade(made, subject, request, world, maker.policy) });
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

/** Who makes the signatures: we, or a program that pushes them too. */
async function makerOf(
  request: SignRequest,
  world: SigningWorld,
  { logged }: SigningState,
): Promise<Maker | { readonly request: NotationSignRequest; readonly program: NotationProgram }> {
  if (request.tool === 'cosign') return await cosignMaker(request, world, logged);
  const { signer } = request;
  if (signer.type === 'notation') return { request, program: signer.program };
  return await notationMaker(request, signer.key, world);
}

/** A mirror does not have yet what was pushed a moment ago. */
function ownOnly({ preferences }: SigningWorld): SigningWorld['preferences'] {
  return (registry, repository) => {
    const { insecure } = preferences(registry, repository);
    return insecure === undefined ? {} : { insecure };
  };
}
