import { describe, expect, it } from 'vitest';
import { ask, crlUrl, issuer, ocspUrl, root, said, stranger } from '../../../support/notation-revocation.ts';
import {
  type CertificateOptions,
  ecKeys,
  extension,
  type Holder,
  makeIntermediate,
  makeResponder,
  makeRoot,
  makeSigner,
  ocspNoCheck,
  purpose,
  rsaKeys,
  usage,
} from '../../../support/pki/certificate.ts';
import { type CrlOptions, makeCrl } from '../../../support/pki/crl.ts';
import { makeOcspResponse, type OcspOptions, refuseOcsp } from '../../../support/pki/ocsp.ts';
import { sequence } from '../../../support/sigstore/der.ts';

describe('OCSP', () => {
  const leaf = makeSigner(issuer, { ocsp: [ocspUrl] });
  const responder = makeResponder(issuer);
  const answered = (options: OcspOptions, context?: Parameters<typeof ask>[2]) =>
    ask(leaf, { [ocspUrl]: makeOcspResponse(leaf, issuer, options) }, context);

  it.each<[string, OcspOptions]>([
    ['the issuer', {}],
    ['the issuer, named by its key', { byKey: true }],
    ['a responder', { responder }],
    ['a responder, named by its key', { responder, byKey: true }],
    ['a responder with an RSA key', { responder: makeResponder(issuer, { keys: rsaKeys() }), byKey: true }],
    ['one that speaks of others, too', { others: [{ serial: 1, status: 'revoked' }] }],
    ['one that brings along what is no certificate', { certificates: [sequence()] }],
  ])('proves by the word of %s that nothing was revoked', (_, options) => {
    const found = answered(options);
    expect(found).toMatchObject({ state: 'good', asked: [ocspUrl], rounds: 1 });
    expect(said(found)).toBe(
      'None of its certificates was revoked, say those who issued them (as of 2026-11-01 00:00:00 UTC).',
    );
  });

  it.each<[string, OcspOptions]>([
    ['by the issuer', {}],
    ['by a responder', { responder }],
    ['in an answer that has expired meanwhile', { to: '2026-11-20T00:00:00Z' }],
  ])('proves a revocation %s', (_, options) => {
    const found = answered({ status: 'revoked', ...options });
    expect(found.state).toBe('revoked');
    expect(said(found)).toBe(
      'The certificate CN=app,O=Acme,ST=WA,C=US was revoked at 2026-10-01 00:00:00 UTC: trust nothing that it signs.',
    );
  });

  it('knows suspension, which old news does not prove', () => {
    const held: OcspOptions = { status: 'revoked', reason: 6 };
    expect(said(answered(held))).toBe(
      'The certificate CN=app,O=Acme,ST=WA,C=US has been suspended since 2026-10-01 00:00:00 UTC.',
    );
    expect(answered({ ...held, to: '2026-11-20T00:00:00Z' }).state).toBe('unknown');
  });

  it('weighs since when the key was lost against when it was signed', () => {
    const lost: OcspOptions = { status: 'revoked', invalidSince: '2026-09-01T00:00:00Z' };
    expect(answered(lost, { signedAt: '2026-08-31T23:59:59Z' }).state).toBe('good');
    expect(answered(lost, { signedAt: '2026-09-01T00:00:00Z' }).state).toBe('revoked');
    expect(answered(lost).state).toBe('revoked');
    expect(answered({ status: 'revoked' }, { signedAt: '2026-01-01T00:00:00Z' }).state).toBe('revoked');
  });

  const renamed = makeRoot({ subject: 'CN=renamed,O=Acme', keys: issuer.keys });
  const wrongResponder = (options: CertificateOptions, by = issuer) => ({
    responder: makeResponder(by, options),
  });
  it.each<[string, OcspOptions, string]>([
    ['it does not know the certificate', { status: 'unknown' }, 'it does not know the certificate'],
    ['it is of another certificate', { serial: 7 }, 'it is of another certificate'],
    ['it is of another issuer', { issuer: stranger }, 'it is of another certificate'],
    [
      'it is of an issuer of another name with the same key',
      { issuer: renamed },
      'it is of another certificate',
    ],
    ['it was asked with another hash', { hash: 'sha256' }, 'it is of another certificate'],
    ['it says two things', { others: [{ status: 'revoked' }] }, 'it speaks twice of the certificate'],
    ['it has expired', { to: '2026-11-23T23:59:59Z' }, 'it expired at 2026-11-23 23:59:59 UTC'],
    ['it holds without end', { to: null }, 'it does not say until when it holds'],
    ['it ends before it begins', { to: '2026-10-01T00:00:00Z' }, 'it ends before it begins'],
    [
      'it is from the future',
      { from: '2026-11-24T00:10:00Z' },
      'it is from the future (2026-11-24 00:10:00 UTC)',
    ],
    ['a stranger signed it', { keys: ecKeys() }, 'it was not signed by anybody who may say so'],
    ['it is signed with SHA-1', { digest: 'sha1' }, 'it was not signed by anybody who may say so'],
    [
      'somebody else signed in the name of the responder',
      { responder, keys: ecKeys() },
      'its signature does not hold',
    ],
    [
      'the responder does not come along',
      { responder, certificates: [] },
      'it was not signed by anybody who may say so',
    ],
    [
      'the responder is of another issuer',
      wrongResponder({}, stranger),
      'it was not signed by anybody who may say so',
    ],
    ['the responder is of the root', wrongResponder({}, root), 'it was not signed by anybody who may say so'],
    [
      'the responder had expired',
      wrongResponder({ to: '2026-11-23T00:00:00Z' }),
      'it was not signed by anybody who may say so',
    ],
    [
      'the responder is not valid yet',
      wrongResponder({ from: '2026-11-25T00:00:00Z' }),
      'it was not signed by anybody who may say so',
    ],
    [
      'the responder is meant for something else',
      wrongResponder({ extendedUsages: [purpose.codeSigning] }),
      'it was not signed by anybody who may say so',
    ],
    [
      'the responder is meant for anything',
      wrongResponder({ extendedUsages: [purpose.any] }),
      'it was not signed by anybody who may say so',
    ],
    [
      'the responder is meant for nothing',
      wrongResponder({ extendedUsages: undefined }),
      'it was not signed by anybody who may say so',
    ],
    [
      'the responder may not sign',
      wrongResponder({ usages: [usage.keyEncipherment] }),
      'it was not signed by anybody who may say so',
    ],
    [
      'the responder demands something',
      wrongResponder({ extensions: { '1.2.3': extension('1.2.3', Buffer.of(5, 0), true) } }),
      'it was not signed by anybody who may say so',
    ],
    [
      'another signer of the issuer signed it',
      { responder: makeSigner(issuer) },
      'it was not signed by anybody who may say so',
    ],
    [
      'it demands something',
      { responseExtensions: [extension('1.2.3', Buffer.of(5, 0), true)] },
      'it demands something unknown here (1.2.3)',
    ],
    [
      'it demands something of the certificate',
      { extensions: [extension('1.2.3', Buffer.of(5, 0), true)] },
      'it demands something unknown here (1.2.3)',
    ],
  ])('proves nothing when %s', (_, options, why) => {
    const found = answered(options);
    expect(found.state).toBe('unknown');
    expect(said(found)).toBe(
      `Revocation not checked: what ocsp.acme.example says of CN=app,O=Acme,ST=WA,C=US is of no use: ${why}.`,
    );
    // A revocation that nobody proves is none either, unless it is only old news.
    if (options.to !== '2026-11-23T23:59:59Z' && !options.others) {
      expect(answered({ ...options, status: options.status ?? 'revoked' }).state).toBe('unknown');
    }
  });

  it('proves nothing when it is refused', () => {
    expect(said(ask(leaf, { [ocspUrl]: refuseOcsp(3) }))).toContain('it asks to try again later');
    expect(said(ask(leaf, { [ocspUrl]: refuseOcsp(6) }))).toContain(
      'it is not responsible for the certificate',
    );
    expect(said(ask(leaf, { [ocspUrl]: 'connection refused' }))).toBe(
      'Revocation not checked: whether CN=app,O=Acme,ST=WA,C=US was revoked, ocsp.acme.example did not say (connection refused).',
    );
    expect(ask(leaf, { [ocspUrl]: Buffer.alloc(64 * 1024 + 1) }).state).toBe('unknown');
  });

  it('asks the second responder when the first is of no use, and no third', () => {
    const urls = ['http://a.example/', 'http://b.example/', 'http://c.example/'];
    const many = makeSigner(issuer, { ocsp: urls });
    const good = makeOcspResponse(many, issuer);
    expect(ask(many, { [urls[1]!]: good })).toMatchObject({ state: 'good', asked: urls.slice(0, 2) });
    expect(ask(many, { [urls[2]!]: good })).toMatchObject({ state: 'unknown', asked: urls.slice(0, 2) });
  });

  it('is not enough of the leaf: every certificate but the root is asked about, at once', () => {
    const middle = makeIntermediate(root, { ocsp: [ocspUrl] });
    const below = makeSigner(middle, { crl: [[crlUrl]] });
    const world = (status: 'good' | 'revoked', revoked: CrlOptions['revoked'] = []) => ({
      [ocspUrl]: makeOcspResponse(middle, root, { status }),
      [crlUrl]: makeCrl(middle, { revoked }),
    });
    expect(ask(below, world('good'))).toMatchObject({ state: 'good', rounds: 1, asked: [crlUrl, ocspUrl] });
    const revoked = ask(below, world('revoked'));
    expect([revoked.state, revoked.detail.args[0]]).toEqual(['revoked', 'CN=intermediate,O=Acme,ST=WA,C=US']);
    expect(ask(below, world('good', [{ serial: below.serial }])).state).toBe('revoked');
    expect(ask(below, { ...world('good'), [crlUrl]: 'HTTP 500' }).state).toBe('unknown');
    // What is proved of one makes up for what is not known of the other.
    expect(ask(below, { ...world('revoked'), [crlUrl]: 'HTTP 500' }).state).toBe('revoked');
  });
});

