import * as l10n from '@vscode/l10n';
import type { NotationFacts, X509Signer } from '../../signature/report.ts';
import type { Row } from '../rows.ts';
import { timeText } from './time-text.ts';

/** Where the chain of a signer ends, and which trust store vouches for it. */
export function chainRows({ root, rootFingerprint, store, subject }: X509Signer): Row[] {
  const certificate = root === subject ? rootFingerprint : `${root}, ${rootFingerprint}`;
  return [
    { label: l10n.t('root'), text: certificate },
    ...(store === undefined ? [] : [{ label: l10n.t('trust store'), text: store }]),
  ];
}

/** How a signature of the Notary Project is made, what its signer says of it, and what it was judged by. */
export function notationRows(facts: NotationFacts): Row[] {
  const { format, scheme, algorithm, signedAt, expiresAt, agent, statement } = facts;
  const made = `${format.toUpperCase()}, ${scheme}, ${algorithm}`;
  const rows: Row[] = [{ label: l10n.t('envelope'), text: made }];
  if (signedAt !== undefined) {
    const at = timeText(signedAt);
    const byAuthority = scheme === 'notary.x509.signingAuthority';
    const text = byAuthority
      ? l10n.t('{0}, says the signing authority', at)
      : l10n.t('{0}, says the signer', at);
    rows.push({ label: l10n.t('signed at'), text });
  }
  if (expiresAt !== undefined) rows.push({ label: l10n.t('expires'), text: timeText(expiresAt) });
  if (agent !== undefined) rows.push({ label: l10n.t('signing agent'), text: agent });
  if (statement) {
    const { name, level, logged } = statement;
    const text =
      logged.length === 0
        ? l10n.t('"{0}", level {1}', name, level)
        : l10n.t('"{0}", level {1}, only logs {2}', name, level, logged.join(', '));
    rows.push({ label: l10n.t('statement'), text });
  }
  return rows;
}
