import * as l10n from '@vscode/l10n';

type Sentence = (...args: readonly string[]) => string;

/** Every sentence that a check can end with: what was found, or what is wrong and what to do about it. */
const sentences = {
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
  'signer-notation-only': (rule) =>
    l10n.t(
      'This is no Notary Project signature, and {0} trusts nothing else: add keys or identities.',
      rule ?? '',
    ),
  'annotations-present': () => l10n.t('It carries the annotations that are asked for.'),
  'annotations-missing': (key, wanted, found) =>
    found === undefined
      ? l10n.t('It does not carry the annotation {0}={1}.', key ?? '', wanted ?? '')
      : l10n.t('The annotation {0} is "{1}" and not "{2}".', key ?? '', found, wanted ?? ''),
  'accept-provenance': (rule) => l10n.t('{0} accepts provenance alone, and this is a signature.', rule ?? ''),

  'notation-format': (format, scheme) =>
    l10n.t('A Notary Project signature, readable ({0}, {1}).', format ?? '', scheme ?? ''),
  'notation-envelope': (why) => l10n.t('The signature envelope is damaged: {0}.', why ?? ''),
  'notation-envelope-type': (type) =>
    l10n.t('The signature envelope is of a type that is not known here ({0}).', type ?? ''),
  'notation-too-large': () => l10n.t('The signature envelope is larger than any that is looked at.'),
  'notation-header': (name) =>
    l10n.t(
      'The header "{0}" of the signature is missing, or is not as the specification has it.',
      name ?? '',
    ),
  'notation-critical': (name) =>
    l10n.t('The signature marks "{0}" as critical, and nobody here knows what it means.', name ?? ''),
  'notation-not-critical': (name) =>
    l10n.t('The signature does not mark "{0}" as critical, as the specification demands.', name ?? ''),
  'notation-scheme': (scheme) => l10n.t('The signing scheme "{0}" is not known here.', scheme ?? ''),
  'notation-payload-type': (type) =>
    l10n.t('The envelope holds "{0}" and not a payload of the Notary Project.', type ?? ''),
  'notation-payload': (why) => l10n.t('What was signed is damaged: {0}.', why ?? ''),
  'notation-subject-other': (what, signed, here) =>
    l10n.t(
      'It is of another manifest: the {0} signed is {1}, and here it is {2}.',
      what ?? '',
      signed ?? '',
      here ?? '',
    ),
  'notation-algorithm': (algorithm, key) =>
    l10n.t(
      'It is signed with {0}, which may not be used with the key of its certificate ({1}).',
      algorithm ?? '',
      key ?? '',
    ),
  'notation-algorithm-unknown': (algorithm) =>
    l10n.t('It is signed with "{0}", which the Notary Project does not allow.', algorithm ?? ''),
  'notation-salt': () => l10n.t('It holds only with a salt of another length than the algorithm prescribes.'),
  'notation-chain': (why) => l10n.t('The certificate chain breaks the rules: {0}.', why ?? ''),
  'notation-chain-holds': (store) =>
    l10n.t('The certificate chain is in order, and the trust store {0} vouches for it.', store ?? ''),
  'notation-chain-sound': () =>
    l10n.t('The certificate chain is in order; no trust store here vouches for it.'),
  'notation-chain-stranger': (stores) =>
    l10n.t('No certificate of its chain is in the trust store that the policy names ({0}).', stores ?? ''),
  'notation-no-store-for-scheme': (type) =>
    l10n.t(
      'The trust policy names no trust store of type "{0}", which this kind of signature needs.',
      type ?? '',
    ),
  'notation-no-policy': () =>
    l10n.t(
      'Nobody has said which certificates to trust: name a trust policy of the Notary Project under "trust".',
    ),
  'notation-not-in-rule': (rule) =>
    l10n.t(
      'This is a Notary Project signature, and {0} names no trust policy for it: name one there.',
      rule ?? '',
    ),
  'notation-plugin': (name) =>
    l10n.t('It can be verified only with the plugin {0}: use notation verify.', name ?? ''),
  'notation-expires': (at) => l10n.t('It holds until {0}.', utc(at)),
  'notation-expired': (at) => l10n.t('It has expired: its signer wanted it to hold until {0}.', utc(at)),
  'notation-certificates-valid': () => l10n.t('All certificates are valid now.'),
  'notation-certificate-expired': (subject, at) =>
    l10n.t(
      'The certificate {0} expired at {1}, and no timestamp proves that it was signed before.',
      subject ?? '',
      utc(at),
    ),
  'notation-certificate-not-yet': (subject, at) =>
    l10n.t('The certificate {0} is valid from {1} only.', subject ?? '', utc(at)),
  'notation-signed-outside': (subject, at) =>
    l10n.t('The certificate {0} was not valid when it was signed ({1}).', subject ?? '', utc(at)),
  'notation-authority-time': (at) => l10n.t('It was made at {0}, says the signing authority.', utc(at)),
  'revocation-skipped': () =>
    l10n.t('The trust policy does not ask whether certificates were revoked, so nobody was asked.'),
  'notation-timestamp-missing': () => l10n.t('The trust policy asks for a timestamp, and it has none.'),
  'notation-timestamp-unreadable': (why) =>
    l10n.t('Its timestamp cannot be read: {0}. Have the signature timestamped again.', why ?? ''),
  'notation-timestamp-response': () =>
    l10n.t('It holds the whole answer of the timestamp authority, and not the timestamp in it: sign again.'),
  'notation-timestamp-other': () => l10n.t('Its timestamp is of something else than this signature.'),
  'notation-timestamp-no-certificate': () =>
    l10n.t('Its timestamp does not bring the certificate of the authority that made it.'),
  'notation-timestamp-chain': (why) =>
    l10n.t('The certificate chain of its timestamp breaks the rules: {0}.', why ?? ''),
  'notation-timestamp-stranger': (authority, stores) =>
    stores
      ? l10n.t(
          'Its timestamp is of an authority that no root in the trust store {1} vouches for: {0}.',
          authority ?? '',
          stores,
        )
      : l10n.t(
          'No trust store here vouches for the authority that made its timestamp: {0}.',
          authority ?? '',
        ),
  'timestamp-future': (at) =>
    l10n.t('Its timestamp is from the future ({0}), or the clock of this machine is wrong: set it.', utc(at)),
  'revocation-not-revocable': () =>
    l10n.t(
      'Its certificates do not say whom to ask whether they were revoked, so they count as not revoked.',
    ),
  'revocation-good': (at) =>
    l10n.t('None of its certificates was revoked, say those who issued them (as of {0}).', utc(at)),
  'revocation-not-asked': (subject) =>
    l10n.t('Revocation not checked: whether {0} was revoked has not been asked.', subject ?? ''),
  'revocation-revoked': (subject, at) =>
    l10n.t('The certificate {0} was revoked at {1}: trust nothing that it signs.', subject ?? '', utc(at)),
  'revocation-held': (subject, at) =>
    l10n.t('The certificate {0} has been suspended since {1}.', subject ?? '', utc(at)),
  'revocation-no-address': (subject) =>
    l10n.t(
      'Revocation not checked: the certificate {0} names nobody who can be asked by HTTP.',
      subject ?? '',
    ),
  'revocation-unreachable': (subject, host, why) =>
    l10n.t(
      'Revocation not checked: whether {0} was revoked, {1} did not say ({2}).',
      subject ?? '',
      host ?? '',
      why ?? '',
    ),
  'revocation-useless': (subject, host, why) =>
    l10n.t(
      'Revocation not checked: what {1} says of {0} is of no use: {2}.',
      subject ?? '',
      host ?? '',
      why ?? '',
    ),
  'notation-logged-authenticity': () =>
    l10n.t('notation verify will accept this: the trust policy only wants it logged.'),
  'notation-tolerates': () => l10n.t('notation verify does not mind this; the specification does.'),
  'notation-refuses-directory': (folder, store) =>
    l10n.t(
      'notation verify refuses this: the folder {0} lies in the trust store {1}, where the specification ignores it.',
      folder ?? '',
      store ?? '',
    ),
  'notation-refuses-chain': () =>
    l10n.t(
      'notation verify refuses this: it does not read the certificates where they stand, as the specification allows.',
    ),

  'notation-policy-unreadable': (why) => why ?? '',
  'notation-policy-unusable': (document, line, why) =>
    l10n.t(
      'Nothing can be judged by {0}, for there is a mistake in line {1}. {2}',
      document ?? '',
      line ?? '',
      why ?? '',
    ),
  'notation-policy-silent': (document, repository) =>
    l10n.t(
      '{0} has no statement for {1}, and none for all repositories: add one.',
      document ?? '',
      repository ?? '',
    ),
  'notation-policy-skips': (rule) =>
    l10n.t(
      'It was not verified, because {0} has the level skip: choose another to have it verified.',
      rule ?? '',
    ),
  'notation-store-unusable': (rule, why) =>
    l10n.t('Nothing can be judged by {0}. {1}', rule ?? '', why ?? ''),
  'notation-signer-any': (rule, store) =>
    l10n.t('Everybody for whom the trust store {0} vouches is trusted by {1}.', store ?? '', rule ?? ''),
  'notation-signer-twice': (rule, attribute) =>
    l10n.t(
      'The signer is not among those that {0} trusts: its subject has {1} twice, and such a subject is matched by * alone.',
      rule ?? '',
      attribute ?? '',
    ),
  'notation-signer-unnamed': (rule, attribute) =>
    l10n.t(
      'The signer is not among those that {0} trusts: its subject has an attribute that no identity can name ({1}), and such a subject is matched by * alone.',
      rule ?? '',
      attribute ?? '',
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
