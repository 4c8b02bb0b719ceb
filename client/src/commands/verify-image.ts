import { l10n, window } from 'vscode';
import {
  clientCommands,
  type VerifyImageParams,
  type VerifyImageResult,
  verifyImageRequest,
} from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';
import { imageOf } from './image-target.ts';
import { pickImage } from './pick-image.ts';
import { requestWithProgress } from './progress.ts';

/** Verifies one image and opens a report: the one given (by a hover, a lens or the tree), picked or typed. */
export const verifyImage: Command = {
  id: clientCommands.verifyImage,
  async run({ server, reports }, target) {
    const params: VerifyImageParams | undefined = imageOf(target) ?? (await pickImage(server));
    if (params === undefined) return;
    const title = l10n.t('Verifying the image');
    const result = await requestWithProgress<VerifyImageResult | null>(
      server,
      title,
      verifyImageRequest,
      params,
    );
    if (result === undefined) return;
    if (result !== null) await reports.show(result);
    else void window.showInformationMessage(l10n.t('There is no image in this place any more.'));
  },
};
