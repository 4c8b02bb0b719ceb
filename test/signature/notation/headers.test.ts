import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { describeDetail } from '../../../server/src/signature/detail.ts';
import { readEnvelope } from '../../../server/src/signature/notation/verify/read-envelope.ts';
import { Problem } from '../../../server/src/signature/problem.ts';

/** What may stand in the headers of an envelope, whoever signed it. */

const type = 'application/vnd.cncf.notary.payload.v1+json';
const scheme = 'io.cncf.notary.signingScheme';
const signingTime = 'io.cncf.notary.signingTime';
const expiry = 'io.cncf.notary.expiry';
const [payload, signature] = [Buffer.from('{}'), Buffer.from('a signature')];
const certificate = Buffer.from('a certificate');
const certificates = (count: number) => Array.from({ length: count }, () => certificate);

/** `sound`, or what is wrong. */
function outcome(mediaType: string, bytes: Buffer): string {
  try {
    readEnvelope(mediaType, bytes);
    return 'sound';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return describeDetail(error.detail);
  }
}

function jws(changes: object, chain = certificates(1)): string {
  const header = {
    ...{ alg: 'ES256', cty: type, crit: [scheme], [scheme]: 'notary.x509' },
    ...{ [signingTime]: '2026-11-10T00:00:00Z', ...changes },
  };
  const envelope = {
    ...{ payload: 'AAAA', protected: Buffer.from(JSON.stringify(header)).toString('base64url') },
    ...{ signature: 'AAAA', header: { x5c: chain.map((der) => der.toString('base64')) } },
  };
  return outcome('application/jose+json', Buffer.from(JSON.stringify(envelope)));
}

type Headers = readonly (readonly [label: number | string, value: unknown])[];

/** Bytes of CBOR that are put in as they are. */
class Raw {
  readonly bytes: Buffer;
  constructor(...bytes: number[]) {
    this.bytes = Buffer.from(bytes);
  }
}

const item = (value: unknown) => (value instanceof Raw ? value.bytes : Buffer.from(encode(value)));
const map = (headers: Headers) =>
  Buffer.concat([Buffer.of(0xa0 | headers.length), ...headers.flat().map(item)]);
/** Tag 1, and 2026-11-10. */
const time = new Raw(0xc1, 0x1a, 0x6a, 0xf1, 0, 0);

function cose(signed: Headers, unsigned: Headers = [[33, [certificate]]], tag = 0xd2): string {
  const head = map([
    ...([[1, -7] as const, [3, type] as const, [signingTime, time] as const] as const),
    ...signed,
  ]);
  const bytes = Buffer.concat([
    Buffer.of(tag, 0x84),
    item(head),
    map(unsigned),
    ...[payload, signature].map(item),
  ]);
  return outcome('application/cose', bytes);
}

const usual: Headers = [
  [2, [scheme]],
  [scheme, 'notary.x509'],
];
const tooLong = 'The certificate chain breaks the rules: it is too long.';
const wrong = (name: string) =>
  `The header "${name}" of the signature is missing, or is not as the specification has it.`;
const unknownScheme = 'The signing scheme "notary.x509.other" is not known here.';

describe('the headers of an envelope in JWS', () => {
  it('are sound', () => {
    expect(jws({})).toBe('sound');
  });

  it('name a scheme that there is', () => {
    expect(jws({ [scheme]: 'notary.x509.other' })).toBe(unknownScheme);
  });

  it.each(['2026-02-30T00:00:00Z', '2026-11-31T00:00:00Z', '2027-02-29T00:00:00Z'])(
    'name no day that the calendar does not have: %s',
    (day) => {
      expect(jws({ [signingTime]: day })).toBe(wrong(signingTime));
      expect(jws({ crit: [scheme, expiry], [expiry]: day.replace('2026', '2027') })).toBe(wrong(expiry));
    },
  );

  it('hold twenty certificates at most', () => {
    expect(jws({}, certificates(20))).toBe('sound');
    expect(jws({}, certificates(21))).toBe(tooLong);
  });
});

describe('the headers of an envelope in COSE', () => {
  it('are sound', () => {
    expect(cose(usual)).toBe('sound');
  });

  it('name a scheme that there is', () => {
    expect(
      cose([
        [2, [scheme]],
        [scheme, 'notary.x509.other'],
      ]),
    ).toBe(unknownScheme);
  });

  it('name what is critical in a list, by the names that they are written with', () => {
    expect(
      cose([
        [2, scheme],
        [scheme, 'notary.x509'],
      ]),
    ).toBe(wrong('crit'));
    expect(
      cose([
        [2, [scheme, '1']],
        [scheme, 'notary.x509'],
      ]),
    ).toBe(wrong('1'));
  });

  it('hold one chain, in either of them', () => {
    expect(cose([...usual, [33, certificate]], [])).toBe('sound');
    // One reader would take the first of them, another the second.
    expect(cose([...usual, [33, certificate]])).toBe(wrong('x5chain'));
  });

  it('hold twenty certificates at most', () => {
    expect(cose(usual, [[33, certificates(20)]])).toBe('sound');
    expect(cose(usual, [[33, certificates(21)]])).toBe(tooLong);
  });

  it('belong to a message that is marked as one of a single signature', () => {
    expect(cose(usual, undefined, 0xc1)).toContain('it is no COSE_Sign1 message');
  });
});
