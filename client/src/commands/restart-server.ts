import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';

/** Starts the language server afresh; what it has cached on disk is kept. */
export const restartServer: Command = {
  id: clientCommands.restartServer,
  run: ({ server }) => server.restart(),
};
