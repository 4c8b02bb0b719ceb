import { createPublicKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeDetail } from '../../../server/src/signature/detail.ts';
import { payloadType } from '../../../server/src/signature/notation/verify/envelope.ts';
import { verifyNotation } from '../../../server/src/signature/notation/verify/verify.ts';
import type { SignatureRecord } from '../../../server/src/signature/report.ts';
import {
  ecKeys,
  type KeyPair,
  makeIntermediate,
  makeRoot,
  makeSigner,
} from '../../support/pki/certificate.ts';

/** Anybody may put anything beside an image: it must cost little, whatever it is. */

const digest = `sha256:${'ab'.repeat(32)}`;
const mediaTypes = { jws: 'application/jose+json', cose: 'application/cose' } as const;

/** `broken: The signature envelope is damaged: …` */
function outcome(format: keyof typeof mediaTypes, bytes: Buffer): string {
  const record: SignatureRecord = {
    layout: 'notation',
    kind: 'signature',
    mediaType: mediaTypes[format],
    size: bytes.length,
    annotations: {},
    manifestDigest: digest,
    digest,
  };
  const { integrity, checks } = verifyNotation({
    ...{ record, bytes, trust: undefined, now: Date.parse('2026-11-24T12:00:00Z'), answers: new Map() },
    subject: { digest, mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 528 },
  });
  const failed = checks.filter(({ ok }) => !ok).map(({ detail }) => describeDetail(detail));
  for (const sentence of failed) expect(sentence.length).toBeLessThan(500);
  return `${integrity}: ${failed.join(' ')}`;
}

const megabyte = 1024 * 1024;

/** The head of an item of CBOR. */
function head(type: number, value: number): Buffer {
  const buffer = Buffer.of((type << 5) | 26, 0, 0, 0, 0);
  buffer.writeUInt32BE(value, 1);
  return buffer;
}

const bytes = (content: Buffer) => Buffer.concat([head(2, content.length), content]);
const cose = (...parts: Buffer[]) => Buffer.concat([Buffer.of(0xd2, 0x84), ...parts]);
const noHeader = bytes(Buffer.alloc(0));
const rest = [Buffer.of(0xa0), bytes(Buffer.of(0)), bytes(Buffer.of(0))];

const scheme = 'io.cncf.notary.signingScheme';
const header = {
  ...{ alg: 'ES256', cty: payloadType, crit: [scheme], [scheme]: 'notary.x509' },
  'io.cncf.notary.signingTime': '2026-11-10T00:00:00Z',
};

function jws(
  payload: string,
  chain: readonly Buffer[] = [Buffer.of(0)],
  protectedHeader: object = header,
): Buffer {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  return Buffer.from(
    JSON.stringify({
      ...{ payload: part(payload), protected: part(JSON.stringify(protectedHeader)), signature: 'AAAA' },
      header: { x5c: chain.map((der) => der.toString('base64')) },
    }),
  );
}

