import * as l10n from '@vscode/l10n';
import { moment } from '../../analysis/day.ts';
import type { NotationFacts } from '../../signature/report.ts';
import type { Markup } from '../markup.ts';
import { checkName } from './checks.ts';

/** How a signature of the Notary Project is made, what its signer says of it, and by what it was judged. */
export function describeNotation(markup: Markup, facts: NotationFacts): void {
  const { format, scheme, algorithm, signedAt, expiresAt, agent, statement } = facts;
  if (signedAt !== undefined) {
    const at = moment(signedAt);
    markup.item(
      scheme === 'notary.x509'
        ? l10n.t('Signed at, by the signer’s own word: {0}', at)
        : l10n.t('Signed at, by the word of the signing authority: {0}', at),
    );
  }
  if (expiresAt !== undefined) markup.item(l10n.t('Expires: {0}', moment(expiresAt)));
  if (statement) {
    const { name, level, logged } = statement;
    markup.item(l10n.t('Statement of the trust policy'), name);
    markup.item(l10n.t('Level'), level);
    const minor = logged.filter((check) => check !== 'signer').map(checkName);
    if (minor.length > 0) markup.item(l10n.t('Only logged, whatever comes of it: {0}', minor.join(', ')));
    if (logged.includes('signer')) {
      markup.item(l10n.t('notation verify only logs who signed; here a stranger is not trusted.'));
    }
  }
  markup.item(l10n.t('Envelope'), format.toUpperCase(), scheme, algorithm);
  if (agent !== undefined) markup.item(l10n.t('Made with, as it says itself'), agent);
}
