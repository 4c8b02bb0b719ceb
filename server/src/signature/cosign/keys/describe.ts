import * as l10n from '@vscode/l10n';
import type { KeyProblem } from './problem.ts';

/** What is wrong with a private key and what to do about it: one sentence. `name` is what the user calls the file. */
export function describeKeyProblem(problem: KeyProblem, name: string): string {
  switch (problem.id) {
    case 'too-large':
      return l10n.t('{0} is too large for a private key: check which file it is.', name);
    case 'none':
      return l10n.t(
        '{0} holds no private key in PEM (-----BEGIN … PRIVATE KEY-----): check which file it is.',
        name,
      );
    case 'several':
      return l10n.t('{0} holds several private keys: keep one key in a file.', name);
    case 'public':
      return l10n.t(
        '{0} is a public key or certificate, and signing needs the private key: name that file, usually cosign.key.',
        name,
      );
    case 'not-imported':
      return l10n.t(
        '{0} is a private key, but not in the format of Cosign: import it first (imageseal import-key-pair).',
        name,
      );
    case 'imported-already':
      return l10n.t('{0} is in the format of Cosign already: sign with it as it is.', name);
    case 'openssh':
      return l10n.t(
        '{0} is a private key of OpenSSH: copy it, turn the copy into PKCS #8 (ssh-keygen -p -m PKCS8 -f COPY) and import that.',
        name,
      );
    case 'foreign':
      return l10n.t(
        '{0} is a private key of a format that is not read here ({1}): turn it into PKCS #8 in PEM and import that.',
        name,
        problem.label,
      );
    case 'damaged':
      return l10n.t(
        '{0} is damaged ({1} is not as Cosign writes it): take it from a backup, or generate a new key pair.',
        name,
        problem.where,
      );
    case 'kdf':
      return l10n.t(
        '{0} turns its password into a key by another way than scrypt, which neither Cosign nor ImageSeal reads: import the key anew from its plain form.',
        name,
      );
    case 'kdf-cost':
      return l10n.t(
        '{0} asks for scrypt with N = {1}, r = {2}, p = {3}, which Cosign never writes, so it is not tried: take the file from a backup, or import the key anew.',
        name,
        String(problem.n),
        String(problem.r),
        String(problem.p),
      );
    case 'cipher':
      return l10n.t(
        '{0} is encrypted by another cipher than nacl/secretbox, which neither Cosign nor ImageSeal reads: import the key anew from its plain form.',
        name,
      );
    case 'password':
      return l10n.t(
        'The password of {0} is wrong, or the file is damaged (its encryption cannot tell which): try the password again, then a backup of the file.',
        name,
      );
    case 'passphrase':
      return l10n.t(
        '{0} cannot be decrypted: its passphrase is wrong, the file is damaged, or its cipher is not known here; try again, or remove the passphrase with openssl pkey and import the result.',
        name,
      );
    case 'passphrase-needed':
      return l10n.t('{0} is encrypted: give the passphrase that it has now.', name);
    case 'passphrase-cost':
      return l10n.t(
        '{0} asks for more work to try a passphrase than any tool does, so it is not tried: remove the passphrase with openssl pkey and import the result.',
        name,
      );
    case 'not-pkcs8':
      return l10n.t(
        'What is encrypted in {0} is not PKCS #8, the only form that Cosign reads: import the key anew from its plain form.',
        name,
      );
    case 'unreadable':
      return l10n.t(
        'The private key in {0} is damaged: take the file from a backup, or generate a new key pair.',
        name,
      );
    case 'kind':
      return l10n.t(
        '{0} is a key of a kind that Cosign does not sign with ({1}): use ECDSA P-256, P-384 or P-521, RSA of 2048, 3072 or 4096 bits, or Ed25519.',
        name,
        problem.kind,
      );
    case 'mismatch':
      return l10n.t(
        'What {0} signs does not hold under its own public key: the file is damaged; take it from a backup, or generate a new key pair.',
        name,
      );
  }
}
