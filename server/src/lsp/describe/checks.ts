import * as l10n from '@vscode/l10n';
import { describeDetail } from '../../signature/detail.ts';
import type { Check, CheckName } from '../../signature/report.ts';
import type { Markup } from '../markup.ts';

/** Passed, but not because it was looked at and holds: always said in full. */
const remarkable: ReadonlySet<string> = new Set([
  'log-waived',
  'log-not-asked-for',
  'log-none-in-root',
  'repository-other',
  'revocation-skipped',
  'revocation-not-revocable',
  'revocation-not-asked',
]);

/**
 * What was checked, told apart by signs and not by colour: a line for each check that failed, or that does not hold and is
 * only noted, with its sentence; what passed together on one line, or on a page with its sentences too.
 */
export function describeChecks(markup: Markup, checks: readonly Check[]): void {
  const failed = checks.filter(({ ok }) => !ok);
  const noted = checks.filter(isNoted);
  const remarks = checks.filter(
    ({ ok, name, detail }) => ok && (name === 'tools' || remarkable.has(detail.id)),
  );
  const passed = checks.filter((check) => check.ok && !noted.includes(check) && !remarks.includes(check));
  for (const check of failed) markup.item(sentence('✗', check));
  for (const check of noted) {
    markup.item(l10n.t('{0} The trust policy only wants that logged.', sentence('⚠', check)));
  }
  for (const check of remarks) markup.item(sentence('–', check));
  if (markup.page) for (const check of passed) markup.item(sentence('✓', check));
  else if (passed.length > 0) markup.item(passed.map(({ name }) => `✓ ${checkName(name)}`).join(' '));
}

/** It does not hold, and the trust policy does not mind. What other tools say is no such thing. */
export function isNoted({ name, noted }: Check): boolean {
  return noted === true && name !== 'tools';
}

function sentence(sign: string, { name, detail }: Check): string {
  return `${sign} ${checkName(name)}: ${describeDetail(detail)}`;
}

export function checkName(name: CheckName): string {
  switch (name) {
    case 'format':
      return l10n.t('format');
    case 'subject':
      return l10n.t('image');
    case 'signature':
      return l10n.t('signature');
    case 'certificate':
      return l10n.t('certificate');
    case 'sct':
      return l10n.t('certificate transparency');
    case 'log':
      return l10n.t('transparency log');
    case 'time':
      return l10n.t('time');
    case 'expiry':
      return l10n.t('expiry');
    case 'revocation':
      return l10n.t('revocation');
    case 'tools':
      return l10n.t('other tools');
    case 'repository':
      return l10n.t('repository');
    case 'signer':
      return l10n.t('signer');
    case 'annotations':
      return l10n.t('annotations');
    case 'accept':
      return l10n.t('kind of signature');
  }
}
