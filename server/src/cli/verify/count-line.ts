import * as l10n from '@vscode/l10n';
import type { Verdict } from '../../signature/report.ts';
import type { Outcome } from './outcome.ts';

/** `3 images: 1 trusted, 1 not, 1 could not be looked at.` */
export function countLine(outcomes: readonly Outcome[]): string {
  const count = (is: (verdict: Verdict) => boolean) => outcomes.filter(({ verdict }) => is(verdict)).length;
  const trusted = count((verdict) => verdict === 'trusted');
  const unknown = count((verdict) => verdict === 'unknown');
  const others = outcomes.length - trusted - unknown;
  const parts = [
    l10n.t('{0} trusted', trusted),
    ...(others > 0 ? [l10n.t('{0} not trusted', others)] : []),
    ...(unknown > 0 ? [l10n.t('{0} could not be looked at', unknown)] : []),
  ];
  return l10n.t('{0} images: {1}.', outcomes.length, parts.join(', '));
}
