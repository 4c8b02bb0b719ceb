import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { TestCertificate } from '../signature/notation/sign/test-certificate.ts';
import { fileTrouble } from './file-trouble.ts';
import { createFile, isThere, taken } from './new-file.ts';
import { readSigningKeys, type SigningKeys } from './notation-keys.ts';

/** A key for tests, as it is to be put where notation finds it. */
export interface NewTestKey {
  readonly name: string;
  /** Puts the certificate into the trust store `ca:<name>`, too. */
  readonly trust: boolean;
  /** Makes it the key that signs unless another is named. */
  readonly isDefault: boolean;
}

/** Absolute paths of what was written. */
export interface WrittenTestKey {
  readonly key: string;
  readonly certificate: string;
  readonly trusted: string | undefined;
}

type Problem = { readonly problem: string };

/** Why a test key could not be put there, as far as that is known before it is made. */
export async function problemOfTestKey(
  directory: string,
  { name, trust }: NewTestKey,
): Promise<string | undefined> {
  if (!/^[a-zA-Z0-9_.-]+$/.test(name) || /^\.*$/.test(name) || name.length > 100) {
    return l10n.t('"{0}" is no name for a key: use letters, digits, ".", "_" and "-".', name);
  }
  const { key, certificate, trusted } = pathsOf(directory, name);
  for (const path of [key, certificate, ...(trust ? [trusted] : [])])
    if (await isThere(path)) return taken(path);
  const list = await readSigningKeys(directory);
  if ('problem' in list) return list.problem;
  if (list.keys.some((each) => each.name === name)) {
    return l10n.t(
      'notation has a key "{0}" already: choose another name, or remove it (notation key delete).',
      name,
    );
  }
  return undefined;
}

/**
 * Writes key (for its owner alone) and certificate in notation's own layout and adds them to its list: all or nothing, and
 * never over what is there. What is wrong is one sentence.
 */
export async function writeTestKey(
  directory: string,
  options: NewTestKey,
  { keyPem, certificatePem }: TestCertificate,
): Promise<WrittenTestKey | Problem> {
  const problem = await problemOfTestKey(directory, options);
  if (problem !== undefined) return { problem };
  const { name, trust, isDefault } = options;
  const { key, certificate, trusted } = pathsOf(directory, name);
  const written: string[] = [];
  const write = async (path: string, text: string, mode: number) => {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    } catch (error) {
      return l10n.t('{0} cannot be written: {1}.', path, fileTrouble(error));
    }
    const why = await createFile(path, text, mode);
    if (why === undefined) written.push(path);
    return why;
  };
  const why =
    (await write(key, keyPem, 0o600)) ??
    (await write(certificate, certificatePem, 0o644)) ??
    (trust ? await write(trusted, certificatePem, 0o644) : undefined) ??
    (await addToList(directory, { name, keyPath: key, certPath: certificate }, isDefault));
  if (why === undefined) return { key, certificate, trusted: trust ? trusted : undefined };
  for (const path of written) await rm(path, { force: true });
  return { problem: why };
}

function pathsOf(directory: string, name: string) {
  return {
    key: join(directory, 'localkeys', `${name}.key`),
    certificate: join(directory, 'localkeys', `${name}.crt`),
    trusted: join(directory, 'truststore', 'x509', 'ca', name, `${name}.crt`),
  };
}

/** Adds an entry to `signingkeys.json` and leaves all others as they are; a new file takes its name. */
async function addToList(
  directory: string,
  entry: { readonly name: string; readonly keyPath: string; readonly certPath: string },
  isDefault: boolean,
): Promise<string | undefined> {
  const list = await readSigningKeys(directory);
  if ('problem' in list) return list.problem;
  const { path } = list;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, withEntry(list, entry, isDefault), { mode: 0o600, flag: 'wx' });
    const now = await readFile(path, 'utf8').catch(() => undefined);
    if (now !== list.text) return l10n.t('{0} was not changed: it changed meanwhile. Try again.', path);
    await rename(temporary, path);
    return undefined;
  } catch (error) {
    return l10n.t('{0} cannot be written: {1}.', path, fileTrouble(error));
  } finally {
    await rm(temporary, { force: true });
  }
}

/** As notation writes it. */
function withEntry({ text }: SigningKeys, entry: { readonly name: string }, isDefault: boolean): string {
  const {
    default: before,
    keys = [],
    ...others
  } = JSON.parse(text ?? '{}') as { default?: string; keys?: unknown[] };
  const byDefault = isDefault ? entry.name : before;
  const json = { ...(byDefault !== undefined && { default: byDefault }), keys: [...keys, entry], ...others };
  return `${JSON.stringify(json, undefined, 4)}\n`;
}
