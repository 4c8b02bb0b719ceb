import { describe, expect, it } from 'vitest';
import { ask, crlUrl, issuer, ocspUrl, root, said, stranger } from '../../../support/notation-revocation.ts';
import { address, extension, makeIntermediate, makeSigner, usage } from '../../../support/pki/certificate.ts';
import { type CrlOptions, makeCrl, scope } from '../../../support/pki/crl.ts';
import { makeOcspResponse } from '../../../support/pki/ocsp.ts';
import { holder, octets, sequence, tagged } from '../../../support/sigstore/der.ts';

describe('a revocation list', () => {
  const leaf = makeSigner(issuer, { crl: [[crlUrl]] });
  const listed = (options: CrlOptions, context?: Parameters<typeof ask>[2]) =>
    ask(leaf, { [crlUrl]: makeCrl(issuer, options) }, context);
  const { serial } = leaf;

  it.each<[string, CrlOptions]>([
    ['that is empty', {}],
    ['of others', { revoked: [{ serial: 5 }, { serial: serial + 1n }, { serial: 1n << 150n, reason: 1 }] }],
    ['signed with SHA-512', { digest: 'sha512' }],
    ['of its place', { scope: scope({ addresses: ['ldap:///CN=ca', crlUrl] }) }],
    ['of users', { scope: scope({ users: true }) }],
  ])('%s proves that it was not revoked', (_, options) => {
    expect(listed(options)).toMatchObject({ state: 'good', asked: [crlUrl] });
  });

  it.each<[string, CrlOptions]>([
    ['', { revoked: [{ serial }] }],
    ['among others', { revoked: [{ serial: 5 }, { serial, reason: 1 }, { serial: 7 }] }],
    ['though it has expired meanwhile', { revoked: [{ serial, reason: 1 }], to: '2026-11-20T00:00:00Z' }],
    ['though it is for some reasons alone', { revoked: [{ serial }], scope: scope({ someReasons: true }) }],
  ])('proves a revocation %s', (_, options) => {
    const found = listed(options);
    expect(found.state).toBe('revoked');
    expect(said(found)).toContain('was revoked at 2026-10-01 00:00:00 UTC');
  });

  it('knows suspension, which an old list does not prove', () => {
    expect(said(listed({ revoked: [{ serial, reason: 6 }] }))).toContain('has been suspended since');
    expect(listed({ revoked: [{ serial, reason: 6 }], to: '2026-11-20T00:00:00Z' }).state).toBe('unknown');
  });

  it('weighs since when the key was lost against when it was signed', () => {
    const lost: CrlOptions = { revoked: [{ serial, reason: 1, invalidSince: '2026-09-01T00:00:00Z' }] };
    expect(listed(lost, { signedAt: '2026-08-31T23:59:59Z' }).state).toBe('good');
    expect(listed(lost, { signedAt: '2026-09-01T00:00:00Z' }).state).toBe('revoked');
    expect(listed(lost).state).toBe('revoked');
  });

  const unknownExtension = extension('1.2.3', Buffer.of(5, 0), true);
  it.each<[string, CrlOptions, string]>([
    ['has expired', { to: '2026-11-23T23:59:59Z' }, 'it expired at 2026-11-23 23:59:59 UTC'],
    ['holds without end', { to: null }, 'it does not say until when it holds'],
    [
      'is from the future',
      { from: '2026-11-24T01:00:00Z' },
      'it is from the future (2026-11-24 01:00:00 UTC)',
    ],
    ['somebody else signed', { signer: stranger }, 'its signature does not hold'],
    ['is signed with SHA-1', { digest: 'sha1' }, 'its signature does not hold'],
    ['is a delta', { base: 1 }, 'it holds changes alone'],
    [
      'is of another place',
      { scope: scope({ addresses: ['http://crl.acme.example/other.crl'] }) },
      'it is the list of another place',
    ],
    ['is of authorities', { scope: scope({ authorities: true }) }, 'it is not of certificates of this kind'],
    [
      'is of attribute certificates',
      { scope: scope({ attributes: true }) },
      'it is not of certificates of this kind',
    ],
    ['is indirect', { scope: scope({ indirect: true }) }, 'it was not signed by the authority that it is of'],
    ['is for some reasons alone', { scope: scope({ someReasons: true }) }, 'it is not for all reasons'],
    ['demands something', { extensions: [unknownExtension] }, 'it demands something unknown here (1.2.3)'],
    [
      'demands something in an entry of another one',
      { revoked: [{ serial: 5, extensions: [unknownExtension] }] },
      'it demands something unknown here (1.2.3)',
    ],
    [
      'names the issuer of an entry',
      {
        revoked: [{ serial: 5, extensions: [extension('2.5.29.29', sequence(holder(4, root.name)), true)] }],
      },
      'it demands something unknown here (2.5.29.29)',
    ],
    [
      'lists it as not revoked',
      { revoked: [{ serial, reason: 8 }] },
      'it lists the certificate as not revoked',
    ],
    ['lists it twice', { revoked: [{ serial }, { serial, reason: 6 }] }, 'it lists the certificate twice'],
    ['holds no entries', { entries: Buffer.of(5, 0, 5, 0) }, 'it has an entry that is none'],
  ])('that %s proves nothing', (_, options, why) => {
    const found = listed(options);
    expect(found.state).toBe('unknown');
    expect(said(found)).toBe(
      `Revocation not checked: what crl.acme.example says of CN=app,O=Acme,ST=WA,C=US is of no use: ${why}.`,
    );
  });

  it('of another authority, or of one that may not sign lists, proves nothing', () => {
    expect(said(ask(leaf, { [crlUrl]: makeCrl(root) }))).toContain('it is of another authority');
    const mute = makeIntermediate(root, { usages: [usage.keyCertSign] });
    const below = makeSigner(mute, { crl: [[crlUrl]] });
    expect(said(ask(below, { [crlUrl]: makeCrl(mute) }))).toContain(
      'its authority may not sign revocation lists',
    );
  });

  it('of users proves nothing of an authority', () => {
    const middle = makeIntermediate(root, { crl: [[crlUrl]] });
    const users = makeCrl(root, { scope: scope({ users: true }) });
    expect(ask(makeSigner(middle), { [crlUrl]: users }).state).toBe('unknown');
    const authorities = makeCrl(root, { scope: scope({ authorities: true }) });
    expect(ask(makeSigner(middle), { [crlUrl]: authorities }).state).toBe('good');
  });

  it('is looked for where OCSP cannot say, and not where it can', () => {
    const both = makeSigner(issuer, { ocsp: [ocspUrl], crl: [[crlUrl]] });
    const crl = makeCrl(issuer, { revoked: [{ serial: both.serial }] });
    const good = makeOcspResponse(both, issuer);
    expect(ask(both, { [ocspUrl]: good, [crlUrl]: crl })).toMatchObject({ state: 'good', asked: [ocspUrl] });
    expect(ask(both, { [crlUrl]: crl })).toMatchObject({ state: 'revoked', asked: [ocspUrl, crlUrl] });
    const unknown = makeOcspResponse(both, issuer, { status: 'unknown' });
    expect(ask(both, { [ocspUrl]: unknown, [crlUrl]: makeCrl(issuer) }).state).toBe('good');
    expect(said(ask(both, {}))).toContain('crl.acme.example did not say (HTTP 404)');
  });

  it('is taken from any address of a place, and from every place', () => {
    const other = 'https://mirror.acme.example/ca.crl';
    const mirrored = makeSigner(issuer, { crl: [['ldap:///CN=ca', crlUrl, other]] });
    expect(ask(mirrored, { [other]: makeCrl(issuer) })).toMatchObject({
      state: 'good',
      asked: [crlUrl, other],
    });
    const spread = makeSigner(issuer, { crl: [[crlUrl], [other]] });
    const revoked = makeCrl(issuer, { revoked: [{ serial: spread.serial }] });
    expect(ask(spread, { [crlUrl]: makeCrl(issuer), [other]: makeCrl(issuer) })).toMatchObject({
      state: 'good',
      rounds: 1,
    });
    expect(ask(spread, { [crlUrl]: makeCrl(issuer), [other]: revoked }).state).toBe('revoked');
    expect(ask(spread, { [crlUrl]: makeCrl(issuer) }).state).toBe('unknown');
  });

  it('for some reasons alone, as its place says, needs one for all beside it', () => {
    const name = (url: string) => holder(0, holder(0, address(url)));
    const partial = sequence(name('http://crl.acme.example/some.crl'), tagged(1, Buffer.of(6, 0x40)));
    const points = (...each: readonly Buffer[]) => ({
      extensions: { '2.5.29.31': extension('2.5.29.31', sequence(...each)) },
    });
    const world = {
      [crlUrl]: makeCrl(issuer),
      'http://crl.acme.example/some.crl': makeCrl(issuer, { scope: scope({ someReasons: true }) }),
    };
    expect(ask(makeSigner(issuer, points(partial)), world).state).toBe('unknown');
    expect(ask(makeSigner(issuer, points(partial, sequence(name(crlUrl)))), world).state).toBe('good');
  });
});

