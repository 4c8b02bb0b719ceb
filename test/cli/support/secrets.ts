import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Workspace } from './run-cli.ts';
import { type MainOptions, type MainResult, runMain } from './run-main.ts';

/** Of the keys in tests. */
export const password = 'correct horse battery staple';

/** Runs a command; no password and no line of a private key may be in what anybody sees of it. */
export async function runSecretly(
  workspace: Workspace,
  args: readonly string[],
  options: MainOptions = {},
): Promise<MainResult> {
  const result = await runMain(workspace, args, options);
  const seen = [result.stdout, result.stderr, ...result.asked].join('\n');
  const typed = (options.answers ?? []).filter((answer) => typeof answer === 'string' && answer.length > 7);
  for (const secret of [password, ...typed, ...linesOfKeys(workspace)]) expect(seen).not.toContain(secret);
  return result;
}

function linesOfKeys(workspace: Workspace): string[] {
  return readdirSync(workspace.folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:key|pem)$/.test(entry.name))
    .flatMap(({ name }) => readFileSync(workspace.path(name), 'latin1').split('\n'))
    .filter((line) => line.length >= 16 && !line.startsWith('-----'));
}
