import { beforeEach } from 'vitest';
import type { Editor } from './editor.ts';

/** Keeps a picture of the window of every test that fails, as `artifacts/editor/failed-<name>.png`. */
export function pictureFailures(editor: Editor): void {
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => editor.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`));
  });
}
