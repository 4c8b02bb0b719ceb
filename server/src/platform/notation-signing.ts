import { access } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Clock } from '../registry/ports.ts';
import type { OpenCertifiedKey } from '../signature/notation/sign/certified-key.ts';
import type { TimestampService } from '../signature/signing.ts';
import { describeSigningProblem } from '../signature/signing-message.ts';
import { loadNotation } from '../trust/notation/load-notation.ts';
import { problemOf } from '../trust/signing-state.ts';
import { type FilePath, type NotationKey, readSigningKeys } from './notation-keys.ts';
import { readBytes } from './secret-file.ts';

type Problem = { readonly problem: string };

/** The largest key there is takes 5 KB, a chain of several certificates some more. */
const maxBytes = 256 * 1024;

export interface KeyChoice {
  /** A name of `signingkeys.json`, or a file; without it the default key is meant. */
  readonly key: string | undefined;
  /** The chain of a key in a file, if it is not beside it in `<name>.crt`. */
  readonly certificate: string | undefined;
  /** Notation's own (`notationDirectory`), where there is one. */
  readonly directory: string | undefined;
  /** Files are relative to it. */
  readonly cwd: string;
}

/** Finds the key that somebody means: a name goes before a file. What is wrong is one sentence. */
export async function findNotationKey({
  key,
  certificate,
  directory,
  cwd,
}: KeyChoice): Promise<NotationKey | Problem> {
  const asFile = key !== undefined && /[\\/]/.test(key);
  const list = asFile || directory === undefined ? undefined : await readSigningKeys(directory);
  const known = list && 'keys' in list ? list : undefined;
  const name = key ?? known?.default;
  const named = known?.keys.find((each) => each.name === name);
  if (named) {
    if (certificate === undefined) return named;
    return {
      problem: l10n.t(
        '--certificate is for a key in a file, and notation knows the certificate of {0}: leave it out.',
        named.name,
      ),
    };
  }
  if (key === undefined) {
    if (list && 'problem' in list) return list;
    return {
      problem: l10n.t(
        'notation has no default key: name one with --key, or make it the default (notation key update --default NAME).',
      ),
    };
  }
  const path = resolve(cwd, key);
  if (!(await isThere(path))) {
    // It might have been there.
    if (list && 'problem' in list) return list;
    return {
      problem: /^\w+:\/\//.test(key)
        ? l10n.t(
            '"{0}" is a key for signing without --notation, which takes a key that notation knows or a file.',
            key,
          )
        : asFile
          ? l10n.t('There is no file "{0}".', key)
          : l10n.t(
              '"{0}" is neither a key that notation knows nor a file: notation key list shows those it knows.',
              key,
            ),
    };
  }
  const files = (name: string) =>
    ({
      type: 'files',
      name: key,
      key: { path, name: key },
      certificates: { path: resolve(cwd, name), name },
    }) as const;
  if (certificate !== undefined) return files(certificate);
  const beside = key.replace(/(?:\.key|\.pem)?$/, '.crt');
  if (await isThere(resolve(cwd, beside))) return files(beside);
  return {
    problem: l10n.t(
      'Beside {0} there is no {1} with its certificates: name the file with --certificate.',
      key,
      basename(beside),
    ),
  };
}

export type OpenedNotationKey =
  | { readonly key: OpenCertifiedKey }
  | Problem
  | { readonly needsPassword: true; readonly wrong: boolean };

/**
 * Opens a key in files and holds it against all rules that its signatures will be held against. A key that is encrypted asks
 * for its password first. Whoever asks wipes the password and disposes of the key.
 */
export async function openNotationKey(
  files: Extract<NotationKey, { type: 'files' }>,
  clock: Clock,
  password?: Uint8Array,
): Promise<OpenedNotationKey> {
  const read = await readBytes(files.key.path, maxBytes);
  if ('problem' in read) return read;
  try {
    const chain = await readBytes(files.certificates.path, maxBytes);
    if ('problem' in chain) return chain;
    const { isEncryptedKey, openCertifiedKey } = (await loadNotation()).signing;
    const encrypted = isEncryptedKey(read.bytes, files.key.name);
    if (encrypted && password === undefined) return { needsPassword: true, wrong: false };
    const key = { name: files.key.name, bytes: read.bytes };
    const certificates = { name: files.certificates.name, bytes: chain.bytes };
    const opened = { key, certificates, ...(encrypted && password && { password }) };
    return { key: openCertifiedKey(opened, clock.now()) };
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    if (problem.code === 'notation-key-password') return { needsPassword: true, wrong: true };
    return { problem: describeSigningProblem(problem) };
  } finally {
    read.bytes.fill(0);
  }
}

/** A timestamp authority, with the root certificate in a file. What is wrong is one sentence. */
export async function timestampService(
  url: string,
  { path, name }: FilePath,
): Promise<TimestampService | Problem> {
  const read = await readBytes(path, maxBytes);
  if ('problem' in read) return read;
  try {
    const { timestampRoots } = (await loadNotation()).signing;
    return { url, anchors: timestampRoots({ name, bytes: read.bytes }) };
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    return { problem: describeSigningProblem(problem) };
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
