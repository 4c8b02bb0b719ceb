import * as l10n from '@vscode/l10n';
import { describeFault } from '../registry/fault-message.ts';
import { describeDetail } from './detail.ts';
import type { SigningProblem, SigningStep } from './signing.ts';

type Sentence = (...args: readonly string[]) => string;

/** Every way in which signing can fail. A closed list; what happens in the registry or in a check is put in by the caller. */
const sentences = {
  cancelled: () => l10n.t('Signing was cancelled.'),
  internal: (why) => l10n.t('Signing failed because of a defect in ImageSeal: {0}.', why ?? ''),

  'image-missing': (image) =>
    l10n.t('{0} is not in the registry: push the image first, or correct the digest.', image ?? ''),
  'image-unreadable': (image, why) => l10n.t('{0} could not be read. {1}', image ?? '', why ?? ''),
  'too-many-manifests': (image, limit) =>
    l10n.t('{0} has more than {1} manifests: sign the index alone.', image ?? '', limit ?? ''),
  'legacy-digest': (digest) =>
    l10n.t(
      'The layout of Cosign 1 and 2 has no place for signatures of {0}: sign in the bundle format.',
      digest ?? '',
    ),
  'legacy-log': () =>
    l10n.t(
      'The layout of Cosign 1 and 2 holds one entry of a version 1 transparency log and no other: sign in the bundle format, or use another signing configuration.',
    ),
  'legacy-timestamps': () =>
    l10n.t(
      'The layout of Cosign 1 and 2 holds one timestamp: sign in the bundle format, or use another signing configuration.',
    ),
  'legacy-ed25519-log': () =>
    l10n.t(
      'Transparency logs take no Ed25519 signatures in the layout of Cosign 1 and 2: sign in the bundle format, without an upload to the log, or with another key.',
    ),
  'log-key-type': (type) =>
    l10n.t(
      'A version 2 transparency log takes no signatures of a key of type {0} with SHA-256: use an ECDSA P-256 or RSA key, a version 1 log, or none.',
      type ?? '',
    ),
  'attestation-annotations': () =>
    l10n.t('An attestation carries no annotations: leave them out, or put them into the predicate.'),
  'predicate-not-json': () => l10n.t('The predicate is not a JSON object: correct the file.'),
  'predicate-too-large': (megabytes) =>
    l10n.t('The predicate is larger than {0} MB, which registries do not take.', megabytes ?? ''),
  'predicate-type': (type, names) =>
    l10n.t('{0} is no predicate type: name one of {1}, or a URI.', type ?? '', names ?? ''),

  'no-certificate-authority': () =>
    l10n.t(
      'Signing without a key needs a certificate authority, and the signing configuration names none: add one, or sign with a key.',
    ),
  'no-time': () =>
    l10n.t(
      'A certificate holds for minutes, and nothing would prove when the signature was made: the signing configuration must name a timestamp authority, or a version 1 transparency log.',
    ),
  'token-malformed': () =>
    l10n.t('The identity token is not a JWT that names somebody: sign in again, or pass another token.'),
  'token-email': () =>
    l10n.t('The identity token holds an e-mail address that its issuer has not verified: verify it there.'),
  'token-expired': (at) =>
    l10n.t(
      'The identity token has expired (at {0}): sign in again. If that is in the future, set the clock of this machine.',
      at ?? '',
    ),

  'key-refused': (key, why) => l10n.t('The key {0} did not sign: {1}', key ?? '', why ?? ''),

  'service-address': (address) =>
    l10n.t(
      '{0} is no address of a Sigstore service: it must begin with https (http where no identity token is sent, and on this machine) and hold no credentials.',
      address ?? '',
    ),
  'certificate-unreachable': (host, why) =>
    l10n.t('The certificate authority {0} could not be reached ({1}): try again.', host ?? '', why ?? ''),
  'certificate-refused': (host, why) =>
    l10n.t(
      'The certificate authority {0} gave no certificate ({1}): sign in again, and check that it knows the issuer of the identity token.',
      host ?? '',
      why ?? '',
    ),
  'certificate-unusable': (host, why) =>
    l10n.t(
      'The certificate authority {0} answered with something that is no certificate for this signature ({1}): check its address.',
      host ?? '',
      why ?? '',
    ),
  'log-unreachable': (host, why) =>
    l10n.t('The transparency log {0} could not be reached ({1}): try again.', host ?? '', why ?? ''),
  'log-refused': (host, why) =>
    l10n.t('The transparency log {0} refused the signature ({1}).', host ?? '', why ?? ''),
  'log-unusable': (host, why) =>
    l10n.t(
      'The transparency log {0} answered with something that is no entry ({1}): check its address and version.',
      host ?? '',
      why ?? '',
    ),
  'timestamp-unreachable': (host, why) =>
    l10n.t('The timestamp authority {0} could not be reached ({1}): try again.', host ?? '', why ?? ''),
  'timestamp-refused': (host, why) =>
    l10n.t(
      'The timestamp authority {0} gave no timestamp ({1}): check its address, and try again later.',
      host ?? '',
      why ?? '',
    ),
  'timestamp-unusable': (host, why) =>
    l10n.t(
      'The timestamp authority {0} answered with something that is no timestamp ({1}): check its address.',
      host ?? '',
      why ?? '',
    ),

  'timestamp-address': (address) =>
    l10n.t(
      '{0} is no address of a timestamp authority: it must begin with https or http, and hold no credentials.',
      address ?? '',
    ),
  'timestamp-root': (name) =>
    l10n.t(
      '{0} is not the one root certificate of a timestamp authority: get that from its operator.',
      name ?? '',
    ),
  'timestamp-not-trusted': (host, why) =>
    l10n.t(
      'The timestamp of {0} does not hold under the root certificate that was given for it. {1}',
      host ?? '',
      why ?? '',
    ),

  'notation-metadata': (name) =>
    l10n.t(
      'The user metadata "{0}" begins with io.cncf.notary, which the Notary Project keeps for itself: choose another name.',
      name ?? '',
    ),
  'notation-key-none': (name) =>
    l10n.t(
      '{0} holds no private key in PEM (-----BEGIN … PRIVATE KEY-----): check which file it is.',
      name ?? '',
    ),
  'notation-key-several': (name) =>
    l10n.t('{0} holds several private keys: keep one key in a file.', name ?? ''),
  'notation-key-public': (name) =>
    l10n.t(
      '{0} is a public key or certificate, and signing needs the private key: name the file that holds that.',
      name ?? '',
    ),
  'notation-key-format': (name) =>
    l10n.t(
      '{0} is a private key of a format that is not read here: turn it into PKCS #8 in PEM (openssl pkey).',
      name ?? '',
    ),
  'notation-key-cosign': (name) =>
    l10n.t(
      '{0} is a private key in the format of Cosign, which has no certificate: sign without --notation, or name a key with a certificate.',
      name ?? '',
    ),
  'notation-key-damaged': (name) =>
    l10n.t('The private key in {0} is damaged: take the file from a backup.', name ?? ''),
  'notation-key-password': (name) =>
    l10n.t(
      '{0} cannot be decrypted: its password is wrong, the file is damaged, or its cipher is not known here; try again, or remove the password with openssl pkey.',
      name ?? '',
    ),
  'notation-key-cost': (name) =>
    l10n.t(
      '{0} asks for more work to try a password than any tool does, so it is not tried: remove the password with openssl pkey.',
      name ?? '',
    ),
  'notation-key-kind': (name, kind) =>
    l10n.t(
      '{0} is a key of a kind that the Notary Project does not sign with ({1}): use RSA of 2048, 3072 or 4096 bits, or ECDSA P-256, P-384 or P-521.',
      name ?? '',
      kind ?? '',
    ),
  'notation-key-other': (key, certificates) =>
    l10n.t(
      'The key {0} is not that of the first certificate in {1}: the signing certificate must come first, and belong to the key.',
      key ?? '',
      certificates ?? '',
    ),
  'notation-certificate-none': (name) =>
    l10n.t(
      '{0} holds no certificate: name the file with the chain, the signing certificate first.',
      name ?? '',
    ),
  'notation-certificate-damaged': (name) =>
    l10n.t('{0} holds a certificate that cannot be read: get the file again.', name ?? ''),
  'notation-certificate-rules': (name, why) =>
    l10n.t(
      'Signatures with the certificates in {0} would hold nowhere. {1} Give the whole chain, from the signing certificate to its root.',
      name ?? '',
      why ?? '',
    ),
  'notation-certificate-time': (name, why) =>
    l10n.t(
      'Signatures with the certificates in {0} would hold nowhere. {1} Get a certificate that is valid now, and check the clock of this machine.',
      name ?? '',
      why ?? '',
    ),
  'notation-plugin-failed': (key, why) =>
    l10n.t('notation could not sign with the key {0} ({1}).', key ?? '', why ?? ''),

  'config-not-json': (name) => l10n.t('The signing configuration {0} is not a JSON object.', name ?? ''),
  'config-media-type': (name, type) =>
    l10n.t(
      '{0} is no signing configuration of version 0.2: its media type is "{1}". Make one with cosign signing-config create.',
      name ?? '',
      type ?? '',
    ),
  'config-damaged': (name, member) =>
    l10n.t('The signing configuration {0} is damaged at {1}: correct it.', name ?? '', member ?? ''),
  'config-selector': (name, member) =>
    l10n.t(
      'The signing configuration {0} does not say how many of {1} are to be used: add a selector ANY, ALL or EXACT.',
      name ?? '',
      member ?? '',
    ),
  'config-none-valid': (name, member) =>
    l10n.t(
      'None of {1} in the signing configuration {0} is valid now and of a version that is known here: get a newer configuration.',
      name ?? '',
      member ?? '',
    ),
  'config-too-few': (name, member, wanted, found) =>
    l10n.t(
      'The signing configuration {0} asks for {2} of {1}, and {3} can be used now: get a newer configuration.',
      name ?? '',
      member ?? '',
      wanted ?? '',
      found ?? '',
    ),

  'not-verified': (why) => l10n.t('What was signed does not verify, so it was not pushed. {0}', why ?? ''),
  push: (why) => l10n.t('The signature could not be pushed. {0}', why ?? ''),
  'read-back': (why) => l10n.t('The signature was pushed, and could not be read back. {0}', why ?? ''),
  'read-back-missing': () =>
    l10n.t(
      'The registry accepted the signature, and does not list it for the image: run the verification again in a while, and sign again if it stays so.',
    ),
  'read-back-not-verified': (why) => l10n.t('What the registry gave back does not verify. {0}', why ?? ''),
} as const satisfies Record<string, Sentence>;

