import { lstatSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { OwnNotation, TrustFiles } from '../configuration/notation-source.ts';
import type { ParsedConfiguration } from '../configuration/parse-configuration.ts';
import type { FileText } from '../configuration/trusted-key.ts';
import { fileTrouble } from './file-trouble.ts';
import { notationDirectory } from './notation-directory.ts';
import { readRegularFile } from './regular-file.ts';
import { problemOfTrustStore, readTrustStoreFolder } from './trust-store-folder.ts';

/** A trusted root with every generation of keys takes some 30 KB. */
const maxBytes = 1024 * 1024;

/** The trust policies of notation for images, the one that it prefers first. */
export const trustPolicyNames = ['trustpolicy.oci.json', 'trustpolicy.json'] as const;

export interface TrustFilesOptions {
  /**
   * Whether what rules name may be read. A configuration in Restricted Mode may name any file, also one on another machine,
   * to which Windows would log in. notation's own configuration is not read then either.
   */
  readonly mayRead?: () => boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Reads what trust rules name. Only regular files of a reasonable size. */
export function createTrustFiles({ mayRead = () => true, env }: TrustFilesOptions = {}): TrustFiles {
  return {
    file: (path, folder) => (mayRead() ? readTrustFile(path, folder) : { problem: restricted(path) }),
    store(path, folder) {
      if (!mayRead()) return { name: path, problem: restricted(path), stores: [] };
      if (folder === undefined && !isAbsolute(path))
        return { name: path, problem: relativeTo(path), stores: [] };
      const store = resolve(folder ?? '', path);
      const problem = problemOfTrustStore(store, path);
      return problem === undefined ? readTrustStoreFolder(store, path) : { name: path, problem, stores: [] };
    },
    own: () => (mayRead() ? ownConfiguration(notationDirectory(env)) : undefined),
  };
}

/** Reads a key, a trusted root or a trust policy that a rule names. */
export function readTrustFile(path: string, folder: string | undefined): FileText {
  if (folder === undefined && !isAbsolute(path)) return { problem: relativeTo(path) };
  return readSmall(resolve(folder ?? '', path), path);
}

function restricted(path: string): string {
  return l10n.t('{0} is not read in Restricted Mode: trust the workspace first.', path);
}

function relativeTo(path: string): string {
  return l10n.t('{0} cannot be read: there is no folder here that it is relative to.', path);
}

function readSmall(file: string, name: string): FileText {
  try {
    const read = readRegularFile(file, maxBytes, 'follow');
    if ('bytes' in read) return { text: read.bytes.toString('utf8') };
    return {
      problem:
        read.refused === 'no file'
          ? l10n.t('{0} cannot be read: it is no file.', name)
          : l10n.t('{0} cannot be read: it is larger than any such file is.', name),
    };
  } catch (error) {
    return { problem: l10n.t('{0} cannot be read: {1}.', name, fileTrouble(error)) };
  }
}

function ownConfiguration(directory: string | undefined): OwnNotation | undefined {
  if (directory === undefined) return undefined;
  return {
    document() {
      for (const file of trustPolicyNames.map((name) => join(directory, name))) {
        const document = ownDocument(file, shown(file));
        if (document) return { name: shown(file), document };
      }
      return undefined;
    },
    store() {
      const store = join(directory, 'truststore');
      return readTrustStoreFolder(store, shown(store));
    },
  };
}

/** `undefined` where there is no such file; one that is there counts, even where it cannot be read, or is a link. */
function ownDocument(file: string, name: string): FileText | undefined {
  try {
    if (lstatSync(file).isSymbolicLink())
      return { problem: l10n.t('{0} is a link, which notation does not follow: put the file there.', name) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  }
  return readSmall(file, name);
}

/** `~/.config/notation/trustpolicy.json` */
function shown(path: string): string {
  const below = relative(homedir(), path);
  return below.startsWith('..') || isAbsolute(below) ? path : `~/${below.replaceAll(sep, '/')}`;
}

/** Whether trust rules name what lies at `path`, an absolute path; names in them are relative to `folder`. */
export function namesFile(
  { settings }: Pick<ParsedConfiguration, 'settings'>,
  folder: string | undefined,
  path: string,
): boolean {
  const at = (name: string | undefined) => (name === undefined ? [] : [resolve(folder ?? '/', name)]);
  return (settings.trust ?? []).some(
    ({ keys = [], trustedRoot, notation }) =>
      [...keys.map(({ file }) => file), trustedRoot, notation?.policy]
        .flatMap(at)
        .some((file) => samePath(file, path)) ||
      // A trust store may have been removed with the folder that it was in.
      at(notation?.store).some((store) => isWithin(store, path) || isWithin(path, store)),
  );
}

/** Whether `path` is what notation itself is configured by. */
export function isOwnNotation(path: string, env?: NodeJS.ProcessEnv): boolean {
  const directory = notationDirectory(env);
  if (directory === undefined || !isWithin(directory, path)) return false;
  const [first = ''] = relative(directory, path).split(sep);
  return first === '' || first === 'truststore' || (trustPolicyNames as readonly string[]).includes(first);
}

export function samePath(a: string, b: string): boolean {
  return isWithin(a, b) && isWithin(b, a);
}

/** Windows' drives are spelled either way, and its files, too: its `relative` knows. */
function isWithin(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
