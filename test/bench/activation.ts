import { prepareEditorSuite } from '../../scripts/lib/editor-suite.mjs';
import { Editor } from '../editors/support/editor.ts';
import { ms, summarize } from './statistics.ts';
import { printTable } from './table.ts';

const rounds = 5;

/** Milliseconds of `activate()` in a real VS Code, each time in a new window in which no YAML is open yet. */
export async function measureActivation(root: string, folder: string): Promise<void> {
  process.env.IMAGESEAL_EDITOR_SUITE = JSON.stringify(prepareEditorSuite(root, folder));
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const editor = await Editor.open({ files: { 'README.md': '# Nothing to check\n' } });
    try {
      const elapsed = await editor.driver.run(async (vscode) => {
        const extension = vscode.extensions.getExtension('imageseal.imageseal');
        const started = performance.now();
        await extension?.activate();
        return performance.now() - started;
      });
      times.push(elapsed);
    } finally {
      await editor.close();
    }
  }
  const { p50, p95, min } = summarize(times);
  printTable('Activation of the extension in VS Code (ms)', [
    ['', 'p50', 'p95', 'min'],
    ['activate()', ...[p50, p95, min].map(ms)],
  ]);
}
