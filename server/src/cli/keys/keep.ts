import { appendFileSync, readFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { fileTrouble } from '../../platform/file-trouble.ts';
import { ignoreEdit, ignoreFileFor, isIgnoredByGit } from '../../platform/git-ignore.ts';
import { problemOfKeyPair, writeKeyPair } from '../../platform/key-pair-files.ts';
import type { KeyPair } from '../../signature/cosign/keys/private-key.ts';
import { readPublicKey } from '../../trust/public-key.ts';
import { shownPath } from '../check/shown-path.ts';
import type { CliContext } from '../context.ts';
import { CliError, exitCode } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { type Row, rowsText } from '../rows.ts';
import { paintFor } from '../style.ts';

export interface NewKeyPair {
  readonly pair: KeyPair;
  readonly prefix: string;
  readonly hasPassword: boolean;
}

/** @throws CliError when the files are there already: nobody is asked for a password in vain. */
export async function checkPrefix(prefix: string, { cwd }: CliContext): Promise<void> {
  const problem = await problemOfKeyPair(cwd, prefix);
  if (problem !== undefined) throw new CliError(problem);
}

/** Writes a key pair, says where and what to do with it, and sees to `.gitignore`. @throws CliError */
export async function keepKeyPair(
  { pair, prefix, hasPassword }: NewKeyPair,
  flags: ParsedArguments['flags'],
  context: CliContext,
): Promise<number> {
  const { cwd, stdout, env } = context;
  const written = await writeKeyPair(cwd, prefix, pair);
  if ('problem' in written) throw new CliError(written.problem);
  const colour = flags.get('color');
  const paint = paintFor(typeof colour === 'boolean' ? colour : undefined, stdout, env);
  const privateKey = shownPath(written.privateKey, cwd);
  const publicKey = shownPath(written.publicKey, cwd);
  const rows: Row[] = [
    {
      label: l10n.t('private key'),
      text: hasPassword
        ? l10n.t('{0} (keep it secret; without its password nobody can use it)', privateKey)
        : l10n.t('{0} (keep it secret; it has no password)', privateKey),
    },
    { label: l10n.t('public key'), text: l10n.t('{0} (give it to whoever verifies)', publicKey) },
    ...fingerprintRow(pair, publicKey),
    { label: l10n.t('sign with'), text: `imageseal sign --key ${privateKey} IMAGE` },
  ];
  const title = paint(`✓ ${l10n.t('Key pair written')}`, 'green', 'bold');
  stdout.write(`${title}\n${rowsText(rows, 2, { paint, columns: stdout.columns })}`);
  await keepOutOfGit(written.privateKey, privateKey, flags.get('gitignore'), context);
  return exitCode.clean;
}

function fingerprintRow({ publicKeyPem }: KeyPair, name: string): Row[] {
  const read = readPublicKey(publicKeyPem, name);
  return 'key' in read ? [{ label: l10n.t('fingerprint'), text: read.key.fingerprint }] : [];
}

/** A private key in a repository is soon a public one. `wanted`: `--gitignore`, `--no-gitignore`, or neither. */
async function keepOutOfGit(
  path: string,
  shown: string,
  wanted: string | boolean | undefined,
  { terminal, stderr, cwd }: CliContext,
): Promise<void> {
  if (wanted === false || isIgnoredByGit(path) !== false) return;
  const place = ignoreFileFor(path);
  if (!place) return;
  const file = shownPath(place.file, cwd);
  const say = (text: string) => stderr.write(`imageseal: ${text}\n`);
  if (wanted === undefined) {
    const yes = await terminal?.confirm(l10n.t('Git would take in {0}. Add it to {1}?', shown, file));
    if (!yes) {
      say(
        l10n.t(
          'Git does not ignore {0}: add it to {1} (--gitignore does that), and do not commit it.',
          shown,
          file,
        ),
      );
      return;
    }
  }
  try {
    const edit = ignoreEdit(readIfThere(place.file), place.name);
    // Its edits are additions at the end.
    if (edit) appendFileSync(place.file, edit.newText);
    say(l10n.t('{0} is in {1} now.', shown, file));
  } catch (error) {
    say(l10n.t('{0} cannot be written: {1}.', file, fileTrouble(error)));
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
