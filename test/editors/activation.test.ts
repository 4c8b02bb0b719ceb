import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { Editor } from './support/editor.ts';
import { pod } from './support/example.ts';
import { pictureFailures } from './support/failures.ts';
import { diagnostics, openFile } from './support/window.ts';

const editor = await Editor.open({
  files: {
    'README.md': '# Nothing to check\n',
    'notes.txt': 'image: nginx\n',
    'package.json': '{"name": "web"}\n',
    'pod.yaml': pod('nginx:1.27'),
  },
});
pictureFailures(editor);
afterAll(() => editor.close());

/** The language servers of this editor: processes that inherited its environment. */
function servers(): number {
  return readdirSync('/proc').filter((id) => {
    try {
      const started = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
      return (
        started.some((argument) => argument.endsWith('/dist/server.js')) &&
        readFileSync(`/proc/${id}/environ`, 'utf8').includes(editor.folder.replace(/workspace$/, ''))
      );
    } catch {
      return false;
    }
  }).length;
}

it('starts no language server until a YAML file is opened', async () => {
  await openFile(editor, 'README.md');
  await openFile(editor, 'notes.txt');
  await openFile(editor, 'package.json');
  expect(servers()).toBe(0);

  await openFile(editor, 'pod.yaml');
  await expect.poll(() => diagnostics(editor, 'pod.yaml')).toEqual(['warning unpinned: 1.27']);
  expect(servers()).toBe(1);
});
