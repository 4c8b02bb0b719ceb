import * as l10n from '@vscode/l10n';
import type { CliContext, Output, Terminal } from '../context.ts';
import { CliError } from '../exit-code.ts';

/** What passwords are taken from. */
export type PasswordContext = Pick<CliContext, 'env' | 'terminal' | 'readStdin' | 'stderr'>;

const attempts = 3;

/**
 * The password for a key that is about to be written: `COSIGN_PASSWORD`, or typed twice on the terminal, or all of
 * standard input, line break included, as cosign has it. Whoever asked wipes it.
 * @throws CliError, Interrupted
 */
export async function newPassword(context: PasswordContext, file: string): Promise<Buffer> {
  const { env, terminal, stderr } = context;
  if (env.COSIGN_PASSWORD !== undefined) return Buffer.from(env.COSIGN_PASSWORD);
  if (!terminal) {
    const password = await everythingOnStdin(context);
    if (password.length > 0) return password;
    throw nobodyToAsk(file);
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const password = await terminal.readSecret(l10n.t('Password for {0}: ', file));
    if (password.length === 0) {
      const question = l10n.t('Without a password whoever gets {0} can sign with it. Go on?', file);
      if (await terminal.confirm(question)) return password;
      continue;
    }
    const again = await terminal.readSecret(l10n.t('The same again: ')).catch((error: unknown) => {
      password.fill(0);
      throw error;
    });
    const same = password.equals(again);
    again.fill(0);
    if (same) return password;
    password.fill(0);
    stderr.write(`${l10n.t('These are two different passwords.')}\n`);
  }
  throw new CliError(l10n.t('No password was chosen, so nothing was written.'));
}

/**
 * Opens something with its password, from the same places; on a terminal a wrong one is asked for again, and on standard
 * input one line break may follow it. `isWrong` tells whether an error of `open` means that. The password is wiped.
 * @throws CliError, Interrupted, and what `open` throws.
 */
export async function withPassword<T>(
  context: PasswordContext,
  file: string,
  open: (password: Buffer) => Promise<T>,
  isWrong: (error: unknown) => boolean,
): Promise<T> {
  const { env, terminal, stderr } = context;
  if (env.COSIGN_PASSWORD === undefined && terminal) {
    return withTyped({ terminal, stderr }, l10n.t('Password for {0}: ', file), open, isWrong);
  }
  if (env.COSIGN_PASSWORD !== undefined) {
    const password = Buffer.from(env.COSIGN_PASSWORD);
    return await open(password).finally(() => password.fill(0));
  }
  const password = await everythingOnStdin(context);
  try {
    return await open(password).catch((error: unknown) => {
      const line = withoutLineBreak(password);
      if (line && isWrong(error)) return open(line);
      throw error;
    });
  } catch (error) {
    throw password.length > 0 || !isWrong(error) ? error : nobodyToAsk(file);
  } finally {
    password.fill(0);
  }
}

/** What `echo` was given, in the same memory. Tried second: cosign takes the line break for a part of the password. */
function withoutLineBreak(password: Buffer): Buffer | undefined {
  const end = ['\r\n', '\n'].find((lineBreak) =>
    password.subarray(-lineBreak.length).equals(Buffer.from(lineBreak)),
  );
  return end === undefined ? undefined : password.subarray(0, -end.length);
}

/** The same, from the terminal and nowhere else. */
export async function withTyped<T>(
  { terminal, stderr }: { readonly terminal: Terminal; readonly stderr: Output },
  prompt: string,
  open: (password: Buffer) => Promise<T>,
  isWrong: (error: unknown) => boolean,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const password = await terminal.readSecret(prompt);
    try {
      return await open(password);
    } catch (error) {
      if (attempt === attempts || !isWrong(error)) throw error;
      stderr.write(`${l10n.t('That is not the password.')}\n`);
    } finally {
      password.fill(0);
    }
  }
}

function nobodyToAsk(file: string): CliError {
  return new CliError(
    l10n.t(
      'There is no password for {0}: set COSIGN_PASSWORD (empty for a key without one), pass it on standard input, or run this on a terminal.',
      file,
    ),
  );
}

async function everythingOnStdin({ readStdin }: PasswordContext): Promise<Buffer> {
  const bytes = await readStdin();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
