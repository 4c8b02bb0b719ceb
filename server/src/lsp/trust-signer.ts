import * as l10n from '@vscode/l10n';
import type { AnalyzedImage } from '../analysis/finding.ts';
import { readManifest } from './commands/manifest-file.ts';
import { configurationEdit } from './configuration-edit.ts';
import type { SessionContext } from './context.ts';
import { imageAt } from './image-at.ts';
import { analysisOf } from './profiles.ts';
import type { TrustSignerParams, TrustSignerResult } from './protocol.ts';
import { trustChoices, trustedBy } from './trust-choices.ts';
import { noRule, trustRoot } from './trust-root.ts';
import { pathOf } from './uris.ts';

/** The edit that trusts who signed an image, if it still is who the user was shown. */
export async function trustSigner(
  context: SessionContext,
  { uri, position, signer }: TrustSignerParams,
): Promise<TrustSignerResult> {
  const file = await readManifest(context, uri);
  const image = file && imageAt(file.text, analysisOf(file.manifest, file.profile).images, position);
  if (file === undefined || image === undefined) return outdated();
  const path = pathOf(file.uri);
  const choices = await trustChoices(context, path, file.profile, image);
  const wanted = JSON.stringify(signer);
  const choice = choices.find((fix) => JSON.stringify(trustedBy(fix)) === wanted);
  if (choice?.trustRoot && path !== undefined) {
    return await trustRoot(context, path, file.profile, choice.trustRoot);
  }
  const change = choice?.configure;
  if (change === undefined || !('trust' in change)) return outdated(image);
  const made = await configurationEdit(context, path, file.profile, change);
  if (made) return { edit: made.edit, uri: made.uri, images: change.trust.images };
  return { problem: noRule() };
}

function outdated(image?: AnalyzedImage): TrustSignerResult {
  return {
    problem: l10n.t(
      'No rule was written: "{0}" is not signed by them any more. Look at it again.',
      image?.field.text ?? '',
    ),
  };
}
