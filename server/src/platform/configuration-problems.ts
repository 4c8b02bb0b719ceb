import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import {
  checkTrust,
  type NotationProblem,
  needsVerifier,
  type TrustCheck,
} from '../configuration/check-trust.ts';
import { notationOfRule } from '../configuration/notation-source.ts';
import type { ParsedConfiguration } from '../configuration/parse-configuration.ts';
import type { ConfigurationProblem } from '../configuration/setting-node.ts';
import type { TrustRule } from '../configuration/trust-settings.ts';
import type { ReferencedFile } from '../configuration/validate.ts';
import { describeDetail } from '../signature/detail.ts';
import { loadVerifier } from '../trust/load-verifier.ts';
import { loadNotation } from '../trust/notation/load-notation.ts';
import type { Notation } from '../trust/notation/notation.ts';
import type { NotationPolicy } from '../trust/policy.ts';
import { fileTrouble } from './file-trouble.ts';
import { createTrustFiles, readTrustFile } from './trust-files.ts';

export type TrustVerifier = NonNullable<TrustCheck['verifier']>;

export interface Checkers {
  readonly verifier?: TrustVerifier;
  readonly notation?: Pick<Notation, 'problemOfPolicy'>;
}

/** What `configurationProblems` needs for this configuration; loading it takes a moment, so only where it does. */
export async function checkersFor({ trust }: ParsedConfiguration): Promise<Checkers> {
  return {
    ...(needsVerifier(trust) && { verifier: await loadVerifier() }),
    ...(trust.some(({ notation }) => notation) && { notation: await loadNotation() }),
  };
}

/**
 * Everything that is wrong in a configuration file, in the order of the text: its shape, its trust rules, and the files
 * that it names. `path` is where it lies; without it no file is looked at.
 */
export function configurationProblems(
  parsed: ParsedConfiguration,
  path: string | undefined,
  { verifier, notation }: Checkers,
): ConfigurationProblem[] {
  const folder = path === undefined ? undefined : dirname(path);
  const missing =
    folder === undefined ? [] : parsed.referencedFiles.flatMap((file) => missingFile(file, folder));
  const trust = checkTrust(parsed.trust, {
    ...(folder !== undefined && { read: (named: string) => readTrustFile(named, folder) }),
    ...(verifier && { verifier }),
    ...(folder !== undefined &&
      notation && {
        problemOfNotation: (named: NonNullable<TrustRule['notation']>) =>
          problemOfNotation(notationOfRule(named, createTrustFiles(), folder), notation),
      }),
  });
  const problems = [...parsed.problems, ...missing];
  for (const problem of trust) {
    // Of what is wrong with one text the first is enough, and an alias shows the same one again.
    const told = problems.some((other) => samePlace(other, problem) && isTold(other, problem));
    if (!told) problems.push(problem);
  }
  return problems.sort((a, b) => a.span.start - b.span.start);
}

function problemOfNotation(
  policy: NotationPolicy,
  { problemOfPolicy }: NonNullable<Checkers['notation']>,
): NotationProblem | undefined {
  if ('problem' in policy.document) return { at: 'policy', message: policy.document.problem };
  if (policy.store.problem !== undefined) return { at: 'store', message: policy.store.problem };
  const detail = problemOfPolicy(policy);
  return detail && { at: 'policy', message: describeDetail(detail) };
}

function samePlace({ span: a }: ConfigurationProblem, { span: b }: ConfigurationProblem): boolean {
  return a.start === b.start && a.end === b.end;
}

function isTold(told: ConfigurationProblem, problem: ConfigurationProblem): boolean {
  return told.severity === 'error' || told.message === problem.message;
}

function missingFile({ path, kind, span }: ReferencedFile, folder: string): ConfigurationProblem[] {
  const message = problemOfFile(resolve(folder, path), path, kind);
  return message === undefined ? [] : [{ span, path: '', message, severity: 'error' }];
}

function problemOfFile(path: string, named: string, kind: 'file' | 'folder'): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
      return kind === 'file'
        ? l10n.t('There is no file "{0}"; correct the path, which is relative to this file.', named)
        : l10n.t('There is no folder "{0}"; correct the path, which is relative to this file.', named);
    }
    if (kind === 'file' && !stat.isFile()) return l10n.t('"{0}" is a folder; a file is needed here.', named);
    if (kind === 'folder' && !stat.isDirectory())
      return l10n.t('"{0}" is a file; a folder is needed here.', named);
    return undefined;
  } catch (error) {
    return l10n.t('"{0}" cannot be read: {1}', named, fileTrouble(error));
  }
}
