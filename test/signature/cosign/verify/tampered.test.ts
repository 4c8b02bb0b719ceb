import { beforeAll, describe, expect, it } from 'vitest';
import {
  altered,
  asReferrer,
  bundleOf,
  createSigstore,
  ecKeys,
  failures,
  flipped,
  image,
  judged,
  legacyAttestationOf,
  legacyOf,
  otherImage,
  outcome,
  provenance,
  publicKeyOf,
  type Signed,
  type Signer,
  type Sigstore,
  statementOf,
} from '../../../support/sigstore/index.ts';

let sigstore: Sigstore;
let signer: Signer;
const bare: Signer = { keys: ecKeys() };
/** Valid bundles by certificate (log and timestamp), by Rekor v2, and by key. */
let whole: { v1: unknown; v2: unknown; message: unknown; keyed: unknown };
beforeAll(async () => {
  sigstore = await createSigstore();
  signer = sigstore.certify();
  whole = {
    v1: await bundleOf(sigstore, signer, { timestamp: true }),
    v2: await bundleOf(sigstore, signer, { log: 'v2', timestamp: true }),
    message: await bundleOf(sigstore, signer, { message: true }),
    keyed: await bundleOf(sigstore, bare),
  };
});

const material = 'verificationMaterial';
const entry = `${material}.tlogEntries.0`;
const stamp = `${material}.timestampVerificationData.rfc3161Timestamps.0.signedTimestamp`;
const payloadOf = (statement: unknown) => () => Buffer.from(JSON.stringify(statement)).toString('base64');
const anotherHash = () => Buffer.alloc(32, 7).toString('base64');
const addOne = (value: unknown) => `${Number(value) + 1}`;
const replaced = (from: string, to: string) => (value: unknown) => String(value).replace(from, to);

