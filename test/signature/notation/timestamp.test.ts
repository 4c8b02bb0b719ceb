import { describe, expect, it } from 'vitest';
import {
  authority,
  check,
  intermediate,
  made,
  outcome,
  proved,
  root,
  sentence,
} from '../../support/notation-timestamp.ts';
import {
  ecKeys,
  extension,
  makeCertificate,
  makeTimestampAuthority,
  purpose,
  rsaKeys,
  usage,
} from '../../support/pki/certificate.ts';
import {
  asBer,
  attribute,
  criticalExtension,
  makeTimestamp,
  makeTimestampResponse,
  type TimestampOptions,
} from '../../support/pki/timestamp.ts';
import { octets, oid, sequence, set } from '../../support/sigstore/der.ts';

describe('a timestamp', () => {
  it('proves a time, by a chain up to the root', () => {
    const { at, accuracy, chain } = check(made({}));
    expect([at, accuracy]).toEqual([Date.parse('2026-11-10T00:00:00Z'), 0]);
    expect(chain.map(({ der }) => Buffer.from(der))).toEqual([authority.der, intermediate.der, root.der]);
  });

  it.each<[string, TimestampOptions]>([
    ['an imprint with SHA-384', { imprint: 'sha384' }],
    ['an imprint with SHA-512', { imprint: 'sha512' }],
    ['another digest of the authority', { digest: 'sha512' }],
    ['an old signing-certificate attribute', { signingCertificate: 'v1' }],
    ['both signing-certificate attributes', { signingCertificate: 'both' }],
    ['issuer and serial number in the attribute', { issuerSerial: true }],
    ['a certificate hash with SHA-512', { namedDigest: 'sha512' }],
    ['a signing time', { signingTime: '2026-11-10T00:00:00Z' }],
    ['a root that comes along', { certificates: [root.der, intermediate.der, authority.der] }],
    [
      'an attribute of several values that nobody looks at',
      { attributes: [sequence(oid('1.2.3.4'), set(octets(Buffer.of(1)), octets(Buffer.of(2))))] },
    ],
    ['something that is no certificate among them', { certificates: [...authority.chain, sequence()] }],
    ['an extension that need not be understood', { extensions: [extension('1.2.3', Buffer.of(5, 0))] }],
  ])('holds with %s', (_, options) => {
    expect(outcome(made(options))).toBe(proved);
  });

  it('holds in BER, as old authorities write it', () => {
    const token = asBer(made({}));
    expect(outcome(token)).toBe(proved);
    for (let length = 0; length < token.length; length++) {
      expect(outcome(token.subarray(0, length)), `the first ${length} bytes`).toMatch(/^broken /);
    }
    expect(outcome(Buffer.concat([token, Buffer.of(0, 0)]))).toBe('broken notation-timestamp-unreadable');
    expect(outcome(asBer(made({ keys: ecKeys() })))).toBe('broken timestamp-invalid');
  });

  it('nested without end is refused', () => {
    expect(sentence(Buffer.alloc(60_000, Buffer.of(0x30, 0x80)))).toContain('it is nested too deep');
    expect(sentence(Buffer.alloc(60_000, Buffer.of(0x24, 0x80)))).toContain('it is nested too deep');
  });

  it('holds with RSA keys, and without an intermediate', () => {
    const by = makeTimestampAuthority(root, { keys: rsaKeys() });
    expect(outcome(made({}, by))).toBe(proved);
  });

  it('holds when the signer is named by its key', () => {
    const id = Buffer.from('an identifier of a key');
    const extensions = { '2.5.29.14': extension('2.5.29.14', octets(id)) };
    const by = makeTimestampAuthority(intermediate, { extensions });
    expect(outcome(made({ byKey: id }, by))).toBe(proved);
    expect(outcome(made({ byKey: Buffer.from('another one') }, by))).toBe(
      'broken notation-timestamp-no-certificate',
    );
  });

  it.each<[string, TimestampOptions, number, number]>([
    ['without an accuracy', {}, 0, 0],
    ['of the baseline policy, to the second', { policy: '0.4.0.2023.1.1' }, 0, 1000],
    [
      'with all parts of an accuracy, rounded up',
      { accuracy: { seconds: 2, milliseconds: 30, microseconds: 1 } },
      0,
      2031,
    ],
    ['with fractions of seconds', { fraction: '1239' }, 123, 0],
  ])('%s says when', (_, options, milliseconds, accuracy) => {
    const found = check(made(options));
    expect(found.at).toBe(Date.parse('2026-11-10T00:00:00Z') + milliseconds);
    expect(found.accuracy).toBe(accuracy);
  });

  it.each<[string, TimestampOptions, string]>([
    ['an imprint with SHA-1', { imprint: 'sha1' }, 'notation-timestamp-unreadable'],
    ['a signature with SHA-1', { digest: 'sha1' }, 'notation-timestamp-unreadable'],
    ['version 2', { version: 2 }, 'notation-timestamp-unreadable'],
    [
      'an extension that nobody understands',
      { extensions: [criticalExtension] },
      'notation-timestamp-unreadable',
    ],
    ['no signer', { signers: 0 }, 'notation-timestamp-unreadable'],
    ['two signers', { signers: 2 }, 'notation-timestamp-unreadable'],
    ['content of another type', { contentType: '1.2.840.113549.1.7.1' }, 'notation-timestamp-unreadable'],
    [
      'an accuracy beyond a second in milliseconds',
      { accuracy: { milliseconds: 1000 } },
      'notation-timestamp-unreadable',
    ],
    ['no signing-certificate attribute', { signingCertificate: 'none' }, 'notation-timestamp-unreadable'],
    [
      'an attribute twice',
      { attributes: [attribute('1.2.840.113549.1.9.4', octets(Buffer.alloc(32)))] },
      'notation-timestamp-unreadable',
    ],
    ['a fraction with a zero at its end', { fraction: '50' }, 'notation-timestamp-unreadable'],
    ['no certificate', { certificates: [] }, 'notation-timestamp-no-certificate'],
    ['the certificate of another one', { certificates: [root.der] }, 'notation-timestamp-no-certificate'],
    ['a signed attribute of another certificate', { named: intermediate }, 'timestamp-invalid'],
    ['another type in what is signed', { signedContentType: '1.2.840.113549.1.7.1' }, 'timestamp-invalid'],
    ['another digest in what is signed', { messageDigest: Buffer.alloc(32) }, 'timestamp-invalid'],
    ['a signature by another key', { keys: ecKeys() }, 'timestamp-invalid'],
    [
      'a signing time before its certificate',
      { signingTime: '2025-01-01T00:00:00Z' },
      'notation-timestamp-chain',
    ],
    ['a time before its certificate', { at: '2025-12-31T23:59:59Z' }, 'notation-timestamp-chain'],
    ['a time after its certificate', { at: '2049-01-01T00:00:01Z' }, 'notation-timestamp-chain'],
  ])('with %s is refused', (_, options, id) => {
    expect(outcome(made(options))).toBe(`broken ${id}`);
  });

  it('of something else is refused', () => {
    expect(outcome(makeTimestamp(authority, Buffer.from('something else')))).toBe(
      'broken notation-timestamp-other',
    );
  });

  it('within the whole answer of the authority is refused, with a word on what it is', () => {
    expect(sentence(makeTimestampResponse(made({})))).toBe(
      'It holds the whole answer of the timestamp authority, and not the timestamp in it: sign again.',
    );
  });

  it('that is too large is refused before it is read', () => {
    expect(sentence(Buffer.alloc(64 * 1024 + 1, 0x30))).toContain('it is too large');
  });
});

