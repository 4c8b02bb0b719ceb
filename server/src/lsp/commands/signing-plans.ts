import * as l10n from '@vscode/l10n';
import { lookupOf } from '../../analysis/lookup.ts';
import { canonicalName } from '../../image/names.ts';
import type { SessionContext } from '../context.ts';
import { type SigningPlansParams, type SigningPlansResult, signingPlansRequest } from '../protocol.ts';
import { ciFilesOf, folderFor, itemOf, plansFor, toolsFor } from '../signing-plans.ts';
import { pathOf } from '../uris.ts';
import { questionOf } from './image-question.ts';
import type { LongRequest, LongRequests } from './long-requests.ts';

/** `imageseal/signingPlans`: reads the CI files of the workspace, and nothing else; in trusted workspaces alone. */
export function registerSigningPlans(context: SessionContext, requests: LongRequests): void {
  requests.serve<SigningPlansParams, SigningPlansResult | null>(
    signingPlansRequest,
    () => l10n.t('Looking for the CI file that builds the image'),
    (params, request) => plansOf(context, params, request),
  );
}

async function plansOf(
  context: SessionContext,
  params: SigningPlansParams,
  { signal }: LongRequest,
): Promise<SigningPlansResult | null> {
  const question = await questionOf(context, params);
  const asked = question?.image();
  if (question === undefined || asked === undefined) return null;
  const { reference } = asked;
  if (reference.kind !== 'reference') {
    const problem = l10n.t(
      '"{0}" is not the name of an image, so nothing is known to build it.',
      reference.text,
    );
    return { image: reference.text, plans: [], signed: [], problem };
  }
  const image = canonicalName(reference);
  const nothing = (problem: string): SigningPlansResult => ({ image, plans: [], signed: [], problem });
  if (!context.host.trusted)
    return nothing(l10n.t('In Restricted Mode no CI file is read or changed; trust the workspace first.'));
  const folder = folderFor(context, params.uri === undefined ? undefined : pathOf(params.uri));
  if (folder === undefined) return nothing(l10n.t('Open the folder whose CI builds the image first.'));
  const files = await ciFilesOf(context, folder, signal);
  if (signal.aborted) return null;
  const { policy } = lookupOf(reference, question.profile.configuration);
  const tools = toolsFor(asked, policy);
  let { plans, signed } = await plansFor(reference, files, folder, tools);
  // Better another signature than none.
  if (plans.length === 0 && signed.length === 0 && tools.length === 1) {
    ({ plans, signed } = await plansFor(reference, files, folder, ['cosign', 'notation']));
  }
  const items = plans.flatMap((plan) => itemOf(context, folder, plan, files) ?? []);
  if (items.length === 0 && signed.length === 0)
    return nothing(
      l10n.t('No CI file of this folder builds {0} in a way that can be changed safely.', image),
    );
  return { image, plans: items, signed: signed.map(({ file, label }) => `${file}, ${label}`) };
}
