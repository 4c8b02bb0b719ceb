import * as l10n from '@vscode/l10n';
import { type Sentence, utc } from '../sentence.ts';

/** What checks of signatures of the Notary Project end with. */
export const notationSentences = {
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
  'metadata-present': () => l10n.t('It carries the user metadata that is asked for.'),
  'metadata-missing': (key, wanted, found) =>
    found === undefined
      ? l10n.t('It does not carry the user metadata {0}={1}.', key ?? '', wanted ?? '')
      : l10n.t('The user metadata {0} is "{1}" and not "{2}".', key ?? '', found, wanted ?? ''),
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
} as const satisfies Record<string, Sentence>;
