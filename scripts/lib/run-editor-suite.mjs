import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';
import { prepareEditorSuite } from './editor-suite.mjs';
import { aptInstall, hasCommand } from './tools.mjs';

/**
 * Prepares the editors and runs test/editors; the result is the exit code.
 * @param {readonly string[]} vitestArguments
 */
export function runEditorSuite(vitestArguments) {
  const folder = mkdtempSync(join(tmpdir(), 'imageseal-suite-'));
  try {
    if (!hasCommand('nvim')) aptInstall(['neovim']);
    const suite = prepareEditorSuite(root, folder);
    rmSync(join(root, 'artifacts', 'editor'), { recursive: true, force: true });
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const args = [vitest, 'run', '--config', 'scripts/vitest.editors.config.ts', ...vitestArguments];
    const { status } = spawnSync(process.execPath, args, {
      cwd: root,
      env: { ...process.env, IMAGESEAL_EDITOR_SUITE: JSON.stringify(suite) },
      stdio: 'inherit',
    });
    return status ?? 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
