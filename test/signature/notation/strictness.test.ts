import { sign } from 'node:crypto';
import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { signedPayload } from '../../../server/src/signature/notation/sign/payload.ts';
import { toBeSigned } from '../../../server/src/signature/notation/verify/cose.ts';
import type { SignatureRecord } from '../../../server/src/signature/report.ts';
import { judgeNotation } from '../../../server/src/trust/notation/judge.ts';
import { trustingRoot } from '../../support/notation-trust.ts';
import { makeRoot, makeSigner } from '../../support/pki/certificate.ts';

/**
 * Signatures by a trusted signer, in envelopes that readers take in different ways. `notation verify` 1.3.2 has been asked
 * about each of them: "accepts" stands where it answers otherwise than we do.
 */

const root = makeRoot();
const { keys, chain } = makeSigner(root);
const digest = `sha256:${'ab'.repeat(32)}`;
const subject = { digest, mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 528 };
const type = 'application/vnd.cncf.notary.payload.v1+json';
const scheme = 'io.cncf.notary.signingScheme';
const [time, stamp, agent] = ['signingTime', 'timestampSignature', 'signingAgent'].map(
  (name) => `io.cncf.notary.${name}`,
);
const now = Date.parse('2026-11-24T12:00:00Z');

/** `invalid: The signature envelope is damaged: …`; behind it what is said of notation. */
function judged(mediaType: string, bytes: Buffer): string {
  const record: SignatureRecord = {
    ...{ layout: 'notation', kind: 'signature', mediaType, size: bytes.length, annotations: {} },
    ...{ manifestDigest: digest, digest },
  };
  const repository = { registry: 'registry.example', repository: 'app' };
  const request = { record, bytes, subject, repository, now, answers: new Map() };
  const { verdict, checks } = judgeNotation(request, trustingRoot(root)).report;
  const said = checks.filter(({ ok }) => !ok).map(({ detail }) => detail.args.join(' '));
  const remark = checks.some(({ name }) => name === 'tools') ? ['notation accepts'] : [];
  return [verdict, ...said, ...remark].join(': ');
}

const signed = (bytes: Uint8Array) =>
  sign('sha256', bytes, { key: keys.privateKey, dsaEncoding: 'ieee-p1363' });
const payload = signedPayload(subject, {});

interface Jws {
  readonly first?: object;
  readonly envelope?: object;
  readonly header?: object;
  readonly protected?: object;
  readonly payload?: Uint8Array;
}

function jws(changes: Jws): string {
  const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
  const head = base64url(
    JSON.stringify({
      ...{ alg: 'ES256', cty: type, crit: [scheme], [scheme]: 'notary.x509' },
      ...{ [time!]: '2026-11-10T00:00:00Z', ...changes.protected },
    }),
  );
  const body = base64url(changes.payload ?? payload);
  const envelope = {
    ...{ ...changes.first, payload: body, protected: head },
    header: { x5c: chain.map((der) => der.toString('base64')), ...changes.header },
    signature: base64url(signed(Buffer.from(`${head}.${body}`))),
    ...changes.envelope,
  };
  return judged('application/jose+json', Buffer.from(JSON.stringify(envelope)));
}