export type SigningCode = keyof typeof sentences;

/** Why signing failed, where, what to do, and what there is now: one sentence or a few. */
export function describeSigningProblem(problem: SigningProblem): string {
  const { code, args, fault, check, logged } = problem;
  const sentence: Sentence = sentences[code];
  const more = [...(fault ? [describeFault(fault)] : []), ...(check ? [describeDetail(check)] : [])];
  const parts = [sentence(...args, ...more), describeLeft(problem)];
  if (logged.length > 0 && problem.left !== 'signature') {
    parts.push(l10n.t('The transparency log {0} may keep an entry of it.', logged.join(', ')));
  }
  if (problem.signed.length > 0) {
    parts.push(l10n.t('{0} of {1} manifests are signed.', problem.signed.length, problem.total));
  }
  return parts.join(' ');
}

function describeLeft({ left }: SigningProblem): string {
  switch (left) {
    case 'nothing':
      return l10n.t('Nothing was pushed.');
    case 'blob':
      return l10n.t('Bytes were uploaded, but no signature refers to them.');
    case 'signature':
      return l10n.t('The signature is in the registry.');
    case 'unknown':
      return l10n.t(
        'Whether the signature is in the registry is not known: verify the image before you sign again.',
      );
  }
}

/** What is being done, for a progress display. */
export function describeSigningStep(step: SigningStep): string {
  switch (step) {
    case 'prepare':
      return l10n.t('Reading the image');
    case 'certificate':
      return l10n.t('Asking for a certificate');
    case 'sign':
      return l10n.t('Signing');
    case 'push':
      return l10n.t('Pushing the signature');
    case 'verify':
      return l10n.t('Reading it back and verifying it');
  }
}
