import type { ClosedFiles } from '../closed-files.ts';
import type { SessionContext } from '../context.ts';
import type { Refresher } from '../refresher.ts';
import { registerCheckWorkspace } from './check-workspace.ts';
import { registerImages } from './images.ts';
import type { LongRequests } from './long-requests.ts';
import { registerPin } from './pin.ts';
import { registerTrustSigner } from './trust-signer.ts';
import { registerVerifyImage } from './verify-image.ts';
import { registerVerifyWorkspace } from './verify-workspace.ts';

/** Registers our own requests. `onChecked`: the workspace was checked. Gives what tells that images may have changed. */
export function registerCommands(
  context: SessionContext,
  requests: LongRequests,
  closedFiles: ClosedFiles,
  onChecked: () => void,
): Refresher {
  registerPin(context, requests);
  registerCheckWorkspace(context, requests, closedFiles, onChecked);
  registerVerifyImage(context, requests);
  registerVerifyWorkspace(context, requests, closedFiles, onChecked);
  registerTrustSigner(context);
  return registerImages(context, closedFiles);
}
