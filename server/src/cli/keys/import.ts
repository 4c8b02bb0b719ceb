import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { describeKeyProblem } from '../../signature/cosign/keys/describe.ts';
import { privateKeyBlock } from '../../signature/cosign/keys/pem.ts';
import type { KeyPair } from '../../signature/cosign/keys/private-key.ts';
import { isKeyError } from '../../signature/cosign/keys/problem.ts';
import { loadSigner } from '../../signature/cosign/sign/load-signer.ts';
import type { CliContext } from '../context.ts';
import { CliError, UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { textOf } from '../option-values.ts';
import { readSmallFile } from '../read-small-file.ts';
import { checkPrefix, keepKeyPair } from './keep.ts';
import { newPassword, withTyped } from './password.ts';

/** `imageseal import-key-pair`. The result is the exit code. @throws CliError when nothing was written. */
export async function runImport({ flags, operands }: ParsedArguments, context: CliContext): Promise<number> {
  const file = textOf(flags, 'key');
  if (file === undefined || operands.length > 0)
    throw new UsageError(l10n.t('Name the private key: imageseal import-key-pair --key FILE.'));
  const prefix = textOf(flags, 'output-key-prefix') ?? 'import-cosign';
  await checkPrefix(prefix, context);
  const bytes = readSmallFile(resolve(context.cwd, file), file);
  const secrets = [bytes];
  try {
    const passphrase = isEncrypted(bytes, file) ? await passphraseOf(bytes, file, context) : undefined;
    if (passphrase) secrets.push(passphrase);
    // Before anybody is asked for a password in vain.
    else await importing(bytes, Buffer.alloc(0), undefined, file);
    const password = await newPassword(context, `${prefix}.key`);
    secrets.push(password);
    const pair = await importing(bytes, password, passphrase, file);
    return await keepKeyPair({ pair, prefix, hasPassword: password.length > 0 }, flags, context);
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

function isEncrypted(bytes: Buffer, file: string): boolean {
  try {
    return privateKeyBlock(bytes).format === 'encrypted';
  } catch (error) {
    throw explained(error, file);
  }
}

/** The passphrase that OpenSSL encrypted the file with, tried before anybody is asked for a new password. */
async function passphraseOf(bytes: Buffer, file: string, context: CliContext): Promise<Buffer> {
  const { terminal, stderr } = context;
  if (!terminal)
    throw new CliError(
      l10n.t(
        '{0} is encrypted, and its passphrase is asked for on a terminal only: run this there, or import what openssl pkey makes of it.',
        file,
      ),
    );
  return withTyped(
    { terminal, stderr },
    l10n.t('Passphrase of {0}: ', file),
    async (typed) => {
      await importing(bytes, Buffer.alloc(0), typed, file);
      return Buffer.from(typed);
    },
    (error) => error instanceof WrongPassphrase,
  );
}

class WrongPassphrase extends CliError {}

async function importing(
  bytes: Buffer,
  password: Buffer,
  passphrase: Buffer | undefined,
  file: string,
): Promise<KeyPair> {
  const { importPrivateKey } = await loadSigner();
  try {
    return await importPrivateKey(bytes, password, passphrase);
  } catch (error) {
    throw explained(error, file);
  }
}

function explained(error: unknown, file: string): unknown {
  if (!isKeyError(error)) return error;
  const message = describeKeyProblem(error.problem, file);
  return error.problem.id === 'passphrase' ? new WrongPassphrase(message) : new CliError(message);
}
