import { afterAll, expect, it } from 'vitest';
import { Editor } from './support/editor.ts';
const editor = await Editor.open({ files: { 'pod.yaml': 'kind: Pod\nimage: ghcr.io/acme/app:v1@sha256:abc\n' }, ...(process.env['LOC'] ? {locale:'ko'}:{}) });
afterAll(() => editor.close());
it('language', async () => {
  console.log(await editor.driver.run((vscode) => [vscode.env.language, vscode.workspace.isTrusted, vscode.version, process.versions.node, vscode.extensions.all.filter(e=>!e.id.startsWith('vscode.')).map(e=>e.id)]));
  await editor.driver.run(async (vscode, f) => { await vscode.window.showTextDocument(vscode.Uri.file(f)); await vscode.commands.executeCommand('workbench.actions.view.problems'); return 1; }, editor.folder+'/pod.yaml');
  await editor.page.waitForTimeout(1500);
  await editor.screenshot('hello');
  expect(1).toBe(1);
});
