import { beforeAll, describe, expect, it } from 'vitest';
import * as der from '../../../support/sigstore/der.ts';
import {
  altered,
  asReferrer,
  bundleOf,
  createSigstore,
  ecKeys,
  failures,
  image,
  judged,
  legacyAttestationOf,
  legacyOf,
  logAnnotation,
  outcome,
  publicKeyOf,
  type Signed,
  type Signer,
  type Sigstore,
  timestampAnnotation,
  withAnnotation,
  withBytes,
} from '../../../support/sigstore/index.ts';

let sigstore: Sigstore;
let signer: Signer;
let bundle: Record<string, unknown>;
const bare: Signer = { keys: ecKeys() };
beforeAll(async () => {
  sigstore = await createSigstore();
  signer = sigstore.certify();
  bundle = await bundleOf(sigstore, signer, { timestamp: true });
});

const material = 'verificationMaterial';
const entries = `${material}.tlogEntries`;
const proof = `${entries}.0.inclusionProof`;
const stamps = `${material}.timestampVerificationData.rfc3161Timestamps`;
type Change = (value: unknown) => unknown;
const worth = (changed: unknown) => outcome(asReferrer(changed), [sigstore.root]);
const many =
  (count: number): Change =>
  (list) =>
    Array.from({ length: count }, () => (list as unknown[])[0]);
const none: Change = () => undefined;

describe('a bundle with parts missing, too many, or wrong', () => {
  it.each<[what: string, path: string, change: Change, worth: string]>([
    ['no content', 'dsseEnvelope', none, 'invalid bundle-damaged'],
    ['no material', material, none, 'invalid bundle-damaged'],
    ['no certificate', `${material}.certificate`, none, 'invalid bundle-damaged'],
    ['no media type', 'mediaType', none, 'invalid bundle-media-type'],
    ['a media type of something else', 'mediaType', () => 'application/json', 'invalid bundle-media-type'],
    [
      'a media type that is an object',
      'mediaType',
      () => ({ toString: 1, valueOf: 1 }),
      'invalid bundle-media-type',
    ],
    [
      'a version of the future',
      'mediaType',
      () => 'application/vnd.dev.sigstore.bundle.v9+json',
      'untrusted bundle-version',
    ],
    [
      'two contents',
      'messageSignature',
      () => ({ messageDigest: {}, signature: 'AAAA' }),
      'invalid bundle-two-contents',
    ],
    ['two contents, one of them null', 'messageSignature', () => null, 'invalid bundle-two-contents'],
    ['a certificate and a key', `${material}.publicKey`, () => ({ hint: 'x' }), 'invalid bundle-two-signers'],
    [
      'a certificate and a chain',
      `${material}.x509CertificateChain`,
      () => ({ certificates: [] }),
      'invalid bundle-two-signers',
    ],
    ['no log entries', entries, () => [], 'untrusted log-missing'],
    ['no proof', proof, none, 'invalid bundle-damaged'],
    ['no checkpoint', `${proof}.checkpoint`, none, 'invalid bundle-damaged'],
    ['no promise, a timestamp instead', `${entries}.0.inclusionPromise`, none, 'trusted'],
    ['no log ID', `${entries}.0.logId`, none, 'invalid bundle-damaged'],
    ['no kind', `${entries}.0.kindVersion`, none, 'invalid bundle-damaged'],
    ['no body', `${entries}.0.canonicalizedBody`, none, 'invalid log-inclusion'],
    ['33 entries', entries, many(33), 'invalid bundle-too-many'],
    ['33 timestamps', stamps, many(33), 'invalid bundle-too-many'],
    ['no timestamps, a promise instead', stamps, () => [], 'trusted'],
    ['no signature', 'dsseEnvelope.signatures', () => [], 'invalid bundle-damaged'],
    ['two signatures', 'dsseEnvelope.signatures', many(2), 'invalid bundle-damaged'],
    ['an empty signature', 'dsseEnvelope.signatures.0.sig', () => '', 'invalid bundle-damaged'],
    ['a signature that is null', 'dsseEnvelope.signatures.0', () => null, 'invalid bundle-damaged'],
    ['no payload', 'dsseEnvelope.payload', none, 'invalid bundle-damaged'],
    ['an empty payload', 'dsseEnvelope.payload', () => '', 'invalid bundle-damaged'],
    ['no payload type', 'dsseEnvelope.payloadType', none, 'invalid envelope-damaged'],
    ['line breaks in base64', 'dsseEnvelope.payload', (text) => `${text}\n`, 'invalid envelope-damaged'],
    ['base64 for URLs', 'dsseEnvelope.signatures.0.sig', () => 'AA-_', 'invalid signature-not-base64'],
    ['base64 without its end', 'dsseEnvelope.signatures.0.sig', () => 'AAA', 'invalid signature-not-base64'],
    [
      'base64 with too much of its end',
      'dsseEnvelope.signatures.0.sig',
      () => 'A===',
      'invalid bundle-damaged',
    ],
    ['a list where an object should be', material, () => [], 'invalid bundle-damaged'],
    ['a text where a list should be', entries, () => 'none', 'untrusted log-missing'],
  ])('%s', (_, path, change, expected) => {
    expect(worth(altered(bundle, path, change))).toBe(expected);
  });

  it('v0.3 with a chain, v0.1 without a promise', async () => {
    const old = await bundleOf(sigstore, signer, { version: '0.1' });
    expect(worth(old)).toBe('trusted');
    expect(worth({ ...old, mediaType: bundle.mediaType })).toBe('invalid bundle-damaged');
    expect(worth(altered(old, `${entries}.0.inclusionPromise`, none))).toBe('invalid bundle-damaged');
    const empty = altered(old, `${material}.x509CertificateChain.certificates`, () => []);
    expect(worth(empty)).toBe('invalid bundle-damaged');
  });

  it('a chain whose other certificates are anything', async () => {
    const old = await bundleOf(sigstore, signer, { version: '0.2' });
    const path = `${material}.x509CertificateChain.certificates`;
    expect(worth(altered(old, path, (list) => [...(list as []), { rawBytes: 'AAAA' }]))).toBe('trusted');
    // The first one is the signer, and no other.
    expect(worth(altered(old, path, (list) => [{ rawBytes: 'AAAA' }, ...(list as [])]))).toBe(
      'invalid certificate-unreadable',
    );
  });

  it('members that nobody knows', () => {
    expect(worth({ ...bundle, comment: 'kept', dsse_envelope: {} })).toBe('trusted');
  });
});

