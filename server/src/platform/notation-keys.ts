import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { asObject, parseJson } from '../registry/json-body.ts';
import { fileTrouble } from './file-trouble.ts';
import { readTextFile } from './text-files.ts';

/** A key that notation knows by a name. */
export type NotationKey =
  | { readonly type: 'files'; readonly name: string; readonly key: FilePath; readonly certificates: FilePath }
  /** Kept by a plugin: only notation itself can sign with it. */
  | { readonly type: 'plugin'; readonly name: string; readonly plugin: string };

/** A file, absolute, and what the user calls it. */
export interface FilePath {
  readonly path: string;
  readonly name: string;
}

/** `signingkeys.json`, read. */
export interface SigningKeys {
  /** Absolute. */
  readonly path: string;
  /** `undefined` when there is no such file. */
  readonly text: string | undefined;
  /** The name of the default key. */
  readonly default: string | undefined;
  readonly keys: readonly NotationKey[];
}

type Problem = { readonly problem: string };

/** Reads the list of notation's keys in its directory; without the file there are none. What is wrong is one sentence. */
export async function readSigningKeys(directory: string): Promise<SigningKeys | Problem> {
  const path = join(directory, 'signingkeys.json');
  let text: string | undefined;
  try {
    const isLink = await lstat(path).then(
      (stat) => stat.isSymbolicLink(),
      () => false,
    );
    // As notation has it.
    if (isLink)
      return { problem: l10n.t('{0} is a link, which notation does not follow: put the file there.', path) };
    text = await readTextFile(path, 1024 * 1024);
  } catch (error) {
    return { problem: l10n.t('{0} cannot be read: {1}.', path, fileTrouble(error)) };
  }
  if (text === undefined) return { path, text, default: undefined, keys: [] };
  const json = parseJson(Buffer.from(text));
  if (!json) return damaged(path, l10n.t('it is no JSON object'));
  const entries = json.keys ?? [];
  if (!Array.isArray(entries)) return damaged(path, l10n.t('"keys" is no list'));
  const keys: NotationKey[] = [];
  for (const entry of entries) {
    const key = keyOf(entry, directory);
    if (!key) return damaged(path, l10n.t('an entry of "keys" is no key'));
    if (keys.some(({ name }) => name === key.name))
      return damaged(path, l10n.t('there are several keys "{0}"', key.name));
    keys.push(key);
  }
  const name = json.default ?? undefined;
  if (name !== undefined && !keys.some((key) => key.name === name))
    return damaged(path, l10n.t('the default key is not in the list'));
  return { path, text, default: name as string | undefined, keys };
}

function keyOf(entry: unknown, directory: string): NotationKey | undefined {
  const { name, keyPath, certPath, pluginName } = asObject(entry) ?? {};
  if (typeof name !== 'string' || name === '') return undefined;
  if (typeof pluginName === 'string' && pluginName !== '')
    return { type: 'plugin', name, plugin: pluginName };
  if (typeof keyPath !== 'string' || typeof certPath !== 'string') return undefined;
  return { type: 'files', name, key: fileAt(directory, keyPath), certificates: fileAt(directory, certPath) };
}

function damaged(path: string, why: string): Problem {
  return { problem: l10n.t('{0} is not as notation writes it: {1}. Correct it.', path, why) };
}

function fileAt(directory: string, name: string): FilePath {
  return { path: resolve(directory, name), name };
}
