import * as l10n from '@vscode/l10n';
import type { Summary } from './check/report.ts';

/** `Checked 3 files with 5 images: 1 error, 2 warnings; 1 image unknown.` */
export function summaryLine(summary: Summary, severities: ReadonlyMap<string, number>): string {
  const checked = l10n.t('Checked {0} and {1}', files(summary.files), images(summary.images));
  const found = [
    counted(
      severities.get('error'),
      () => l10n.t('1 error'),
      (n) => l10n.t('{0} errors', n),
    ),
    counted(
      severities.get('warning'),
      () => l10n.t('1 warning'),
      (n) => l10n.t('{0} warnings', n),
    ),
    counted(
      severities.get('information'),
      () => l10n.t('1 note'),
      (n) => l10n.t('{0} notes', n),
    ),
    counted(
      severities.get('hint'),
      () => l10n.t('1 hint'),
      (n) => l10n.t('{0} hints', n),
    ),
  ].filter((part) => part !== '');
  const findings = found.length === 0 ? l10n.t('nothing found') : found.join(', ');
  const unknown = summary.unknown === 0 ? '' : `; ${l10n.t('{0} unknown', summary.unknown)}`;
  return `${checked}: ${findings}${unknown}.`;
}

function files(n: number): string {
  return n === 1 ? l10n.t('1 file') : l10n.t('{0} files', n);
}

function images(n: number): string {
  return n === 1 ? l10n.t('1 image') : l10n.t('{0} images', n);
}

function counted(n: number | undefined, one: () => string, many: (n: number) => string): string {
  if (!n) return '';
  return n === 1 ? one() : many(n);
}
