import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a `file:` URI; `undefined` for every other URI and for what is none. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** Something with a file name for documents that are on no disk: what kind of file they are hangs on it. */
export function nameOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}
