import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { TrustStoreType } from '../signature/verification.ts';
import type { NamedTrustStore, TrustStoreEntry, TrustStoreFolder } from '../trust/policy.ts';
import { fileTrouble } from './file-trouble.ts';
import { readRegularFile } from './regular-file.ts';

const types: readonly TrustStoreType[] = ['ca', 'signingAuthority', 'tsa'];
/** Of all stores of a folder together. */
const maxFiles = 200;
const maxBytesOfFile = 1024 * 1024;
const maxBytes = 16 * maxBytesOfFile;

class TooMuch extends Error {}

/**
 * Reads a trust store of the Notary Project, `folder` being that which holds `x509/`, called `name` by the user. Links to
 * stores and certificates are not followed, as the specification has it. Never throws; a folder that is not there holds nothing.
 */
export function readTrustStoreFolder(folder: string, name: string): TrustStoreFolder {
  const problem = (sentence: string): TrustStoreFolder => ({ name, problem: sentence, stores: [] });
  try {
    const reading = new Reading();
    return {
      name,
      stores: types.flatMap((type) =>
        listed(join(folder, 'x509', type)).flatMap((entry) => reading.store(type, entry)),
      ),
    };
  } catch (error) {
    if (error instanceof TooMuch) {
      return problem(
        l10n.t(
          'The trust store {0} is not read: it holds more than {1} files or {2} MB.',
          name,
          maxFiles,
          16,
        ),
      );
    }
    return problem(l10n.t('The trust store {0} cannot be read: {1}.', name, fileTrouble(error)));
  }
}

/** One sentence for a folder that can be no trust store. */
export function problemOfTrustStore(folder: string, name: string): string | undefined {
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      return l10n.t('There is no folder {0}: correct the path of the trust store.', name);
    }
    if (statSync(join(folder, 'x509'), { throwIfNoEntry: false })?.isDirectory() !== true) {
      return l10n.t('{0} has no folder x509 in it: name the folder that holds x509.', name);
    }
    return undefined;
  } catch (error) {
    return l10n.t('The trust store {0} cannot be read: {1}.', name, fileTrouble(error));
  }
}

class Reading {
  #files = 0;
  #bytes = 0;

  store(type: TrustStoreType, { name, parentPath, ...kind }: Listed): NamedTrustStore[] {
    if (kind.isLink) {
      const problem = l10n.t(
        'The trust store {0} is a link, and no link is followed: put a folder there.',
        `${type}:${name}`,
      );
      return [{ type, name, problem, entries: [] }];
    }
    if (!kind.isDirectory) return [];
    return [{ type, name, entries: listed(join(parentPath, name)).map((entry) => this.#entry(entry)) }];
  }

  #entry({ name, parentPath, isLink, isDirectory, isFile }: Listed): TrustStoreEntry {
    if (isLink) return { name, kind: 'link' };
    if (isDirectory) return { name, kind: 'directory' };
    if (++this.#files > maxFiles) throw new TooMuch();
    if (!isFile) return { name, kind: 'unreadable' };
    const path = join(parentPath, name);
    try {
      const read = readRegularFile(path, maxBytesOfFile, 'refuse');
      if ('refused' in read) return { name, kind: 'unreadable' };
      this.#bytes += read.bytes.byteLength;
      if (this.#bytes <= maxBytes) return { name, kind: 'file', bytes: read.bytes };
    } catch {
      return { name, kind: 'unreadable' };
    }
    throw new TooMuch();
  }
}

interface Listed {
  readonly name: string;
  readonly parentPath: string;
  readonly isLink: boolean;
  readonly isDirectory: boolean;
  readonly isFile: boolean;
}

/** What lies in a folder, by name; nothing in one that is not there. */
function listed(folder: string): Listed[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .map((entry) => ({
      name: entry.name,
      parentPath: folder,
      isLink: entry.isSymbolicLink(),
      isDirectory: entry.isDirectory(),
      isFile: entry.isFile(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
