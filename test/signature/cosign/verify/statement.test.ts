import { beforeAll, describe, expect, it } from 'vitest';
import {
  asReferrer,
  bundleOf,
  createSigstore,
  image,
  outcome,
  type Signer,
  type Sigstore,
} from '../../../support/sigstore/index.ts';

let sigstore: Sigstore;
let signer: Signer;
beforeAll(async () => {
  sigstore = await createSigstore();
  signer = sigstore.certify();
});

describe('a statement', () => {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { sha256: image.slice(7) } }],
    predicateType: 'https://sigstore.dev/cosign/sign/v1',
    predicate: {},
  };
  const signed = async (content: unknown, payloadType?: string) => {
    const payload = Buffer.from(JSON.stringify(content));
    return asReferrer(await bundleOf(sigstore, signer, { payload, ...(payloadType && { payloadType }) }));
  };

  it.each<[what: string, content: unknown, worth: string]>([
    ['as it should be', statement, 'trusted'],
    ['of in-toto 0.1', { ...statement, _type: 'https://in-toto.io/Statement/v0.1' }, 'trusted'],
    ['of no known type', { ...statement, _type: 'https://in-toto.io/Link/v1' }, 'invalid statement-type'],
    ['without a type', { ...statement, _type: undefined }, 'invalid statement-type'],
    ['without a predicate type', { ...statement, predicateType: undefined }, 'invalid no-predicate-type'],
    ['with an empty predicate type', { ...statement, predicateType: '' }, 'invalid no-predicate-type'],
    ['without subjects', { ...statement, subject: undefined }, 'invalid no-subject'],
    ['with a list of none', { ...statement, subject: [] }, 'invalid subject-other'],
    ['with a subject that is null', { ...statement, subject: [null] }, 'invalid subject-other'],
    [
      'of this image among others',
      { ...statement, subject: [{ digest: { sha256: '00' } }, ...statement.subject] },
      'trusted',
    ],
    [
      'of the digest under another name',
      { ...statement, subject: [{ digest: { sha1: image.slice(7) } }] },
      'invalid subject-other',
    ],
    [
      'of the digest in capitals',
      { ...statement, subject: [{ digest: { sha256: image.slice(7).toUpperCase() } }] },
      'invalid subject-other',
    ],
    [
      'of half the digest',
      { ...statement, subject: [{ digest: { sha256: image.slice(7, 39) } }] },
      'invalid subject-other',
    ],
    [
      'of a digest as a list',
      { ...statement, subject: [{ digest: { sha256: [image.slice(7)] } }] },
      'invalid subject-other',
    ],
    ['a list', [statement], 'invalid not-json'],
  ])('%s', async (_, content, expected) => {
    expect(outcome(await signed(content), [sigstore.root])).toBe(expected);
  });

  it.each(['application/vnd.in-toto+json ', 'application/json', 'Application/vnd.in-toto+json'])(
    'under the payload type "%s" is none, though it is signed so',
    async (payloadType) => {
      expect(outcome(await signed(statement, payloadType), [sigstore.root])).toBe('invalid payload-type');
    },
  );
});
