import { join, resolve } from 'node:path';
import type { Configuration } from '../configuration/configuration.ts';
import { Project } from '../platform/project.ts';
import { gitRootOf } from '../platform/scan.ts';
import { createTrustFiles } from '../platform/trust-files.ts';
import { assertReadable, configurationReport } from './check/configuration-problems.ts';
import type { CliContext } from './context.ts';
import { CliError } from './exit-code.ts';
import { paintFor } from './style.ts';

export interface ConfigurationFlags {
  /** As given. */
  readonly configFile: string | undefined;
  readonly colour: boolean | undefined;
}

/**
 * The configuration that holds for images of the command line: that of the working folder. `nothingDone` is the sentence
 * that ends the run when there is an error in it, after that was shown.
 * @throws CliError
 */
export async function workspaceConfiguration(
  { configFile, colour }: ConfigurationFlags,
  { cwd, env, stderr }: CliContext,
  nothingDone: string,
): Promise<Configuration> {
  if (configFile !== undefined) assertReadable(configFile, cwd);
  const signatures = env.COSIGN_REPOSITORY;
  const project = new Project({
    folder: gitRootOf(cwd) ?? cwd,
    ...(configFile !== undefined && { configFile: resolve(cwd, configFile) }),
    ...(signatures && { signatures }),
    trustFiles: createTrustFiles({ env }),
  });
  const configuration = project.configurationFor(join(cwd, 'image'));
  const paint = paintFor(colour, stderr, env);
  const { text, broken } = await configurationReport(project.loadedConfigurations(), cwd, paint);
  stderr.write(text);
  if (broken) throw new CliError(nothingDone);
  return configuration;
}
