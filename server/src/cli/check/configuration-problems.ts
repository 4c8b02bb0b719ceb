import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { ConfigurationProblem } from '../../configuration/setting-node.ts';
import { checkersFor, configurationProblems } from '../../platform/configuration-problems.ts';
import { fileTrouble } from '../../platform/file-trouble.ts';
import type { LoadedConfiguration } from '../../platform/project.ts';
import { createTrustFiles } from '../../platform/trust-files.ts';
import { policiesNamedBy, trustStoreOf } from '../../platform/trust-policies.ts';
import { loadNotation } from '../../trust/notation/load-notation.ts';
import { CliError } from '../exit-code.ts';
import { printable } from '../printable.ts';
import type { Paint } from '../style.ts';
import { LineMap } from './line-map.ts';
import { shownPath } from './shown-path.ts';

export interface ConfigurationReport {
  /** For standard error: a line for each problem. */
  readonly text: string;
  /** Something that was written has no effect: nothing must be said on that ground. */
  readonly broken: boolean;
}

/** What is wrong in the configuration files that were used, the files they name included. */
export async function configurationReport(
  loaded: readonly LoadedConfiguration[],
  cwd: string,
  paint: Paint,
): Promise<ConfigurationReport> {
  let text = '';
  let broken = false;
  const report = (file: Source, problems: readonly Problem[]) => {
    const lines = new LineMap(file.text);
    for (const { span, severity, message } of problems) {
      broken ||= severity === 'error';
      const { line, column } = lines.range(span);
      const place = paint(`${printable(shownPath(file.path, cwd))}:${line}:${column}`, 'bold');
      const level = paint(severity, severity === 'error' ? 'red' : 'yellow', 'bold');
      text += `${place}  ${level}  ${printable(message)}\n`;
    }
  };
  const seen = new Set<string>();
  for (const file of loaded) {
    report(file, configurationProblems(file, file.path, await checkersFor(file)));
    for (const policy of await namedPolicies(file)) {
      const key = `${policy.path}\n${policy.store?.name ?? ''}`;
      if (!seen.has(key)) report(policy, policy.problems);
      seen.add(key);
    }
  }
  return { text, broken };
}

type Source = Pick<LoadedConfiguration, 'path' | 'text'>;
type Problem = Pick<ConfigurationProblem, 'span' | 'severity' | 'message'>;

/** The trust policies of the Notary Project that rules name, with what is wrong in them. */
async function namedPolicies({ path, settings }: LoadedConfiguration) {
  const named = policiesNamedBy(settings.trust, dirname(path));
  if (named.length === 0) return [];
  const { checkPolicy } = await loadNotation();
  const files = createTrustFiles();
  return named.flatMap((policy) => {
    const document = files.file(policy.name, policy.folder);
    // That it cannot be read is told where it is named.
    if ('problem' in document) return [];
    const store = trustStoreOf(policy, files);
    return [
      { ...document, path: policy.path, store, problems: checkPolicy(document.text, store, Date.now()) },
    ];
  });
}

/** @throws CliError when the file of `--config` cannot be read. */
export function assertReadable(configFile: string, cwd: string): void {
  try {
    readFileSync(resolve(cwd, configFile));
  } catch (error) {
    throw new CliError(l10n.t('The configuration {0} cannot be read: {1}.', configFile, fileTrouble(error)));
  }
}