describe('what is no bundle', () => {
  const text = (content: string | Buffer): Signed => withBytes(asReferrer(bundle), Buffer.from(content));
  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['words', 'not JSON'],
    ['a number', '1'],
    ['a list', '[]'],
    ['null', 'null'],
    ['half of one', JSON.stringify({ mediaType: 'x' }).slice(0, 8)],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['two objects', '{}{}'],
    ['brackets a million deep', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
  ])('%s is invalid', (_, content) => {
    expect(outcome(text(content), [sigstore.root])).toBe('invalid not-json');
  });

  it('an object that is deep in itself', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    for (const name of ['verificationMaterial', 'dsseEnvelope', 'messageSignature']) {
      const content = `{"mediaType":"${String(bundle.mediaType)}","${name}":${deep}}`;
      expect(outcome(text(content), [sigstore.root])).toBe('invalid bundle-damaged');
    }
    expect(outcome(text(`{"mediaType":${deep}}`), [sigstore.root])).toBe('invalid bundle-media-type');
  });
});

describe('what is too large', () => {
  const empties = (count: number): string =>
    der.sequence(Buffer.alloc(count * 2, Buffer.from([5, 0]))).toString('base64');
  it.each<[what: string, path: string, change: Change, failing: string]>([
    ['a timestamp', `${stamps}.0.signedTimestamp`, () => empties(50_000), 'timestamp-unreadable'],
    ['a certificate', `${material}.certificate.rawBytes`, () => empties(10_000), 'certificate-unreadable'],
    [
      'a checkpoint',
      `${proof}.checkpoint.envelope`,
      (note) => `${note}${'— x AAAAAAAA\n'.repeat(10_000)}`,
      'log-entry-damaged',
    ],
    ['an index', `${entries}.0.logIndex`, () => '9'.repeat(100_000), 'log-entry-damaged'],
    ['an index in the tree', `${proof}.logIndex`, () => '9'.repeat(100_000), 'log-entry-damaged'],
    ['a time', `${entries}.0.integratedTime`, () => '9'.repeat(100_000), 'log-entry-damaged'],
    ['a proof', `${proof}.hashes`, () => new Array(300_000).fill('AAAA'), 'bundle-damaged'],
    [
      'an index in another notation',
      `${entries}.0.logIndex`,
      (index) => `0x${Number(index).toString(16)}`,
      'log-entry-damaged',
    ],
  ])('%s', (_, path, change, failing) => {
    const report = judged(asReferrer(altered(bundle, path, change)), [sigstore.root]);
    expect(report.verdict).toBe('invalid');
    expect(failures(report)).toContain(failing);
  });

  it('words of a stranger in a report: one line, cut', () => {
    const long = `text/${'x'.repeat(10_000)}\n# heading`;
    for (const path of ['mediaType', 'dsseEnvelope.payloadType']) {
      const report = judged(asReferrer(altered(bundle, path, () => long)), [sigstore.root]);
      expect(report.checks.find(({ ok }) => !ok)?.detail.args).toEqual([long.slice(0, 200)]);
    }
  });

  it('a predicate type that is no name', async () => {
    const signed = asReferrer(await bundleOf(sigstore, signer, { predicateType: 'x'.repeat(10_000) }));
    expect(outcome(signed, [sigstore.root])).toBe('invalid no-predicate-type');
  });

  it('but not an SBOM of 8 MB', async () => {
    const predicate = { packages: [], comment: 'x'.repeat(8_000_000) };
    const options = { predicateType: 'https://spdx.dev/Document', predicate };
    for (const signed of [
      asReferrer(await bundleOf(sigstore, bare, options)),
      await legacyAttestationOf(sigstore, bare, options),
    ]) {
      expect(outcome(signed, [], { keys: [publicKeyOf(bare)] })).toBe('trusted');
    }
  });
});

