import { createPublicKey } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { isKeyError } from '../signature/cosign/keys/problem.ts';
import { keyTypeOf } from '../signature/cosign/keys/signing-key.ts';
import { SigningError, type SigningKey } from '../signature/signing.ts';
import { readPublicKey } from '../trust/public-key.ts';
import type { InstalledCosign } from './installed-cosign.ts';
import { oneLine, type ProgramResult } from './run-program.ts';

/** Milliseconds: a key management service may ask somebody to sign in. */
const timeoutMs = 60_000;

export type OpenedKey = { readonly key: SigningKey } | { readonly problem: string };

/** Does a reference name a key that only cosign can use (`awskms://…`, `hashivault://…`, `pkcs11:…`)? */
export function isCosignKey(reference: string): boolean {
  const scheme = /^(?:([a-z][a-z0-9+-]{1,40}):\/\/|pkcs11:)[^\s\0]{1,2000}$/.exec(reference);
  // A private key that travels over the network is none any more.
  return scheme !== null && !['http', 'https', 'file'].includes(scheme[1] ?? '');
}

/**
 * A key that an installed cosign reaches for us. It makes signatures and no more: what is signed, pushed and published is
 * decided here, and verified before it is pushed as with any other key.
 */
export async function openCosignKey(
  cosign: InstalledCosign,
  reference: string,
  signal: AbortSignal,
): Promise<OpenedKey> {
  if (!isCosignKey(reference)) {
    return {
      problem: l10n.t(
        '{0} is no key of a key management service: name one as cosign does, such as awskms:///alias/NAME or hashivault://NAME.',
        reference,
      ),
    };
  }
  const result = await cosign.run({ args: ['public-key', '--key', reference], timeoutMs, signal });
  if (result.outcome !== 'exit' || result.code !== 0) {
    return { problem: l10n.t('cosign could not read the public key of {0}: {1}', reference, whyNot(result)) };
  }
  const read = readPublicKey(result.stdout, reference);
  if ('problem' in read) return read;
  const { der, fingerprint } = read.key;
  try {
    const type = keyTypeOf(createPublicKey(result.stdout));
    const sign = (bytes: Uint8Array) => signWith(cosign, reference, bytes, signal);
    return { key: { type, publicKeyPem: result.stdout, publicKeyDer: der, fingerprint, sign } };
  } catch (error) {
    if (!isKeyError(error) || error.problem.id !== 'kind') throw error;
    const { kind } = error.problem;
    return { problem: l10n.t('{0} is a key of a kind that is not signed with here ({1}).', reference, kind) };
  }
}

/** Version 3 makes a bundle of its own unless told; here only the signature is wanted, and nothing published. */
async function signWith(
  { major, run }: InstalledCosign,
  reference: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<Buffer> {
  const alone = major === 2 ? [] : ['--use-signing-config=false', '--new-bundle-format=false'];
  const args = ['sign-blob', '--key', reference, '--tlog-upload=false', ...alone, '--yes', '-'];
  const result = await run({ args, input: bytes, timeoutMs, signal });
  if (result.outcome === 'cancelled') throw new SigningError({ code: 'cancelled' });
  const base64 = result.outcome === 'exit' && result.code === 0 ? result.stdout.trim() : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    throw new SigningError({ code: 'key-refused', args: [reference, whyNot(result)] });
  }
  return Buffer.from(base64, 'base64');
}

/** On one line: what cosign says went wrong. */
function whyNot(result: ProgramResult): string {
  if (result.outcome !== 'exit') return result.outcome === 'timeout' ? l10n.t('no answer') : result.outcome;
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => line.startsWith('Error: '))?.slice('Error: '.length) ?? lines.at(-1);
  return oneLine(said ?? `exit code ${result.code}`);
}