describe('a damaged timestamp', () => {
  const token = made({ accuracy: { seconds: 1 } });

  it('is refused wherever it ends', () => {
    for (let length = 0; length < token.length; length++) {
      expect(outcome(token.subarray(0, length)), `the first ${length} bytes`).toMatch(/^broken /);
    }
    expect(outcome(Buffer.concat([token, Buffer.of(0)]))).toMatch(/^broken /);
  });

  it('proves nothing else than before, whichever bit is flipped', () => {
    const honest = outcome(token);
    for (let bit = 0; bit < token.length * 8; bit += 7) {
      const flipped = Buffer.from(token);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const found = outcome(flipped);
      // Nothing vouches for parts like the list of digests; then it proves what it did.
      expect(found === honest || /^(?:broken|unproven) /.test(found), `bit ${bit}: ${found}`).toBe(true);
    }
  });

  it('with huge lengths is refused', () => {
    for (const length of ['84ffffffff', '847fffffff', '88ffffffffffffffff', '80', '8400000001']) {
      expect(outcome(Buffer.from(`30${length}0609`, 'hex'))).toBe('broken notation-timestamp-unreadable');
    }
  });

  it('of certificates without end is refused', () => {
    const certificates = Array.from({ length: 17 }, () => root.der);
    expect(outcome(made({ certificates: [authority.der, ...certificates] }))).toBe(
      'broken notation-timestamp-unreadable',
    );
  });
});

it('a certificate with the name and serial number of the authority does not take its place', () => {
  const stranger = makeCertificate(
    { ...intermediate, keys: ecKeys() },
    {
      subject: 'CN=tsa,O=Acme,ST=WA,C=US',
      serial: authority.serial,
      usages: [usage.digitalSignature],
      extendedUsages: [purpose.timeStamping],
      extendedUsageCritical: true,
    },
  );
  expect(outcome(made({}, stranger))).toBe('unproven notation-timestamp-stranger');
  expect(outcome(made({ certificates: [stranger.der, ...authority.chain] }))).toBe(proved);
});
