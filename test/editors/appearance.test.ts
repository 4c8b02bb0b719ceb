import { afterAll, expect, it } from 'vitest';
import { Editor } from './support/editor.ts';
import { pod, startExample } from './support/example.ts';
import * as window from './support/window.ts';

const example = await startExample();
afterAll(() => example.close());

async function withEditor(
  options: { theme?: string; locale?: string },
  use: (editor: Editor) => Promise<void>,
) {
  const editor = await Editor.open({
    files: { 'pod.yaml': pod(example.unsigned, example.signed, 'nginx') },
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
  await withEditor({ locale: 'ko' }, async (editor) => {
    const hangul = /[\uac00-\ud7a3]/;
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
  });
}, 90_000);
