import * as l10n from '@vscode/l10n';
import { lookupOf, lookupsOf } from '../../analysis/lookup.ts';
import { describeVerdict, whyUnknown } from '../../analysis/verdict.ts';
import { canonicalName, canonicalTagged } from '../../image/names.ts';
import { priority } from '../../registry/host-limiter.ts';
import { isIndex } from '../../registry/media-types.ts';
import { questionOf } from '../commands/image-question.ts';
import type { LongRequest } from '../commands/long-requests.ts';
import type { SessionContext } from '../context.ts';
import type { SigningTargetParams, SigningTargetResult } from '../signing-protocol.ts';
import { signingRefusal } from './refusal.ts';

/**
 * The digest that signing would sign: the one that is written, or what the tag names now. It is looked up afresh, so that
 * the editor, too, shows that from here on.
 */
export async function signingTarget(
  context: SessionContext,
  params: SigningTargetParams,
  { signal }: LongRequest,
): Promise<SigningTargetResult> {
  const refusal = signingRefusal(context);
  if (refusal !== undefined) return { problem: refusal };
  const question = await questionOf(context, params);
  if (question === undefined) return { problem: l10n.t('There is no image in this place any more.') };
  const { configuration, lookUps } = question.profile;
  const asked = question.image();
  const { reference } = asked;
  if (reference.kind !== 'reference' || lookupsOf([asked], configuration).length === 0) {
    const why = reference.kind === 'invalid' ? reference.message : describeVerdict(asked);
    return { problem: l10n.t('"{0}" cannot be signed. {1}', asked.field.text, why) };
  }
  if (!lookUps) {
    return { problem: l10n.t('The file is on another machine, so no registry is asked about its images.') };
  }
  const { store, resolver } = context.engine;
  const lookup = lookupOf(reference, configuration);
  const known = store.tag(lookup);
  await resolver.lookUp(lookup, { priority: priority.hovered, signal, fresh: true });
  if (signal.aborted) return { problem: l10n.t('Signing was cancelled.') };
  const { evidence } = question.image();
  if (evidence.image?.state !== 'found') {
    return {
      problem: l10n.t('"{0}" cannot be signed. {1}', asked.field.text, whyUnknown(reference, evidence)),
    };
  }
  const { digest, mediaType } = evidence.image;
  const moved = reference.digest === undefined && known?.state === 'resolved' && known.digest !== digest;
  return {
    name: canonicalTagged(reference),
    image: `${canonicalName(reference)}@${digest}`,
    digest,
    isIndex: isIndex(mediaType),
    ...(params.uri !== undefined && { uri: params.uri }),
    ...(moved && { before: known.digest }),
  };
}
