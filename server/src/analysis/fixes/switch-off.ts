import * as l10n from '@vscode/l10n';
import type { FixProvider } from './fix.ts';

/** Switches the rule off for the whole workspace. */
export const switchOff: FixProvider = {
  offer({ rule }) {
    return {
      title: l10n.t('Switch "{0}" off in .imageseal.yaml', rule),
      preferred: false,
      edits: [],
      configure: { switchOff: rule },
    };
  },
};
