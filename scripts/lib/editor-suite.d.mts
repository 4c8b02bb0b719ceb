export interface EditorSuite {
  /** code-server's entry.js. */
  readonly entry: string;
  /** The folder of installed extensions. */
  readonly extensions: string;
  /** The browser's path. */
  readonly chromium: string;
}

export function prepareEditorSuite(root: string, folder: string): EditorSuite;
