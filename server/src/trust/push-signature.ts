import { RegistryError } from '../registry/fault.ts';
import { mediaTypes } from '../registry/media-types.ts';
import { cosignTag } from '../registry/signature-tags.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import type { MadeSignature } from '../signature/made.ts';
import type { Subject } from '../signature/place.ts';
import type { SigningWorld, SignRequest } from '../signature/signing.ts';
import { findPushed } from './read-back.ts';
import type { SigningState } from './signing-state.ts';

export interface Push {
  readonly made: MadeSignature;
  readonly subject: Subject;
  readonly request: SignRequest;
  readonly world: SigningWorld;
  readonly options: LookUpOptions;
  readonly state: SigningState;
}

/**
 * Pushes a signature, its bytes first: they are nothing to anybody until a manifest names them. `state.left` is kept up.
 * @throws RegistryError
 */
export async function pushSignature(push: Push): Promise<void> {
  const { made, request, world, options, state } = push;
  const name = request.signaturesName ?? request.name;
  await world.writer.putBlob(name, made.bytes, options);
  state.left = 'blob';
  if (made.config) await world.writer.putBlob(name, made.config, options);
  world.signal.throwIfAborted();
  state.left = 'unknown';
  try {
    await pushManifest(push);
  } catch (error) {
    state.left = await whatIsThere(push);
    // The answer was lost, and not the signature.
    if (state.left === 'signature' && error instanceof RegistryError) return;
    throw error;
  }
  state.left = 'signature';
}

/** The one step that cannot be called off: half of it would leave nobody knowing what there is. */
async function pushManifest({ made, subject, request, world, options }: Push): Promise<void> {
  const { writer } = world;
  const name = request.signaturesName ?? request.name;
  const untilDone: LookUpOptions = { ...options, signal: undefined };
  if (made.manifest) {
    await writer.attach(name, { mediaType: mediaTypes.ociManifest, bytes: made.manifest }, untilDone);
    return;
  }
  const { mediaType, bytes, annotations } = made;
  const tag = cosignTag(subject.digest, made.layout === 'legacy' ? 'sig' : 'att') ?? '';
  await writer.appendLayer(name, tag, { mediaType, bytes, annotations }, untilDone);
}

/** After a push that failed: did it succeed all the same? */
async function whatIsThere({ options, ...push }: Push): Promise<'signature' | 'blob' | 'unknown'> {
  try {
    const { record, unread } = await findPushed({ ...push, options: { ...options, signal: undefined } });
    if (record) return 'signature';
    return unread.length === 0 ? 'blob' : 'unknown';
  } catch {
    return 'unknown';
  }
}
