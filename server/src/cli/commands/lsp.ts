import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { CliError, UsageError } from '../exit-code.ts';
import type { Command } from './command.ts';

export const lsp: Command = {
  name: 'lsp',
  operands: '--stdio',
  flags: [
    {
      name: 'stdio',
      describe: () => l10n.t('Speak over standard input and output'),
    },
    // Some clients add it to every server; the protocol library reads it from the arguments itself.
    { name: 'clientProcessId', value: 'PID', hidden: true, describe: () => '' },
  ],
  summary: () => l10n.t('Run the language server, for editors'),
  details: () =>
    l10n.t(
      'Editors send initializationOptions: without "trusted": true the server runs in Restricted Mode and makes no connection.',
    ),
  run({ flags, operands }, { distDirectory }) {
    if (!flags.has('stdio') || operands.length > 0)
      throw new UsageError(
        l10n.t('The language server speaks over standard input and output: imageseal lsp --stdio.'),
      );
    const server = join(distDirectory, 'server.js');
    if (!existsSync(server))
      throw new CliError(l10n.t('{0} is missing: build or install ImageSeal again.', server));
    createRequire(server)(server);
    // The server ends the process when the client says so.
    return new Promise(() => {});
  },
};