describe('a legacy signature that is none', () => {
  it.each<[string, unknown, string]>([
    ['of another type', { type: 'cosign blob' }, 'invalid payload-kind'],
    ['without a type', { type: undefined }, 'invalid payload-kind'],
    ['without an image', { image: {} }, 'invalid no-subject'],
    ['with a number for its image', { image: { 'docker-manifest-digest': 7 } }, 'invalid no-subject'],
  ])('%s', async (_, critical, expected) => {
    const whole = {
      identity: { 'docker-reference': '' },
      image: { 'docker-manifest-digest': image },
      type: 'cosign container image signature',
    };
    const payload = Buffer.from(
      JSON.stringify({ critical: { ...whole, ...(critical as object) }, optional: null }),
    );
    expect(outcome(await legacyOf(sigstore, signer, { payload }), [sigstore.root])).toBe(expected);
  });

  it.each(['', 'x', '[]', 'null', '{}', '{"Payload":{}}', `{"Payload":${'['.repeat(100_000)}`])(
    'with %.20s as its log entry',
    async (entry) => {
      const signed = withAnnotation(await legacyOf(sigstore, signer), logAnnotation, entry);
      expect(outcome(signed, [sigstore.root])).toBe(
        entry === '' ? 'untrusted log-missing' : 'invalid log-entry-damaged',
      );
    },
  );

  it.each(['x', '[]', '{"SignedRFC3161Timestamp":1}', '{"SignedRFC3161Timestamp":"MAA="}'])(
    'with %s as its timestamp',
    async (stamp) => {
      const signed = withAnnotation(await legacyOf(sigstore, signer), timestampAnnotation, stamp);
      expect(outcome(signed, [sigstore.root])).toBe('invalid timestamp-unreadable');
    },
  );

  it('an envelope where a payload belongs, and the other way round', async () => {
    const [signature, attestation] = [
      await legacyOf(sigstore, signer),
      await legacyAttestationOf(sigstore, signer),
    ];
    expect(outcome({ ...signature, bytes: attestation.bytes }, [sigstore.root])).toBe('invalid payload-kind');
    expect(outcome({ ...attestation, bytes: signature.bytes }, [sigstore.root])).toBe(
      'invalid envelope-damaged',
    );
    expect(outcome({ ...attestation, bytes: asReferrer(bundle).bytes }, [sigstore.root])).toBe(
      'invalid envelope-damaged',
    );
  });
});
