import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { ParsedConfiguration } from '../configuration/parse-configuration.ts';
import type { ReadTrustFile } from '../configuration/trust-source.ts';

/** A trusted root with every generation of keys takes some 30 KB. */
const maxBytes = 1024 * 1024;

/** Reads a key or trusted root that a trust rule names. Only regular files of a reasonable size. */
export const readTrustFile: ReadTrustFile = (path, folder) => {
  if (folder === undefined && !isAbsolute(path)) {
    return { problem: l10n.t('{0} cannot be read: there is no folder here that it is relative to.', path) };
  }
  const file = folder === undefined ? path : resolve(folder, path);
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return { problem: l10n.t('{0} cannot be read: it is no file.', path) };
    if (stat.size > maxBytes)
      return { problem: l10n.t('{0} cannot be read: it is too large for a key or trusted root.', path) };
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { problem: l10n.t('{0} cannot be read: {1}.', path, (error as Error).message) };
  }
};

/** Whether trust rules name the file at `path`, an absolute path; names in them are relative to `folder`. */
export function namesFile(
  { settings }: Pick<ParsedConfiguration, 'settings'>,
  folder: string | undefined,
  path: string,
): boolean {
  const named = (settings.trust ?? []).flatMap(({ keys, trustedRoot }) => [
    ...(keys ?? []).map(({ file }) => file),
    trustedRoot,
  ]);
  return named.some((file) => file !== undefined && samePath(resolve(folder ?? '/', file), path));
}

/** Windows' drives are spelled either way, and its files, too. */
function samePath(a: string, b: string): boolean {
  return a === b || (process.platform === 'win32' && a.toLowerCase() === b.toLowerCase());
}
