import { beforeAll, describe, expect, it } from 'vitest';
import { verifier } from '../../../../server/src/trust/verifier.ts';
import {
  altered,
  asReferrer,
  bundleOf,
  createSigstore,
  ecKeys,
  judged,
  legacyOf,
  member,
  outcome,
  publicKeyOf,
  type RootJson,
  relogged,
  reloggedLegacy,
  type Signer,
  type Sigstore,
  workflow,
} from '../../../support/sigstore/index.ts';

let sigstore: Sigstore;
let other: Sigstore;
let signer: Signer;
const bare: Signer = { keys: ecKeys() };
beforeAll(async () => {
  [sigstore, other] = await Promise.all([createSigstore(), createSigstore('other')]);
  signer = sigstore.certify();
});

const minutes = (count: number) => new Date(sigstore.now.getTime() + count * 60_000);
const stamps = 'verificationMaterial.timestampVerificationData.rfc3161Timestamps';

/** The bundle with what stands at `path` in another one. */
const with_ = (bundle: unknown, path: string, donor: unknown) =>
  altered(bundle, path, () => member(donor, path));

describe('time', () => {
  it('comes from somewhere, or the certificate is worth nothing', async () => {
    const signed = asReferrer(await bundleOf(sigstore, signer, { log: 'v2' }));
    expect(outcome(signed, [sigstore.root])).toBe('untrusted time-missing');
    const neither = asReferrer(await bundleOf(sigstore, signer, { log: 'none' }));
    expect(outcome(neither, [sigstore.root], { requirements: { log: 'waived' } })).toBe(
      'untrusted time-missing',
    );
  });

  it('must be within the certificate, each of several', async () => {
    const late = relogged(sigstore, await bundleOf(sigstore, signer, { timestamp: true }), minutes(60));
    expect(outcome(asReferrer(late), [sigstore.root])).toBe('invalid certificate-expired');
    const early = relogged(sigstore, await bundleOf(sigstore, signer), minutes(-60));
    expect(outcome(asReferrer(early), [sigstore.root])).toBe('invalid certificate-expired');
    const legacy = reloggedLegacy(sigstore, await legacyOf(sigstore, signer), (body) => body, minutes(60));
    expect(outcome(legacy, [sigstore.root])).toBe('invalid certificate-expired');
    const expired = sigstore.certify({ from: minutes(-20), to: minutes(-10) });
    const stamped = asReferrer(await bundleOf(sigstore, expired, { log: 'v2', timestamp: true }));
    expect(outcome(stamped, [sigstore.root])).toBe('invalid certificate-expired');
  });

  it('by a timestamp authority, when that is asked for', async () => {
    const signed = { requirements: { signedTimestamps: true } };
    const logged = asReferrer(await bundleOf(sigstore, signer));
    expect(outcome(logged, [sigstore.root], signed)).toBe('untrusted time-no-timestamp');
    const both = asReferrer(await bundleOf(sigstore, signer, { timestamp: true }));
    expect(outcome(both, [sigstore.root], signed)).toBe('trusted');
    const keys = [publicKeyOf(bare)];
    const keyed = asReferrer(await bundleOf(sigstore, bare));
    expect(outcome(keyed, [sigstore.root], { keys, ...signed })).toBe('untrusted time-no-timestamp');
    expect(outcome(keyed, [], { keys, ...signed })).toBe('untrusted time-no-root');
  });

  it('of another signature, or of an authority with the same name, is none', async () => {
    const [ours, theirs] = [
      await bundleOf(sigstore, signer, { timestamp: true }),
      await bundleOf(sigstore, signer, { timestamp: true, annotations: { a: 'b' } }),
    ];
    expect(outcome(asReferrer(with_(ours, stamps, theirs)), [sigstore.root])).toBe(
      'invalid timestamp-invalid',
    );
    const signature = Buffer.from(String(member(ours, 'dsseEnvelope.signatures.0.sig')), 'base64');
    const signedTimestamp = (await other.timestamp(signature)).toString('base64');
    const foreign = altered(ours, stamps, () => [{ signedTimestamp }]);
    expect(outcome(asReferrer(foreign), [sigstore.root])).toBe('invalid timestamp-invalid');
    const none = sigstore.rootWith((root) => void root.timestampAuthorities.splice(0));
    expect(outcome(asReferrer(ours), [none], { requirements: { signedTimestamps: true } })).toBe(
      'untrusted timestamp-unknown',
    );
  });
});

describe('a trusted root', () => {
  const start = (change: (validFor: object) => void) => (root: RootJson) => {
    for (const { publicKey } of root.tlogs) change(publicKey.validFor);
  };

  it('of another instance with all the same names verifies nothing', async () => {
    for (const options of [{}, { log: 'v2', timestamp: true }, { version: '0.1' }] as const) {
      const signed = asReferrer(await bundleOf(sigstore, signer, options));
      expect(outcome(signed, [other.root])).toBe('untrusted certificate-foreign');
    }
    expect(outcome(await legacyOf(sigstore, signer), [other.root])).toBe('untrusted certificate-foreign');
  });

  it('whose log keys have no start is refused: they would hold for all of the past', async () => {
    for (const list of ['tlogs', 'ctlogs'] as const) {
      const root = sigstore.rootWith((json) => void delete json[list][0]?.publicKey.validFor.start);
      expect(verifier.problemOfRoot(root)?.id).toBe('root-without-start');
      expect(outcome(asReferrer(await bundleOf(sigstore, signer)), [root])).toBe(
        'untrusted certificate-no-root',
      );
    }
  });

  it.each([
    ['that is not JSON', 'x', 'root-not-json'],
    ['that is empty', '', 'root-not-json'],
    ['of no known media type', '{"mediaType":"text/plain"}', 'root-media-type'],
    [
      'that holds nothing',
      '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}',
      'root-empty',
    ],
  ])('%s verifies nothing', async (_, text, problem) => {
    const root = { name: 'mine', text, digest: `sha256:${text}` };
    expect(verifier.problemOfRoot(root)?.id).toBe(problem);
    expect(outcome(asReferrer(await bundleOf(sigstore, signer)), [root])).toBe(
      'untrusted certificate-no-root',
    );
  });

  it('says when the key of a log was in use', async () => {
    const retired = sigstore.rootWith(
      start((validFor) => void Object.assign(validFor, { end: minutes(-1).toISOString() })),
    );
    const future = sigstore.rootWith(
      start((validFor) => void Object.assign(validFor, { start: minutes(1).toISOString() })),
    );
    const v1 = asReferrer(await bundleOf(sigstore, signer));
    const v2 = asReferrer(await bundleOf(sigstore, signer, { log: 'v2', timestamp: true }));
    for (const root of [retired, future]) {
      expect(outcome(v1, [root])).toBe('invalid log-inclusion');
      expect(outcome(v2, [root])).toBe('invalid log-key-retired');
    }
  });
});

it('who a stranger is, is said all the same', async () => {
  const { verdict, signer: shown } = judged(asReferrer(await bundleOf(sigstore, signer)), [other.root]);
  expect({ verdict, shown }).toMatchObject({ verdict: 'untrusted', shown: { subject: workflow } });
});
