import { beforeAll, describe, expect, it } from 'vitest';
import {
  altered,
  certificateAnnotation,
  createSigstore,
  ecKeys,
  failures,
  flip,
  flipped,
  judged,
  legacyAttestationOf,
  legacyOf,
  outcome,
  publicKeyOf,
  type Signed,
  type Signer,
  type Sigstore,
  signatureAnnotation,
  timestampAnnotation,
  withAnnotation,
  withBytes,
  withLogEntry,
} from '../../../support/sigstore/index.ts';

let sigstore: Sigstore;
let signer: Signer;
const bare: Signer = { keys: ecKeys() };
beforeAll(async () => {
  sigstore = await createSigstore();
  signer = sigstore.certify();
});

/** Of base64 text, in what it stands for. */
const rewritten = (from: string, to: string) => (value: unknown) =>
  Buffer.from(Buffer.from(String(value), 'base64').toString().replace(from, to)).toString('base64');

describe('a legacy signature that was tampered with', () => {
  const kinds: [string, () => Promise<Signed>][] = [
    ['signature', () => legacyOf(sigstore, signer, { timestamp: true })],
    ...(['dsse', 'intoto001', 'intoto002'] as const).map((entry): [string, () => Promise<Signed>] => [
      `attestation, ${entry}`,
      () => legacyAttestationOf(sigstore, signer, { entry, timestamp: true }),
    ]),
  ];
  const changes: [string, (signed: Signed) => Signed, string[]][] = [
    ['the promise', (signed) => withLogEntry(signed, 'SignedEntryTimestamp', flipped()), ['log-inclusion']],
    [
      'the body',
      (signed) => withLogEntry(signed, 'Payload.body', rewritten('sha256', 'sha257')),
      ['log-inclusion'],
    ],
    [
      'the time',
      (signed) => withLogEntry(signed, 'Payload.integratedTime', (at) => Number(at) + 1),
      ['log-inclusion'],
    ],
    ['the index', (signed) => withLogEntry(signed, 'Payload.logIndex', () => 5), ['log-inclusion']],
    [
      'a time in words',
      (signed) => withLogEntry(signed, 'Payload.integratedTime', String),
      ['log-entry-damaged'],
    ],
    [
      'no promise',
      (signed) => withLogEntry(signed, 'SignedEntryTimestamp', () => undefined),
      ['log-entry-damaged'],
    ],
    [
      'the timestamp',
      (signed) => {
        const json: unknown = JSON.parse(signed.record.annotations[timestampAnnotation] ?? '');
        const text = JSON.stringify(altered(json, 'SignedRFC3161Timestamp', flipped()));
        return withAnnotation(signed, timestampAnnotation, text);
      },
      ['timestamp-invalid'],
    ],
    [
      'a timestamp that is none',
      (signed) => withAnnotation(signed, timestampAnnotation, '{}'),
      ['timestamp-unreadable'],
    ],
    [
      'a certificate that is none',
      (signed) => withAnnotation(signed, certificateAnnotation, 'x'),
      ['certificate-unreadable'],
    ],
  ];

  it.each(kinds.flatMap(([kind, make]) => changes.map((change) => [kind, ...change, make] as const)))(
    '%s: %s',
    async (_kind, _what, change, failing, make) => {
      const signed = await make();
      expect(outcome(signed, [sigstore.root])).toBe('trusted');
      const report = judged(change(signed), [sigstore.root]);
      expect(failures(report)).toEqual(expect.arrayContaining(failing));
      expect(report.verdict).toBe('invalid');
    },
  );

  it('the payload, the signature', async () => {
    const signed = await legacyOf(sigstore, signer);
    const text = signed.bytes.toString();
    const payload = withBytes(signed, Buffer.from(text.replace('acme/shop', 'acme/shoq')));
    expect(failures(judged(payload, [sigstore.root]))).toEqual([
      'signature-wrong-certificate',
      'log-entry-other',
      'time-missing',
    ]);
    const space = withBytes(signed, Buffer.from(`${text} `));
    expect(outcome(space, [sigstore.root])).toBe('invalid signature-wrong-certificate');
    const value = signed.record.annotations[signatureAnnotation];
    const signature = withAnnotation(signed, signatureAnnotation, String(flipped()(value)));
    expect(outcome(signature, [sigstore.root])).toBe('invalid signature-wrong-certificate');
    expect(outcome(withAnnotation(signed, signatureAnnotation, ''), [sigstore.root])).toBe(
      'invalid no-signature',
    );
    expect(outcome(withAnnotation(signed, signatureAnnotation, `${value} `), [sigstore.root])).toBe(
      'invalid signature-not-base64',
    );
  });

  it('by a key: it may as well be of another key', async () => {
    const signed = await legacyOf(sigstore, bare);
    const trust = { keys: [publicKeyOf(bare)] };
    expect(outcome(signed, [sigstore.root], trust)).toBe('trusted');
    expect(outcome(withBytes(signed, flip(signed.bytes, 40)), [sigstore.root], trust)).toMatch(
      /^(untrusted|invalid) /,
    );
  });
});
