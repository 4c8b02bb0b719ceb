import * as l10n from '@vscode/l10n';

type Sentence = (...args: readonly string[]) => string;

/** Every sentence that a check can end with: what was found, or what is wrong and what to do about it. */
const sentences = {
  'format-bundle': () => l10n.t('A Sigstore bundle, readable.'),
  'format-legacy': () => l10n.t('A Cosign signature in the layout of Cosign 1 and 2, readable.'),
  'format-envelope': () => l10n.t('A Cosign attestation in the layout of Cosign 1 and 2, readable.'),
  'format-notation': () =>
    l10n.t('A Notary Project signature; ImageSeal does not verify these yet: use notation verify.'),
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
  internal: (why) => l10n.t('It could not be verified because of a defect in ImageSeal: {0}.', why ?? ''),

  'subject-same': () => l10n.t('It is of exactly this image.'),
  'subject-other': (digest) => l10n.t('It is of another image: {0}.', digest ?? ''),
  'subject-listed': (digest) =>
    l10n.t('The registry lists it for this image, but it belongs to {0}.', digest ?? ''),
  'subject-unnamed': () =>
    l10n.t('The registry lists it for this image, but it says of no image that it belongs to it.'),

  'signature-certificate': () => l10n.t('The signature holds under the key of the certificate.'),
  'signature-wrong-certificate': () =>
    l10n.t('The signature does not hold under the key of its certificate: what was signed has been changed.'),
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
  'time-timestamp': (at) => l10n.t('It was made by {0}, says a timestamp authority.', utc(at)),
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
  'signer-identity': (rule) => l10n.t('The signer is trusted by {0}.', rule ?? ''),
  'signer-stranger': (rule) => l10n.t('The signer is not among those that {0} trusts.', rule ?? ''),
  'annotations-present': () => l10n.t('It carries the annotations that are asked for.'),
  'annotations-missing': (key, wanted, found) =>
    found === undefined
      ? l10n.t('It does not carry the annotation {0}={1}.', key ?? '', wanted ?? '')
      : l10n.t('The annotation {0} is "{1}" and not "{2}".', key ?? '', found, wanted ?? ''),
  'accept-provenance': (rule) => l10n.t('{0} accepts provenance alone, and this is a signature.', rule ?? ''),

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

export type DetailId = keyof typeof sentences;

/** A sentence that is put into words only where it is shown: reports outlive the language of the editor. */
export interface Detail {
  readonly id: DetailId;
  readonly args: readonly string[];
}

/** What a check ended with, as one sentence. */
export function describeDetail({ id, args }: Detail): string {
  const sentence: Sentence = sentences[id];
  return sentence(...args);
}

/** `2026-05-03 10:00:07 UTC`, of a time as JSON has it. */
function utc(at = ''): string {
  return at.replace(/^([\d-]+)T([\d:]+)(?:\.\d+)?Z$/, '$1 $2 UTC');
}
