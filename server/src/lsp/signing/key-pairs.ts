import { relative, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { problemOfKeyPair } from '../../platform/key-pair-files.ts';
import { readBytes } from '../../platform/secret-file.ts';
import { describeKeyProblem } from '../../signature/cosign/keys/describe.ts';
import { privateKeyBlock } from '../../signature/cosign/keys/pem.ts';
import { keyTypes } from '../../signature/cosign/keys/private-key.ts';
import { isKeyError } from '../../signature/cosign/keys/problem.ts';
import { loadSigner } from '../../signature/cosign/sign/load-signer.ts';
import { configurationEdit, configurationFolder } from '../configuration-edit.ts';
import type { SessionContext } from '../context.ts';
import type { TrustSignerResult } from '../protocol.ts';
import type {
  CheckKeyPairParams,
  CheckKeyPairResult,
  GenerateKeyPairParams,
  ImportKeyPairParams,
  KeyPairResult,
  TrustKeyParams,
} from '../signing-protocol.ts';
import { pathOf } from '../uris.ts';
import { keepKeyPair } from './keep-key-pair.ts';
import { takeSecret, withSecrets } from './secrets.ts';

type Problem = { readonly problem: string };

/** The largest key there is takes 5 KB. */
const maxKeyBytes = 64 * 1024;

/** Can a key pair be written there, made of this key where one is named? */
export async function checkKeyPair({ folder, prefix, key }: CheckKeyPairParams): Promise<CheckKeyPairResult> {
  const path = pathOf(folder);
  if (path === undefined) return onNoDisk(folder);
  const problem = prefixProblem(prefix) ?? (await problemOfKeyPair(path, prefix));
  if (problem !== undefined) return { problem };
  if (key === undefined) return { passphrase: false };
  const read = await readKey(key);
  if ('problem' in read) return read;
  return await withSecrets([read.bytes], async () => {
    try {
      const { format } = privateKeyBlock(read.bytes);
      // Whatever else is wrong with it, nobody is asked for a password first.
      if (format !== 'encrypted') await (await loadSigner()).importPrivateKey(read.bytes, Buffer.alloc(0));
      return { passphrase: format === 'encrypted' };
    } catch (error) {
      return explained(error, key);
    }
  });
}

/** Makes a key pair, and writes it. */
export async function generateKeyPair(params: GenerateKeyPairParams): Promise<KeyPairResult> {
  const password = takeSecret(params, 'password') ?? Buffer.alloc(0);
  return await withSecrets([password], async () => {
    const { prefix } = params;
    const type = keyTypes.find((each) => each === params.type);
    const folder = pathOf(params.folder);
    if (folder === undefined) return onNoDisk(params.folder);
    const problem = prefixProblem(prefix);
    if (problem !== undefined) return { problem };
    if (type === undefined) return { problem: l10n.t('There is no key type "{0}".', params.type) };
    const signer = await loadSigner();
    return await keepKeyPair(folder, prefix, await signer.generateKeyPair(type, password));
  });
}

/** Writes a key that is there already as a key pair. */
export async function importKeyPair(params: ImportKeyPairParams): Promise<KeyPairResult> {
  const password = takeSecret(params, 'password') ?? Buffer.alloc(0);
  const passphrase = takeSecret(params, 'passphrase');
  return await withSecrets([password, passphrase], async () => {
    const { prefix, key } = params;
    const folder = pathOf(params.folder);
    if (folder === undefined) return onNoDisk(params.folder);
    const problem = prefixProblem(prefix);
    if (problem !== undefined) return { problem };
    const read = await readKey(key);
    if ('problem' in read) return read;
    return await withSecrets([read.bytes], async () => {
      try {
        const { importPrivateKey } = await loadSigner();
        return await keepKeyPair(folder, prefix, await importPrivateKey(read.bytes, password, passphrase));
      } catch (error) {
        return explained(error, key);
      }
    });
  });
}

/** The edit that trusts a key. */
export async function trustKey(
  context: SessionContext,
  { publicKey, images }: TrustKeyParams,
): Promise<TrustSignerResult> {
  const path = pathOf(publicKey);
  if (path === undefined) return onNoDisk(publicKey);
  const profile = await context.profiles.forTyped(publicKey);
  const folder = configurationFolder(context, path, profile.configuration.source);
  const keyFile = relative(folder, path).split(sep).join('/');
  const made = await configurationEdit(context, path, profile, { trust: { images, keyFile } });
  if (made) return { edit: made.edit, uri: made.uri, images };
  return {
    problem: l10n.t(
      'No rule was written for "{0}": the settings say whom to trust, .imageseal.yaml has a mistake, or that is no pattern for names of images.',
      images,
    ),
  };
}

async function readKey(uri: string): Promise<{ readonly bytes: Buffer } | Problem> {
  const path = pathOf(uri);
  return path === undefined ? onNoDisk(uri) : await readBytes(path, maxKeyBytes);
}

/** A name, perhaps with folders, below the folder that was picked. */
function prefixProblem(prefix: string): string | undefined {
  const parts = prefix.split(/[/\\]/);
  const sound = parts.every((part) => part !== '' && part !== '..' && !/[\0:*?"<>|]/.test(part));
  if (sound && prefix.length <= 200) return undefined;
  return l10n.t(
    '"{0}" is no name for key files: a name such as cosign makes cosign.key and cosign.pub.',
    prefix,
  );
}

function onNoDisk(uri: string): Problem {
  return { problem: l10n.t('{0} is on no disk that keys could be read from or written to.', uri) };
}

/** @throws whatever is no problem of the key. */
function explained(error: unknown, uri: string): Problem & { readonly wrong?: true } {
  if (!isKeyError(error)) throw error;
  const problem = describeKeyProblem(error.problem, pathOf(uri) ?? uri);
  return error.problem.id === 'passphrase' ? { problem, wrong: true } : { problem };
}