describe('a bundle that was tampered with', () => {
  it.each<[what: string, path: string, change: (value: unknown) => unknown, failing: string[]]>([
    [
      'the payload: another image',
      'dsseEnvelope.payload',
      payloadOf(statementOf({ digest: otherImage })),
      ['subject-other', 'signature-wrong-certificate', 'log-entry-other'],
    ],
    [
      'the payload: another predicate type',
      'dsseEnvelope.payload',
      payloadOf(statementOf({ predicateType: provenance })),
      ['signature-wrong-certificate', 'log-entry-other'],
    ],
    [
      'the payload: one more annotation',
      'dsseEnvelope.payload',
      payloadOf(statementOf({ annotations: { env: 'prod' } })),
      ['signature-wrong-certificate', 'log-entry-other'],
    ],
    ['the payload: white space', 'dsseEnvelope.payload', payloadOf([]), ['not-json']],
    ['the payload type', 'dsseEnvelope.payloadType', () => 'text/plain', ['payload-type']],
    [
      'the signature',
      'dsseEnvelope.signatures.0.sig',
      flipped(),
      ['signature-wrong-certificate', 'log-entry-other', 'timestamp-invalid'],
    ],
    [
      'the promise of the log (SET)',
      `${entry}.inclusionPromise.signedEntryTimestamp`,
      flipped(),
      ['log-inclusion'],
    ],
    ['the first hash of the proof', `${entry}.inclusionProof.hashes.0`, anotherHash, ['log-inclusion']],
    ['the last hash of the proof', `${entry}.inclusionProof.hashes.3`, flipped(), ['log-inclusion']],
    ['a hash too few', `${entry}.inclusionProof.hashes`, (list) => (list as []).slice(1), ['log-inclusion']],
    [
      'a hash too many',
      `${entry}.inclusionProof.hashes`,
      (list) => [...(list as []), anotherHash()],
      ['log-inclusion'],
    ],
    ['the root of the proof', `${entry}.inclusionProof.rootHash`, flipped(), ['log-inclusion']],
    ['the size of the tree', `${entry}.inclusionProof.treeSize`, addOne, ['log-inclusion']],
    ['the index in the tree', `${entry}.inclusionProof.logIndex`, addOne, ['log-inclusion']],
    ['the index in the log', `${entry}.logIndex`, addOne, ['log-inclusion']],
    [
      'the size in the checkpoint',
      `${entry}.inclusionProof.checkpoint.envelope`,
      replaced('\n1', '\n2'),
      ['log-inclusion'],
    ],
    [
      'the name in the checkpoint',
      `${entry}.inclusionProof.checkpoint.envelope`,
      replaced('rekor', 'rokor'),
      ['log-inclusion'],
    ],
    [
      'the signature of the checkpoint',
      `${entry}.inclusionProof.checkpoint.envelope`,
      (text) => String(text).replace(/.{8}\n$/, 'AAAAAAA=\n'),
      ['log-inclusion'],
    ],
    ['the time of the log', `${entry}.integratedTime`, addOne, ['log-inclusion']],
    ['the body of the entry', `${entry}.canonicalizedBody`, flipped(20), ['log-inclusion']],
    ['the kind of the entry', `${entry}.kindVersion.kind`, () => 'hashedrekord', ['log-entry-other']],
    ['the timestamp', stamp, flipped(), ['timestamp-invalid']],
    ['the middle of the timestamp', stamp, flipped(60), ['timestamp-invalid']],
    ['half a timestamp', stamp, (text) => String(text).slice(0, 200), ['timestamp-unreadable']],
    [
      'a certificate of somebody else',
      `${material}.certificate.rawBytes`,
      () => sigstore.certify().certificate?.toString('base64'),
      ['signature-wrong-certificate', 'log-entry-signer'],
    ],
    // It is no point of the curve any more.
    [
      'the key in the certificate',
      `${material}.certificate.rawBytes`,
      flipped(150),
      ['certificate-unreadable'],
    ],
    [
      'half a certificate',
      `${material}.certificate.rawBytes`,
      (text) => String(text).slice(0, 200),
      ['certificate-unreadable'],
    ],
  ])('is invalid: %s', (_, path, change, failing) => {
    const report = judged(asReferrer(altered(whole.v1, path, change)), [sigstore.root]);
    expect(failures(report)).toEqual(expect.arrayContaining(failing));
    expect({ verdict: report.verdict, verified: report.verified }).toEqual({
      verdict: 'invalid',
      verified: false,
    });
  });

  it.each<[string, string, (value: unknown) => unknown, string]>([
    ['a hash of the proof', `${entry}.inclusionProof.hashes.0`, flipped(), 'log-inclusion'],
    [
      'the signature of the checkpoint',
      `${entry}.inclusionProof.checkpoint.envelope`,
      (text) => String(text).replace(/.{8}\n$/, 'AAAAAAA=\n'),
      'log-inclusion',
    ],
    ['the body of the entry', `${entry}.canonicalizedBody`, flipped(30), 'log-inclusion'],
    ['the timestamp', stamp, flipped(), 'timestamp-invalid'],
  ])('is invalid with an entry of Rekor v2: %s', (_, path, change, failing) => {
    expect(outcome(asReferrer(whole.v2), [sigstore.root])).toBe('trusted');
    const report = judged(asReferrer(altered(whole.v2, path, change)), [sigstore.root]);
    expect(report.verdict).toBe('invalid');
    expect(failures(report)).toContain(failing);
  });

  it('takes no time from an entry without a promise, whatever it says', () => {
    const aged = altered(whole.v2, `${entry}.integratedTime`, () => '1700000000');
    expect(judged(asReferrer(aged), [sigstore.root]).time?.at).toBe(sigstore.now.getTime());
    const bundle = altered(aged, `${material}.timestampVerificationData`, () => undefined);
    expect(outcome(asReferrer(bundle), [sigstore.root])).toBe('untrusted time-missing');
  });

  it('has a certificate that no known authority signed', () => {
    const bundle = altered(whole.v1, `${material}.certificate.rawBytes`, flipped());
    expect(outcome(asReferrer(bundle), [sigstore.root])).toBe('untrusted certificate-foreign');
  });

  it('has a message signature over another digest', () => {
    const path = 'messageSignature.messageDigest.digest';
    const other = Buffer.from(otherImage.slice(7), 'hex').toString('base64');
    expect(outcome(asReferrer(whole.message), [sigstore.root])).toBe('trusted');
    expect(outcome(asReferrer(altered(whole.message, path, () => other)), [sigstore.root])).toBe(
      'invalid subject-other',
    );
    // It says that it is of the other image, and is not.
    const report = judged(
      asReferrer(altered(whole.message, path, () => other)),
      [sigstore.root],
      {},
      otherImage,
    );
    expect(report.verdict).toBe('invalid');
    expect(failures(report)).toEqual(['signature-wrong-certificate', 'log-entry-other', 'time-missing']);
    const signature = altered(whole.message, 'messageSignature.signature', flipped());
    expect(outcome(asReferrer(signature), [sigstore.root])).toBe('invalid signature-wrong-certificate');
  });

  it('was made with a key: the named key is known and does not hold', () => {
    const trust = { keys: [publicKeyOf(bare)] };
    expect(outcome(asReferrer(whole.keyed), [sigstore.root], trust)).toBe('trusted');
    for (const [path, change] of [
      ['dsseEnvelope.payload', payloadOf(statementOf({ annotations: { env: 'prod' } }))],
      ['dsseEnvelope.signatures.0.sig', flipped()],
    ] as const) {
      const signed = asReferrer(altered(whole.keyed, path, change));
      expect(outcome(signed, [sigstore.root], trust)).toBe('invalid signature-wrong-key');
    }
    // An entry is not asked for, but one that is there must hold, whatever other roots know.
    const logged = asReferrer(
      altered(whole.keyed, `${entry}.inclusionPromise.signedEntryTimestamp`, flipped()),
    );
    const stranger = sigstore.rootWith((root) => void root.tlogs.splice(0));
    expect(outcome(logged, [sigstore.root], trust)).toBe('invalid log-inclusion');
    expect(outcome(logged, [stranger, sigstore.root], trust)).toBe('invalid log-inclusion');
    expect(outcome(logged, [sigstore.root, stranger], trust)).toBe('invalid log-inclusion');
  });
});

