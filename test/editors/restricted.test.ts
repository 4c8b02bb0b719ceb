import { afterAll, expect, it } from 'vitest';
import { Editor } from './support/editor.ts';
import { pod, startExample } from './support/example.ts';
import { pictureFailures } from './support/failures.ts';
import * as views from './support/views.ts';
import * as window from './support/window.ts';

const example = await startExample();
const editor = await Editor.open({
  files: {
    'pod.yaml': pod(example.unsigned),
    // A repository that tries to choose where connections go.
    '.imageseal.yaml': `registries:\n  - match: "${example.registry.host}"\n    insecure: true\n    mirror: "127.0.0.1:${example.registry.port}"\n`,
  },
  trusted: false,
});
pictureFailures(editor);
afterAll(async () => {
  await editor.close();
  await example.close();
});

it('makes no connection in Restricted Mode, and looks things up once the workspace is trusted', async () => {
  expect(await editor.driver.run((vscode) => vscode.workspace.isTrusted)).toBe(false);
  await window.openFile(editor, 'pod.yaml');
  await expect.poll(() => window.diagnostics(editor, 'pod.yaml')).toEqual(['warning unpinned: 1.0']);
  await window.hover(editor.page, '1.0');
  await editor.screenshot('restricted');

  expect(await window.offered(editor.page, 'ImageSeal: Check')).toEqual([
    expect.stringContaining('ImageSeal: Check the Workspace'),
  ]);
  expect(await window.offered(editor.page, 'ImageSeal: Verify')).toEqual([]);
  await views.openImages(editor);
  expect(await views.imagesMessage(editor.page)).toBe(
    'No registry is asked here, so nothing is known of signatures.',
  );
  // As a key binding may.
  void editor.driver.run(
    (vscode, image) => vscode.commands.executeCommand<void>('imageseal.verifyImage', { image }),
    example.unsigned,
  );
  expect(await views.report(editor.page, example.unsigned)).toContain(
    'Not checked: Nothing is looked up in Restricted Mode',
  );
  await editor.screenshot('restricted-report');
  // Longer than any settle time.
  await editor.page.waitForTimeout(3000);
  expect(example.registry.connections).toBe(0);
  expect(editor.network().connections).toEqual([]);
  // That is worth something only if both processes that could connect were watched.
  expect(editor.network().watched).toEqual(
    // Of VS Code's own servers one may have started too.
    expect.arrayContaining([
      expect.stringContaining('extensionHost'),
      expect.stringContaining('dist/server.js'),
    ]),
  );

  await editor.driver.run((vscode) => vscode.commands.executeCommand<void>('workbench.trust.manage'));
  await editor.page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
  await expect
    .poll(() => window.diagnostics(editor, 'pod.yaml'))
    .toContain(`warning unsigned: ${example.team}/app`);
  expect(example.registry.connections).toBeGreaterThan(0);
  expect(editor.network().connections.length).toBeGreaterThan(0);
}, 90_000);
