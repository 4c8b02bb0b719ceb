import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';

/** Shows the log. */
export const showOutput: Command = {
  id: clientCommands.showOutput,
  async run({ output }) {
    output.show(true);
  },
};