describe('a signature of another image', () => {
  it.each<[string, () => Promise<Signed>]>([
    ['bundle', async () => asReferrer(await bundleOf(sigstore, signer, { digest: otherImage }))],
    [
      'message signature',
      async () => asReferrer(await bundleOf(sigstore, signer, { digest: otherImage, message: true })),
    ],
    ['legacy', () => legacyOf(sigstore, signer, { digest: otherImage })],
    ['legacy attestation', () => legacyAttestationOf(sigstore, signer, { digest: otherImage })],
  ])('%s: valid there, invalid here', async (_, make) => {
    const signed = await make();
    expect(outcome(signed, [sigstore.root], {}, otherImage)).toBe('trusted');
    expect(outcome(signed, [sigstore.root])).toBe('invalid subject-other');
    expect(
      judged(signed, [sigstore.root]).checks.find(({ name }) => name === 'subject')?.detail.args,
    ).toEqual([otherImage]);
  });

  it.each([
    ['of another image', otherImage, 'subject-listed'],
    ['without one', '', 'subject-unnamed'],
  ])('in a manifest %s as subject, though the bytes are of this one', async (_, foreignSubject, failing) => {
    const signed = asReferrer(await bundleOf(sigstore, signer), { foreignSubject });
    expect(outcome(signed, [sigstore.root])).toBe(`invalid ${failing}`);
  });

  it.each(['sha256:', image.toUpperCase(), image.slice(0, -1), ` ${image}`, image.slice(7)])(
    'that is named almost like this: %s',
    async (digest) => {
      expect(outcome(await legacyOf(sigstore, signer, { digest }), [sigstore.root])).toBe(
        'invalid subject-other',
      );
    },
  );
});
