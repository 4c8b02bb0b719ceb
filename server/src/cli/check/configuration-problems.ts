import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { configurationProblems, verifierFor } from '../../platform/configuration-problems.ts';
import type { LoadedConfiguration } from '../../platform/project.ts';
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
  for (const file of loaded) {
    const problems = configurationProblems(file, file.path, await verifierFor(file));
    if (problems.length === 0) continue;
    const lines = new LineMap(file.text);
    for (const { span, severity, message } of problems) {
      broken ||= severity === 'error';
      const { line, column } = lines.range(span);
      const place = paint(`${printable(shownPath(file.path, cwd))}:${line}:${column}`, 'bold');
      const level = paint(severity, severity === 'error' ? 'red' : 'yellow', 'bold');
      text += `${place}  ${level}  ${printable(message)}\n`;
    }
  }
  return { text, broken };
}

/** @throws CliError when the file of `--config` cannot be read. */
export function assertReadable(configFile: string, cwd: string): void {
  try {
    readFileSync(resolve(cwd, configFile));
  } catch (error) {
    throw new CliError(
      l10n.t('The configuration {0} cannot be read: {1}.', configFile, (error as Error).message),
    );
  }
}
