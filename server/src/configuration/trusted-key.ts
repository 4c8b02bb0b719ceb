import * as l10n from '@vscode/l10n';
import type { PublicKey } from '../signature/verification.ts';
import { readPublicKey } from '../trust/public-key.ts';
import type { TrustedKey } from './trust-settings.ts';

/** The text of a file, or one sentence that says why it cannot be had. */
export type FileText = { readonly text: string } | { readonly problem: string };

/** A key that lies in a cluster, a key service or a token, in cosign's words: `k8s://…`, `awskms://…`, `pkcs11:…`. */
export function isKeyReference(file: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|pkcs11:)/i.test(file);
}

/** Reads a key that a rule names. What is wrong is one sentence that says what to do. */
export function readTrustedKey(
  { file, pem }: TrustedKey,
  read: (path: string) => FileText,
): { readonly key: PublicKey } | { readonly problem: string } {
  if (pem !== undefined) return readPublicKey(pem, 'pem');
  if (file === undefined) return { problem: l10n.t('A key names neither a file nor a PEM text.') };
  if (/^https?:/i.test(file)) {
    return { problem: l10n.t('The key {0} cannot be read here: download it, and name the file.', file) };
  }
  if (isKeyReference(file)) {
    return {
      problem: l10n.t(
        'The key {0} cannot be read here: write its public key into a file with cosign public-key --key {0}, and name that.',
        file,
      ),
    };
  }
  const result = read(file);
  return 'text' in result ? readPublicKey(result.text, file) : result;
}
