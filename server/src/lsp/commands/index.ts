import type { ClosedFiles } from '../closed-files.ts';
import type { SessionContext } from '../context.ts';
import type { Refresher } from '../refresher.ts';
import { registerCheckWorkspace } from './check-workspace.ts';
import { registerImages } from './images.ts';
import { registerKeyPairs } from './key-pairs.ts';
import type { LongRequests } from './long-requests.ts';
import { registerNotationKeys } from './notation-keys.ts';
import { registerPin } from './pin.ts';
import { registerSigning } from './sign-image.ts';
import { registerSigningPlans } from './signing-plans.ts';
import { registerTrustSigner } from './trust-signer.ts';
import { registerVerifyImage } from './verify-image.ts';
import { registerVerifyWorkspace } from './verify-workspace.ts';

export interface CommandEvents {
  /** The workspace was checked. */
  readonly onChecked: () => void;
  /** Something was signed: every image may be another by now. */
  readonly onSigned: () => void;
}

/** Registers our own requests. Gives what tells that images may have changed. */
export function registerCommands(
  context: SessionContext,
  requests: LongRequests,
  closedFiles: ClosedFiles,
  { onChecked, onSigned }: CommandEvents,
): Refresher {
  registerPin(context, requests);
  registerCheckWorkspace(context, requests, closedFiles, onChecked);
  registerVerifyImage(context, requests);
  registerVerifyWorkspace(context, requests, closedFiles, onChecked);
  registerTrustSigner(context);
  registerKeyPairs(context);
  registerNotationKeys(context);
  registerSigning(context, requests, onSigned);
  registerSigningPlans(context, requests);
  return registerImages(context, closedFiles);
}
