import { afterAll, expect, it } from 'vitest';
import { Editor } from './support/editor.ts';
import { pod, startExample } from './support/example.ts';
import { startSignedExamples } from './support/signed-examples.ts';
import * as views from './support/views.ts';
import * as window from './support/window.ts';

const example = await startExample();
afterAll(() => example.close());

async function withEditor(
  { files, ...options }: { theme?: string; locale?: string; files?: Readonly<Record<string, string>> },
  use: (editor: Editor) => Promise<void>,
) {
  const editor = await Editor.open({
    files: { ...files, 'pod.yaml': pod(example.unsigned, example.signed, 'nginx') },
    ...options,
  });
  try {
    await window.openFile(editor, 'pod.yaml');
    await expect
      .poll(() => window.diagnostics(editor, 'pod.yaml'))
      .toContain(`warning unsigned: ${example.team}/app`);
    await use(editor);
  } finally {
    await editor.close();
  }
}

it.each([
  ['dark', 'Dark Modern'],
  ['high contrast', 'Default High Contrast'],
  ['light high contrast', 'Default High Contrast Light'],
])('is readable in the %s theme', async (name, theme) => {
  await withEditor({ theme }, async (editor) => {
    await expect
      .poll(() => window.squiggles(editor.page))
      .toContainEqual({ severity: 'warning', text: '1.0' });
    const text = await window.hover(editor.page, '/app');
    expect(text).toContain('sha256:');
    await editor.screenshot(`theme-${name.replaceAll(' ', '-')}`);
  });
});

it('speaks Korean when VS Code does', async () => {
  const signed = await startSignedExamples();
  const hangul = /[\uac00-\ud7a3]/;
  await withEditor({ locale: 'ko', files: signed.files }, async (editor) => {
    expect(await editor.driver.run((vscode) => vscode.env.language)).toBe('ko');
    expect(await window.hover(editor.page, '/app')).toMatch(hangul);
    await editor.screenshot('korean-hover');
    await window.cursorAt(editor, ':1.0', 2);
    const fixes = await window.quickFixes(editor.page);
    await editor.screenshot('korean-quick-fix');
    expect(fixes[0]).toMatch(hangul);
    await editor.page.keyboard.press('Escape');
    const rows = await window.problems(editor);
    await editor.screenshot('korean-problems');
    expect(rows.filter((row) => hangul.test(row)).length).toBeGreaterThan(2);

    await editor.driver.run((vscode) => vscode.commands.executeCommand<void>('workbench.action.closePanel'));
    await window.openFile(editor, 'workloads/signatures.yaml');
    await window.cursorAt(editor, '/release/search');
    await expect
      .poll(async () => {
        await editor.page.keyboard.press('Escape');
        return await window.hover(editor.page, '/release/search');
      })
      .toMatch(/✗ 서명: [\uac00-\ud7a3]/);
    await editor.screenshot('korean-hover-invalid');
    await editor.driver.run((vscode) => vscode.commands.executeCommand<void>('imageseal.verifyWorkspace'));
    await views.openImages(editor, '이미지');
    expect(await views.report(editor.page, '이미지')).toMatch(/^서명되지 않음: \d+$/m);
    await editor.screenshot('korean-report');
  });
  await signed.registry.close();
}, 90_000);
