import { relative, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { describeVerdict } from '../../analysis/verdict.ts';
import type { FileReport, FindingReport } from '../check/report.ts';
import { isUnknown } from '../check/report.ts';
import { printable } from '../printable.ts';
import { summaryLine } from '../summary-line.ts';
import type { FormatContext, Formatter } from './format.ts';

const commands = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
} as const;

/** GitHub Actions workflow commands: every finding becomes an annotation. */
export function createGithubFormatter({ env, offline }: FormatContext): Formatter {
  const severities = new Map<string, number>();
  const reasons = new Map<string, number>();
  return {
    file(report) {
      const file = annotatedPath(report, env.GITHUB_WORKSPACE);
      // Offline that would be every image.
      for (const { image } of offline ? [] : report.images) {
        if (!isUnknown(image) || image.reference.kind === 'invalid') continue;
        const reason = describeVerdict(image);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
      return report.findings
        .map((found) => {
          severities.set(found.finding.severity, (severities.get(found.finding.severity) ?? 0) + 1);
          return annotation(found, file);
        })
        .join('');
    },
    end(summary) {
      const notices = [...reasons].map((reason) => `::notice title=ImageSeal::${data(notice(...reason))}\n`);
      return `${notices.join('')}${summaryLine(summary, severities)}\n`;
    },
  };
}

function notice(reason: string, images: number): string {
  return images === 1
    ? l10n.t('1 image could not be checked. {0}', reason)
    : l10n.t('{0} images could not be checked. {1}', images, reason);
}

function annotation({ finding, range }: FindingReport, file: string): string {
  const { line, column, endLine, endColumn } = range;
  // GitHub takes columns only where both ends are on one line.
  const columns = line === endLine ? `,col=${column},endColumn=${endColumn}` : '';
  const place = `file=${property(file)},line=${line},endLine=${endLine}${columns}`;
  const title = property(`ImageSeal ${finding.rule}`);
  return `::${commands[finding.severity]} ${place},title=${title}::${data(finding.message)}\n`;
}

/** Annotations are placed by paths relative to the repository, wherever the command was started. */
function annotatedPath({ path, absolutePath }: FileReport, workspace: string | undefined): string {
  if (!workspace || absolutePath === undefined) return path;
  const inside = relative(workspace, absolutePath);
  return inside.startsWith('..') || inside === absolutePath ? path : inside.split(sep).join('/');
}

/** As actions/toolkit escapes the message: a line break would start another command. */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
