import { join } from 'node:path';
import { prepareEditorSuite } from '../../scripts/lib/editor-suite.mjs';
import { Editor } from '../editors/support/editor.ts';
import { type Summary, summarize } from './statistics.ts';
import { editWorkloads } from './workloads.ts';

const rounds = 5;

export interface ActivationResult {
  /** What VS Code itself measures, while it activates a dozen other extensions in the same thread. */
  readonly activate: Summary;
  /** Loading the bundle once more when nothing else goes on. */
  readonly load: Summary;
  /** From opening the first YAML file of the window to its diagnostics; the server starts in between. */
  readonly firstDiagnostics: Summary;
}

/** Opens new windows of a real VS Code with the packaged extension, one after the other. */
export async function measureActivation(root: string, folder: string): Promise<ActivationResult> {
  process.env.IMAGESEAL_EDITOR_SUITE = JSON.stringify(prepareEditorSuite(root, folder));
  const text = editWorkloads().find(({ name }) => name === 'S')?.text ?? '';
  const activate: number[] = [];
  const load: number[] = [];
  const firstDiagnostics: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const editor = await Editor.open({
      files: { 'deployment.yaml': text },
      settings: { 'imageseal.offline': true },
    });
    try {
      firstDiagnostics.push(await untilDiagnostics(editor));
      activate.push(await activationTime(editor));
      load.push(await loadTime(editor));
    } finally {
      await editor.close();
    }
  }
  return {
    activate: summarize(activate),
    load: summarize(load),
    firstDiagnostics: summarize(firstDiagnostics),
  };
}

const untilDiagnostics = (editor: Editor): Promise<number> =>
  editor.driver.run(
    async (vscode, path) => {
      const uri = vscode.Uri.file(path);
      const started = performance.now();
      const arrived = new Promise<number>((resolve) => {
        const listener = vscode.languages.onDidChangeDiagnostics(() => {
          if (vscode.languages.getDiagnostics(uri).length === 0) return;
          listener.dispose();
          resolve(performance.now() - started);
        });
      });
      await vscode.window.showTextDocument(uri);
      return arrived;
    },
    join(editor.folder, 'deployment.yaml'),
  );

/** Read from the list of running extensions, the only place where VS Code tells it. */
async function activationTime(editor: Editor): Promise<number> {
  await editor.driver.run((vscode) =>
    vscode.commands.executeCommand<void>('workbench.action.showRuntimeExtensions'),
  );
  const row = editor.page.locator('.runtime-extensions-editor .monaco-list-row', {
    hasText: 'ImageSeal',
  });
  const words = (await row.first().textContent()) ?? '';
  const found = /Activation: (\d+)ms/.exec(words);
  if (!found) throw new Error(`VS Code tells no activation time: ${words}`);
  return Number(found[1]);
}

const loadTime = (editor: Editor): Promise<number> =>
  editor.driver.run((vscode) => {
    const { createRequire } = process.getBuiltinModule('node:module');
    const main = `${vscode.extensions.getExtension('imageseal.imageseal')?.extensionPath}/dist/extension.js`;
    const require = createRequire(main);
    delete require.cache[main];
    const started = performance.now();
    require(main);
    return performance.now() - started;
  });