describe('an envelope', () => {
  it('of more than 32 MB, as many as notation reads, is not looked at, and nothing is said against it', () => {
    for (const format of ['jws', 'cose'] as const) {
      expect(outcome(format, Buffer.alloc(32 * megabyte + 1, 0x20))).toBe(
        'unchecked: The signature envelope is larger than any that is looked at.',
      );
    }
    expect(outcome('jws', Buffer.alloc(32 * megabyte, 0x5b))).toMatch(/^broken: .*nested too deeply/);
  });

  it('may be of megabytes, with a certificate that takes them', () => {
    const large = jws('{}', [Buffer.alloc(20 * megabyte, 0x30)]);
    expect(outcome('jws', large)).toContain('a certificate in it is too large');
  });

  it.each<[string, () => Buffer, string]>([
    ['numbers', () => Buffer.from(`{"header":[${'1,'.repeat(2 * megabyte - 20)}1]}`), 'too many values'],
    ['empty arrays', () => Buffer.from(`{"header":[${'[],'.repeat(megabyte)}1]}`), 'too many values'],
    [
      'members',
      () => Buffer.from(`{${Array.from({ length: 200_000 }, (_, index) => `"n${index}":1,`).join('')}"a":1}`),
      'too many values',
    ],
    ['spaces', () => Buffer.from(`${' '.repeat(4 * megabyte - 2)}{}`), '"protected" is missing'],
    ['escapes', () => Buffer.from(`{"payload":"${'\\"'.repeat(2 * megabyte - 20)}`), 'it is not JSON'],
    ['digits', () => Buffer.from(`{"payload":${'9'.repeat(4 * megabyte - 20)}}`), '"protected" is missing'],
    ['arrays in arrays', () => Buffer.alloc(4 * megabyte, '['), 'nested too deeply'],
  ])('of megabytes of %s in JSON is refused', (_, make, why) => {
    expect(outcome('jws', make())).toContain(why);
  });

  const tooMany = 'the envelope holds too many items';
  it.each<[string, () => Buffer, string]>([
    ['numbers', () => cose(noHeader, Buffer.of(0xa0), head(4, 4_000_000), Buffer.alloc(4_000_000)), tooMany],
    // Each of them is an object in memory: of 32 MB gigabytes were made.
    [
      'empty maps',
      () => cose(noHeader, Buffer.of(0xa0), head(4, 4_000_000), Buffer.alloc(4_000_000, 0xa0)),
      tooMany,
    ],
    [
      'empty texts',
      () => cose(noHeader, Buffer.of(0xa0), head(4, 4_000_000), Buffer.alloc(4_000_000, 0x60)),
      tooMany,
    ],
    [
      'arrays in arrays',
      () => cose(noHeader, Buffer.of(0xa0), Buffer.alloc(4_000_000, 0x81), Buffer.of(0)),
      tooMany,
    ],
    ['tags of tags', () => cose(Buffer.alloc(4_000_000, 0xd2), Buffer.of(0)), tooMany],
    [
      'an array that says it has more',
      () => cose(noHeader, Buffer.of(0xa0), head(4, 0xffffffff)),
      'the envelope is no CBOR that can be read',
    ],
    [
      'maps in the protected header',
      () => cose(bytes(Buffer.concat([head(4, 4_000_000), Buffer.alloc(4_000_000, 0xa0)])), ...rest),
      'the protected header holds too many items',
    ],
  ])('of megabytes of %s in CBOR is refused', (_, make, why) => {
    expect(outcome('cose', make())).toBe(`broken: The signature envelope is damaged: ${why}.`);
  });

  it('with arrays nested as deep as may be counted is refused', () => {
    expect(outcome('cose', cose(noHeader, Buffer.of(0xa0), Buffer.alloc(4_990, 0x81), Buffer.of(0)))).toMatch(
      /^broken: /,
    );
  });

  it('with a header named by megabytes, or by something else than a text or a number, is refused', () => {
    const large = Buffer.alloc(3 * megabyte);
    for (const label of [
      bytes(large),
      Buffer.concat([Buffer.alloc(1_000, 0x81), Buffer.of(0)]),
      Buffer.of(0xa0),
      Buffer.of(0xf6),
    ]) {
      expect(
        outcome('cose', cose(bytes(Buffer.concat([Buffer.of(0xa1), label, Buffer.of(0)])), ...rest)),
      ).toMatch(/^broken: The signature envelope is damaged: a header is named by something else/);
    }
  });

  it('whose payload says megabytes is quoted in a line', () => {
    const descriptor = { mediaType: 'a', digest: 'x '.repeat(megabyte), size: 1 };
    expect(outcome('jws', jws(JSON.stringify({ targetArtifact: descriptor })))).toMatch(/^broken: /);
    expect(outcome('jws', jws('{}', undefined, { ...header, [scheme]: ' x'.repeat(megabyte / 2) }))).toMatch(
      /^broken: /,
    );
    expect(outcome('jws', jws('{}', undefined, { ...header, cty: '\n '.repeat(megabyte / 2) }))).toMatch(
      /^broken: /,
    );
  });
});

/** A public RSA key that nobody has the other half of. */
function rsa(bits: number, exponent: Buffer): KeyPair {
  const n = randomBytes(bits / 8);
  n[0]! |= 0x80;
  n[n.length - 1]! |= 1;
  const jwk = { kty: 'RSA', n: n.toString('base64url'), e: exponent.toString('base64url') };
  return { ...ecKeys(), publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
}

describe('a key', () => {
  const usual = Buffer.of(1, 0, 1);
  const endless = Buffer.concat([Buffer.of(0x5f), randomBytes(382), Buffer.of(1)]);

  it('with an exponent that takes long is none that signs', () => {
    const root = makeRoot();
    const { chain } = makeSigner(root, { keys: rsa(3072, endless) });
    expect(outcome('jws', jws('{}', chain, { ...header, alg: 'PS384' }))).toContain(
      'has a key that may not sign (RSA-3072, of an unusual size or exponent)',
    );
  });

  it('of an authority that takes long is not tried', () => {
    // Twenty of them, each of which would take 20 ms twice.
    let holder = makeRoot({ keys: rsa(3072, endless) });
    for (let index = 0; index < 18; index++) holder = makeIntermediate(holder, { keys: rsa(3072, endless) });
    const { chain } = makeSigner(holder);
    expect(chain).toHaveLength(20);
    expect(outcome('jws', jws('{}', chain))).toContain('was not signed by the certificate behind it');
    const wide = makeSigner(makeRoot({ keys: rsa(16_384, usual) }));
    expect(outcome('jws', jws('{}', wide.chain))).toContain('was not signed by the certificate behind it');
  });
});
