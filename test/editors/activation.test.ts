import { afterAll, expect, it } from 'vitest';
import { Editor } from './support/editor.ts';
import { pod } from './support/example.ts';
import { openFile } from './support/window.ts';

const editor = await Editor.open({
  files: {
    'README.md': '# Nothing to check\n',
    'notes.txt': 'image: nginx\n',
    'pod.yaml': pod('nginx:1.27'),
  },
});
afterAll(() => editor.close());

const isActive = () =>
  editor.driver.run((vscode) => vscode.extensions.getExtension('imageseal.imageseal')?.isActive);

it('is asleep until a YAML file is opened', async () => {
  await openFile(editor, 'README.md');
  await openFile(editor, 'notes.txt');
  expect(await isActive()).toBe(false);

  await openFile(editor, 'pod.yaml');
  await expect.poll(isActive).toBe(true);
});
