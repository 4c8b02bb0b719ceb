import * as l10n from '@vscode/l10n';
import type { Flag } from '../flags.ts';

export const gitignoreFlag: Flag = {
  name: 'gitignore',
  negatable: true,
  describe: () => l10n.t('Keep the private key out of Git (default: ask, on a terminal)'),
};

export const colourFlag: Flag = {
  name: 'color',
  negatable: true,
  describe: () => l10n.t('Colours (default: on a terminal)'),
};