describe('a list of a hundred thousand', () => {
  const leaf = makeSigner(issuer, { crl: [[crlUrl]] });
  const others = Array.from({ length: 100_000 }, (_, index) => ({
    serial: (0x4d5e6fn << 112n) + BigInt(index) * 7919n,
    reason: index % 6,
  }));

  it('is searched to its end', () => {
    const crl = makeCrl(issuer, { revoked: [...others, { serial: leaf.serial }] });
    expect(ask(leaf, { [crlUrl]: crl }).state).toBe('revoked');
  });
});

it('a list whose every entry looks as if it demanded something is given up', () => {
  const leaf = makeSigner(issuer, { crl: [[crlUrl]] });
  const demanding = [extension('1.2.3', Buffer.of(1, 1, 0xff))];
  const list = (count: number) =>
    makeCrl(issuer, { revoked: Array.from({ length: count }, () => ({ serial: 7, extensions: demanding })) });
  expect(ask(leaf, { [crlUrl]: list(1_000) }).state).toBe('good');
  const found = ask(leaf, { [crlUrl]: list(1_001) });
  expect(found.state).toBe('unknown');
  expect(said(found)).toContain('it has too many entries that demand something');
});

it('a serial number is compared whole', () => {
  const leaf = makeSigner(issuer, { crl: [[crlUrl]], serial: 0x0102030405n });
  for (const serial of [0x0102030406n, 0x01020304n, 0x010203040500n, 0x02030405n]) {
    expect(ask(leaf, { [crlUrl]: makeCrl(issuer, { revoked: [{ serial }] }) }).state).toBe('good');
  }
  const inOctets = octets(Buffer.from('0102030405', 'hex'));
  const elsewhere = { serial: 7, extensions: [extension('1.2.3', inOctets)] };
  expect(ask(leaf, { [crlUrl]: makeCrl(issuer, { revoked: [elsewhere] }) }).state).toBe('good');
});