const targetArtifact = { ...subject };
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('in JWS', () => {
  it.each<[string, Jws, string]>([
    ['nothing else', {}, 'trusted'],
    ['members that nobody knows', { envelope: { more: 1 }, header: { more: 1 } }, 'trusted'],
    [
      'the signatures of the other serialization',
      { envelope: { signatures: [] } },
      'invalid: "signatures" stands beside "signature": notation accepts',
    ],
    [
      'something critical that is not signed',
      { header: { crit: ['more'] } },
      'invalid: "crit" stands in its unprotected header: notation accepts',
    ],
    [
      'another payload by a name in other case',
      { envelope: { Payload: 'AAAA' } },
      'invalid: "Payload" could be taken for "payload"',
    ],
    [
      'another payload by such a name before it',
      { first: { Payload: 'AAAA' } },
      'invalid: "Payload" could be taken for "payload": notation accepts',
    ],
    [
      'another chain by a name in other case',
      { header: { X5C: [] } },
      'invalid: "X5C" could be taken for "x5c"',
    ],
    [
      'another type by a name in other case',
      { protected: { CTY: 'text/plain' } },
      'invalid: "CTY" could be taken for "cty"',
    ],
    [
      'another image by a name in other case',
      { payload: json({ targetArtifact, TargetArtifact: {} }) },
      'invalid: "TargetArtifact" could be taken for "targetArtifact"',
    ],
    [
      'another digest by a name in other case',
      { payload: json({ targetArtifact: { ...targetArtifact, Digest: 'sha256:0' } }) },
      'invalid: "Digest" could be taken for "digest"',
    ],
    ['a timestamp that is no base64', { header: { [stamp!]: '***' } }, `invalid: ${stamp}`],
    ['no timestamp, said so', { header: { [stamp!]: null } }, 'trusted'],
    ['an agent that is no text', { header: { [agent!]: 5 } }, `invalid: ${agent}`],
  ])('%s', (_, changes, outcome) => {
    expect(jws(changes)).toBe(outcome);
  });
});

type Entry = readonly [label: unknown, value: unknown];

interface Cose {
  readonly header?: readonly Entry[];
  readonly unprotected?: readonly Entry[];
}

/** An item that is put in as it is. */
class Raw {
  readonly bytes: Buffer;
  constructor(...bytes: number[]) {
    this.bytes = Buffer.from(bytes);
  }
}

function item(value: unknown): Buffer {
  return value instanceof Raw ? value.bytes : Buffer.from(encode(value));
}

function map(entries: readonly Entry[]): Buffer {
  return Buffer.concat([Buffer.of(0xa0 | entries.length), ...entries.flat().map(item)]);
}

function cose({ header = [], unprotected = [] }: Cose): string {
  const head = map([
    ...([[1, -7] as const, [2, [scheme]] as const, [3, type] as const] as const),
    ...([[scheme, 'notary.x509'] as const, [time, new Raw(0xc1, 0x1a, 0x6a, 0xf1, 0, 0)] as const] as const),
    ...header,
  ]);
  const rest = [map([[33, chain], ...unprotected]), item(payload), item(signed(toBeSigned(head, payload)))];
  return judged('application/cose', Buffer.concat([Buffer.of(0xd2, 0x84), item(head), ...rest]));
}

const noText = new Raw(0x62, 0xc3, 0x28);
const named = 'invalid: a header is named by something else than a number or a text';
const notCose = 'invalid: a header is not as COSE has it';

describe('in COSE', () => {
  it.each<[string, Cose, string]>([
    ['nothing else', {}, 'trusted'],
    ['headers that nobody knows', { header: [['more', 1]], unprotected: [['less', 1]] }, 'trusted'],
    ['a header named by bytes', { header: [[Buffer.of(1), 1]] }, named],
    ['a header named by bytes that is not signed', { unprotected: [[Buffer.of(1), 1]] }, named],
    ['a header named by nothing', { header: [[null, 1]] }, named],
    [
      'something critical that is not signed',
      { unprotected: [[2, ['more']]] },
      'invalid: "crit" stands in its unprotected header',
    ],
    [
      'a text that is not UTF-8',
      { unprotected: [[agent, noText]] },
      'invalid: the envelope holds a text that is not UTF-8',
    ],
    [
      'a signed text that is not UTF-8',
      { header: [['more', noText]] },
      'invalid: the protected header holds a text that is not UTF-8',
    ],
    ['a key identifier that is a text', { unprotected: [[4, 'key']] }, notCose],
    ['both kinds of IV', { header: [[5, Buffer.of(1)]], unprotected: [[6, Buffer.of(1)]] }, notCose],
  ])('%s', (_, changes, outcome) => {
    expect(cose(changes)).toBe(outcome);
  });
});
