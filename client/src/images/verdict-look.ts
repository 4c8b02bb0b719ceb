import { l10n } from 'vscode';
import type { Verdict } from '../../../server/src/signature/report.ts';

/** How a verdict looks in the tree: a word and a shape of its own each, so that nothing hangs on colour. */
export interface VerdictLook {
  readonly label: string;
  /** A codicon. */
  readonly icon: string;
  /** A colour of the theme, which only repeats what label and icon say. */
  readonly color?: string;
}

export function verdictLook(verdict: Verdict): VerdictLook {
  switch (verdict) {
    case 'trusted':
      return { label: l10n.t('Trusted'), icon: 'verified', color: 'charts.green' };
    case 'signed':
      return { label: l10n.t('Signed'), icon: 'pass' };
    case 'unverified':
      return { label: l10n.t('Not verified'), icon: 'question' };
    case 'untrusted':
      return { label: l10n.t('Not trusted'), icon: 'circle-slash', color: 'problemsErrorIcon.foreground' };
    case 'invalid':
      return { label: l10n.t('Broken signature'), icon: 'error', color: 'problemsErrorIcon.foreground' };
    case 'unsigned':
      return { label: l10n.t('Not signed'), icon: 'warning', color: 'problemsWarningIcon.foreground' };
    case 'unknown':
      return { label: l10n.t('Unknown'), icon: 'circle-outline' };
  }
}
