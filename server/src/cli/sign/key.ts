import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { isCosignKey, openCosignKey } from '../../platform/cosign-key.ts';
import { createCosignRunner, findCosign } from '../../platform/installed-cosign.ts';
import { describeKeyProblem } from '../../signature/cosign/keys/describe.ts';
import { privateKeyBlock } from '../../signature/cosign/keys/pem.ts';
import { isKeyError, KeyError } from '../../signature/cosign/keys/problem.ts';
import { loadSigner } from '../../signature/cosign/sign/load-signer.ts';
import type { SigningKey } from '../../signature/signing.ts';
import type { CliContext } from '../context.ts';
import { CliError } from '../exit-code.ts';
import { withPassword } from '../keys/password.ts';
import { readSmallFile } from '../read-small-file.ts';

/** A key that is ready to sign. */
export interface OpenKey {
  readonly key: SigningKey;
  /** What the user calls it. */
  readonly name: string;
  /** What `--key` of `imageseal verify` is to be given, as far as that is known. */
  readonly publicKey: string | undefined;
  /** Lets go of it. */
  dispose(): void;
}

/** Opens what `--key` names, asking for a password where there is one. @throws CliError, Interrupted */
export async function openKey(reference: string, context: CliContext, signal: AbortSignal): Promise<OpenKey> {
  const variable = /^env:\/\/(\w+)$/.exec(reference)?.[1];
  if (variable === undefined && isCosignKey(reference)) return await keyOfCosign(reference, context, signal);
  if (/^https?:\/\//.test(reference))
    throw new CliError(
      l10n.t('A private key that is downloaded is none any more: name a file, not {0}.', reference),
    );
  // Somebody gave the key itself.
  if (reference.includes('PRIVATE KEY-----'))
    throw new CliError(l10n.t('--key takes the name of a file, or env://NAME, not the key itself.'));
  const bytes =
    variable === undefined
      ? readSmallFile(resolve(context.cwd, reference), reference)
      : fromEnvironment(variable, context.env);
  try {
    // Before anybody types a password in vain.
    if (privateKeyBlock(bytes).format !== 'cosign') throw new KeyError({ id: 'not-imported' });
    const { readPrivateKey } = await loadSigner();
    const key = await withPassword(
      context,
      reference,
      (password) => readPrivateKey(bytes, password),
      (error) => isKeyError(error) && error.problem.id === 'password',
    );
    return {
      key,
      name: reference,
      publicKey: variable === undefined ? publicKeyBeside(reference, context.cwd) : undefined,
      dispose: () => key.dispose(),
    };
  } catch (error) {
    throw isKeyError(error) ? new CliError(describeKeyProblem(error.problem, reference)) : error;
  } finally {
    bytes.fill(0);
  }
}

function fromEnvironment(variable: string, env: CliContext['env']): Buffer {
  const text = env[variable];
  if (!text)
    throw new CliError(l10n.t('The environment variable {0} holds no key: it is not set.', variable));
  return Buffer.from(text);
}

/** `cosign.key` → `cosign.pub`, if there is such a file. */
function publicKeyBeside(file: string, cwd: string): string | undefined {
  const beside = file.replace(/(?:\.key)?$/, '.pub');
  return existsSync(resolve(cwd, beside)) ? beside : undefined;
}

async function keyOfCosign(reference: string, { env }: CliContext, signal: AbortSignal): Promise<OpenKey> {
  const cosign = await findCosign(createCosignRunner(env), signal);
  if ('problem' in cosign) throw new CliError(cosign.problem);
  const opened = await openCosignKey(cosign, reference, signal);
  if ('problem' in opened) throw new CliError(opened.problem);
  return { key: opened.key, name: reference, publicKey: undefined, dispose: () => {} };
}
