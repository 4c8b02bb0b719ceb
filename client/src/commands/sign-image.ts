import { l10n } from 'vscode';
import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';
import { imageOf } from './image-target.ts';

/** Signs one image: the one given (by a quick fix or the tree), picked or typed. */
export const signImage: Command = {
  id: clientCommands.signImage,
  async run(context, target) {
    const { sign } = await import('../signing/index.ts');
    await sign(context, { title: l10n.t('Sign Image'), image: imageOf(target) });
  },
};