describe('the certificate of a responder', () => {
  const responderCrl = 'http://crl.acme.example/responders.crl';
  const leaf = makeSigner(issuer, { ocsp: [ocspUrl] });
  const withoutNoCheck = (options: CertificateOptions) =>
    makeResponder(issuer, { ...options, extensions: { [ocspNoCheck]: undefined } });
  const asked = (responder: Holder, list?: Buffer) =>
    ask(leaf, { [ocspUrl]: makeOcspResponse(leaf, issuer, { responder }), [responderCrl]: list });

  it('is looked up in the list that it names, unless its issuer spares us that', () => {
    const responder = withoutNoCheck({ crl: [[responderCrl]] });
    const found = asked(responder, makeCrl(issuer));
    expect(found).toMatchObject({ state: 'good', asked: [ocspUrl, responderCrl] });
    expect(asked(responder, makeCrl(issuer, { revoked: [{ serial: responder.serial }] })).state).toBe(
      'unknown',
    );
    expect(asked(responder).state).toBe('unknown');
    expect(asked(makeResponder(issuer, { crl: [[responderCrl]] })).asked).toEqual([ocspUrl]);
  });

  it('that can be looked up nowhere counts as not revoked; that names only a responder does not', () => {
    expect(asked(withoutNoCheck({})).state).toBe('good');
    expect(said(asked(withoutNoCheck({ ocsp: [ocspUrl] })))).toContain(
      'nobody can say that its responder was not revoked itself',
    );
  });
});
