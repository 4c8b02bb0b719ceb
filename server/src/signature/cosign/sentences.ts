import * as l10n from '@vscode/l10n';
import { type Sentence, utc } from '../sentence.ts';

/** What checks of signatures and attestations of Cosign end with, and trusted roots. */
export const cosignSentences = {
  'format-bundle': () => l10n.t('A Sigstore bundle, readable.'),
  'format-legacy': () => l10n.t('A Cosign signature in the layout of Cosign 1 and 2, readable.'),
  'format-envelope': () => l10n.t('A Cosign attestation in the layout of Cosign 1 and 2, readable.'),
  'not-json': (what) => l10n.t('The {0} is not a JSON object: sign the image again.', what ?? ''),
  'payload-type': (type) => l10n.t('The envelope holds "{0}" and not an in-toto statement.', type ?? ''),
  'statement-type': (type) => l10n.t('"{0}" is no in-toto statement that is known here.', type ?? ''),
  'no-predicate-type': () => l10n.t('The statement does not say what it is about (predicateType).'),
  'no-subject': () => l10n.t('What was signed does not name an image.'),
  'envelope-damaged': () => l10n.t('The envelope is damaged: it has no payload.'),
  'envelope-signatures': (count) => l10n.t('The envelope holds {0} signatures instead of one.', count ?? ''),
  'no-signature': () => l10n.t('The signature itself is missing: sign the image again.'),
  'signature-not-base64': () => l10n.t('The signature is damaged: it is not base64.'),
  'payload-kind': (type) => l10n.t('The payload is "{0}" and not a container image signature.', type ?? ''),
  'bundle-version': (type) =>
    l10n.t('The bundle is of a version that is not known here ({0}): update ImageSeal.', type ?? ''),
  'bundle-media-type': (type) =>
    l10n.t('The bundle has the media type "{0}", which no bundle has.', type ?? ''),
  'bundle-two-contents': () => l10n.t('The bundle holds an envelope and a message signature at once.'),
  'bundle-two-signers': () => l10n.t('The bundle names several signers at once.'),
  'bundle-too-many': () => l10n.t('The bundle holds more log entries or timestamps than are looked at.'),
  'bundle-damaged': (why) => l10n.t('The bundle is damaged: {0}.', why ?? ''),
  'message-digest-algorithm': () =>
    l10n.t('The signature is over another kind of digest than this image has, so they cannot be compared.'),

  'signature-key': (name) => l10n.t('The signature holds under the key {0}.', name ?? ''),
  'signature-wrong-key': (name) =>
    l10n.t('It names the key {0}, and does not hold under it: what was signed has been changed.', name ?? ''),
  'key-none': () => l10n.t('It was made with a key, and there is no public key here to check it with.'),
  'key-unknown': () => l10n.t('It holds under none of the public keys that are trusted here.'),

  'certificate-chain-holds': (root) =>
    l10n.t('The certificate was issued by the Sigstore instance "{0}".', root ?? ''),
  'certificate-unreadable': () => l10n.t('The certificate cannot be read.'),
  'certificate-not-for-signing': () => l10n.t('The certificate is not meant for signing code.'),
  'certificate-of-ca': () => l10n.t('The certificate is that of an authority, not of a signer.'),
  'certificate-critical': (oid) => l10n.t('The certificate demands something unknown here ({0}).', oid ?? ''),
  'certificate-chain': (root) =>
    l10n.t(
      'The certificate has no valid chain to the authorities of "{0}" at the time of signing.',
      root ?? '',
    ),
  'certificate-expired': (from, to, at) =>
    l10n.t(
      'The certificate is valid from {0} to {1}, and the signature was made at {2}.',
      utc(from),
      utc(to),
      utc(at),
    ),
  'certificate-no-subject': () => l10n.t('The certificate names nobody.'),
  'certificate-several-subjects': () => l10n.t('The certificate names several signers.'),
  'certificate-no-issuer': () => l10n.t('The certificate does not say who vouched for the signer.'),
  'certificate-odd-name': () =>
    l10n.t('The certificate names its signer with characters that could mislead.'),
  'certificate-no-root': () => l10n.t('There is no trusted root here to check the certificate with.'),
  'certificate-foreign': (roots) =>
    l10n.t(
      'The certificate comes from a Sigstore instance that is not known here (known: {0}): name its trusted root with "trustedRoot".',
      roots ?? '',
    ),

  'sct-valid': () => l10n.t('A certificate transparency log has seen the certificate.'),
  'sct-invalid': () =>
    l10n.t('The proof that a certificate transparency log has seen the certificate does not hold.'),
  'sct-unknown': () =>
    l10n.t(
      'The certificate transparency log that has seen the certificate is not one that the trusted root knows.',
    ),
  'sct-missing': () => l10n.t('No certificate transparency log has seen the certificate.'),

  'log-included': (index) => l10n.t('The transparency log holds it as entry {0}.', index ?? ''),
  'log-waived': () => l10n.t('The transparency log was left out, because the settings say so.'),
  'log-not-asked-for': () => l10n.t('No log entry is asked for of signatures made with a key (requireLog).'),
  'log-none-in-root': (root) => l10n.t('The Sigstore instance "{0}" has no transparency log.', root ?? ''),
  'log-missing': () => l10n.t('It is in no transparency log: sign again with an upload to the log.'),
  'log-missing-key': () =>
    l10n.t(
      'It is in no transparency log, and an entry is asked for: sign again with an upload to the log, or do not ask for it.',
    ),
  'log-unknown': () => l10n.t('Its log entry is of a log that the trusted root does not know.'),
  'log-root-without-logs': (root) =>
    l10n.t('A log entry is asked for, and the trusted root "{0}" has no log.', root ?? ''),
  'log-no-root': () =>
    l10n.t('A log entry is asked for, and there is no trusted root here to check it with.'),
  'log-kind': (kind) => l10n.t('Its log entry is of a kind that is not understood here ({0}).', kind ?? ''),
  'log-key-retired': () => l10n.t('The key of the transparency log was not in use when it was made.'),
  'log-entry-damaged': () => l10n.t('The log entry is damaged.'),
  'log-entry-twice': () => l10n.t('The same log entry stands in it twice.'),
  'log-inclusion': () => l10n.t('The proof that the transparency log holds it does not hold.'),
  'log-entry-other': () => l10n.t('The log entry is of another signature.'),
  'log-entry-signer': () => l10n.t('The log entry is of another signer.'),

  'time-log': (at) => l10n.t('It was made by {0}, says the transparency log.', utc(at)),
  'time-missing': () =>
    l10n.t('Nothing proves when it was made, so the certificate may have expired before.'),
  'time-no-timestamp': () => l10n.t('A signed timestamp is asked for, and it has none.'),
  'time-no-root': () =>
    l10n.t('A signed timestamp is asked for, and there is no trusted root here to check it with.'),
  'timestamp-unknown': () => l10n.t('Its timestamp is of an authority that the trusted root does not know.'),
  'timestamp-unreadable': () => l10n.t('Its timestamp cannot be read.'),
  'timestamp-invalid': () => l10n.t('Its timestamp does not hold.'),

  'repository-other': (name) =>
    l10n.t('It was signed under the name {0}; the image was copied from there.', name ?? ''),

  'signer-key': (key, rule) => l10n.t('The key {0} is trusted by {1}.', key ?? '', rule ?? ''),
  'signer-notation-only': (rule) =>
    l10n.t(
      'This is no Notary Project signature, and {0} trusts nothing else: add keys or identities.',
      rule ?? '',
    ),

  'root-not-json': (name) => l10n.t('The trusted root {0} is not JSON.', name ?? ''),
  'root-media-type': (name, type) =>
    l10n.t('{0} is no trusted root: its media type is "{1}".', name ?? '', type ?? ''),
  'root-without-start': (name) =>
    l10n.t(
      'The trusted root {0} has a log key without the date it is valid from (validFor.start).',
      name ?? '',
    ),
  'root-empty': (name) =>
    l10n.t('The trusted root {0} holds neither a certificate authority nor a log.', name ?? ''),
  'root-damaged': (name, why) => l10n.t('The trusted root {0} is damaged: {1}.', name ?? '', why ?? ''),
} as const satisfies Record<string, Sentence>;
