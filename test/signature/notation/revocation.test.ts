import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeDetail } from '../../../server/src/signature/detail.ts';
import {
  checkRevocation,
  type RevocationResult,
} from '../../../server/src/signature/notation/revocation/revocation.ts';
import { readCertificate } from '../../../server/src/signature/notation/x509/certificate.ts';
import type { RevocationAnswer } from '../../../server/src/signature/verification.ts';
import {
  address,
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
} from '../../support/pki/certificate.ts';
import { type CrlOptions, makeCrl, scope } from '../../support/pki/crl.ts';
import { makeOcspResponse, type OcspOptions, refuseOcsp } from '../../support/pki/ocsp.ts';
import { holder, octets, sequence, tagged } from '../../support/sigstore/der.ts';

const ocspUrl = 'http://ocsp.acme.example/';
const crlUrl = 'http://crl.acme.example/ca.crl';
const deltaUrl = 'http://crl.acme.example/delta.crl';

const root = makeRoot();
const issuer = makeIntermediate(root);
const stranger = makeRoot({ subject: 'CN=intermediate,O=Acme,ST=WA,C=US' });

/** What each address answers; a function is asked once it is wanted. */
type World = Readonly<Record<string, Uint8Array | string | undefined>>;

const november = Date.parse('2026-11-24T00:00:00Z');

/** Asks as long as something is wanted, as the program does. */
function ask(
  leaf: Holder,
  world: World,
  context: { readonly signedAt?: string; readonly now?: number } = {},
) {
  const chain = leaf.chain.map((der) => readCertificate(der));
  const answers = new Map<string, RevocationAnswer>();
  const asked: string[] = [];
  const { signedAt, now = november } = context;
  for (let round = 0; ; round++) {
    expect(round).toBeLessThan(12);
    const result = checkRevocation(chain, {
      now,
      answers,
      ...(signedAt !== undefined && { signedAt: Date.parse(signedAt) }),
    });
    if (result.wanted.length === 0) return { ...result, asked, rounds: round };
    for (const { key, url } of result.wanted) {
      asked.push(url);
      const answer = world[url];
      answers.set(key, typeof answer === 'object' ? { bytes: answer } : { problem: answer ?? 'HTTP 404' });
    }
  }
}

const said = ({ detail }: Pick<RevocationResult, 'detail'>) => describeDetail(detail);

describe('the recorded lists', () => {
  const recorded = (file: string) =>
    readFileSync(new URL(`../../fixtures/notation/${file}`, import.meta.url));
  const found = (name: string, list: string) => {
    const chain = recorded(`keys/revocation-${name}.crt`)
      .toString()
      .split(/(?<=-----END CERTIFICATE-----)/)
      .filter((pem) => pem.includes('BEGIN'))
      .map((pem) => readCertificate(new X509Certificate(pem).raw));
    const answers = new Map<string, RevocationAnswer>();
    const context = { now: november, answers };
    const [question] = checkRevocation(chain, context).wanted;
    answers.set(question?.key ?? '', { bytes: recorded(`revocation/${list}`) });
    return { url: question?.url, ...checkRevocation(chain, context) };
  };

  it.each([
    ['good', 'crl.der', 'good'],
    ['revoked', 'crl.der', 'revoked'],
    ['stale-crl', 'stale.der', 'unknown'],
    ['ocsp-unreachable', 'crl.der', 'unknown'],
  ])('of %s, by %s: %s', (name, list, state) => {
    expect(found(name, list)).toMatchObject({ state, url: expect.stringMatching(/^http:/), wanted: [] });
  });
});

describe('a chain without addresses', () => {
  it('cannot be revoked', () => {
    const found = ask(makeSigner(issuer), {});
    expect(found).toMatchObject({ state: 'not-revocable', asked: [] });
    expect(said(found)).toBe(
      'Its certificates do not say whom to ask whether they were revoked, so they count as not revoked.',
    );
  });

  it('of one certificate cannot be revoked either, whatever it names', () => {
    expect(ask(makeSigner(undefined, { crl: [[crlUrl]] }), {}).state).toBe('not-revocable');
  });

  it('that has addresses nobody can ask by HTTP is unknown', () => {
    for (const options of [
      { crl: [['ldap:///CN=ca?certificateRevocationList']] },
      { ocsp: ['https://ocsp.acme.example/'] },
      { crl: [['http://user:password@crl.acme.example/']] },
      { crl: [['http://crl.acme.example/\u0000']] },
      { crl: [[]] },
      { extensions: { '2.5.29.31': extension('2.5.29.31', Buffer.of(5, 0)) } },
      { extensions: { '2.5.29.31': extension('2.5.29.31', sequence(sequence(holder(2, issuer.name)))) } },
    ]) {
      const found = ask(makeSigner(issuer, options), {});
      expect(found).toMatchObject({ state: 'unknown', asked: [] });
      expect(said(found)).toBe(
        'Revocation not checked: the certificate CN=app,O=Acme,ST=WA,C=US names nobody who can be asked by HTTP.',
      );
    }
  });

  it('without answers is unknown, and says what is wanted', () => {
    const chain = makeSigner(issuer, { ocsp: [ocspUrl], crl: [[crlUrl]] }).chain.map((der) =>
      readCertificate(der),
    );
    const { state, wanted, detail } = checkRevocation(chain, { now: november, answers: new Map() });
    expect(state).toBe('unknown');
    expect(wanted).toMatchObject([{ kind: 'ocsp', url: ocspUrl, body: expect.any(Uint8Array) }]);
    expect(said({ detail })).toBe(
      'Revocation not checked: whether CN=app,O=Acme,ST=WA,C=US was revoked has not been asked.',
    );
  });
});

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

  const wrongResponder = (options: CertificateOptions, by = issuer) => ({
    responder: makeResponder(by, options),
  });
  it.each<[string, OcspOptions, string]>([
    ['it does not know the certificate', { status: 'unknown' }, 'it does not know the certificate'],
    ['it is of another certificate', { serial: 7 }, 'it is of another certificate'],
    ['it is of another issuer', { issuer: stranger }, 'it is of another certificate'],
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

describe('a delta', () => {
  const leaf = makeSigner(issuer, { crl: [[crlUrl]], freshest: [deltaUrl] });
  const { serial } = leaf;
  const listed = (base: CrlOptions, delta: CrlOptions, context?: Parameters<typeof ask>[2]) =>
    ask(
      leaf,
      {
        [crlUrl]: makeCrl(issuer, { number: 10, ...base }),
        [deltaUrl]: makeCrl(issuer, { number: 12, base: 10, ...delta }),
      },
      context,
    );
  const held = [{ serial, reason: 6 }];

  it('adds to what its list says', () => {
    expect(listed({}, {})).toMatchObject({ state: 'good', asked: [crlUrl, deltaUrl], rounds: 2 });
    expect(listed({}, { revoked: [{ serial }] }).state).toBe('revoked');
    expect(listed({ revoked: held }, {}).state).toBe('revoked');
    expect(listed({ revoked: held }, { revoked: [{ serial, reason: 8 }] }).state).toBe('good');
    expect(listed({ revoked: held }, { revoked: held }).state).toBe('revoked');
  });

  it('does not undo what was revoked for good, and is not even asked then', () => {
    const found = listed({ revoked: [{ serial, reason: 1 }] }, { revoked: [{ serial, reason: 8 }] });
    expect(found).toMatchObject({ state: 'revoked', asked: [crlUrl] });
  });

  it('weighs since when the key was lost against when it was signed', () => {
    const lost = { revoked: [{ serial, reason: 1, invalidSince: '2026-09-01T00:00:00Z' }] };
    expect(listed({ revoked: held }, lost, { signedAt: '2026-08-01T00:00:00Z' }).state).toBe('good');
    expect(listed({}, lost, { signedAt: '2026-10-01T00:00:00Z' }).state).toBe('revoked');
  });

  it('that the list itself names is looked at, too', () => {
    const plain = makeSigner(issuer, { crl: [[crlUrl]] });
    const world = {
      [crlUrl]: makeCrl(issuer, { number: 10, freshest: [deltaUrl] }),
      [deltaUrl]: makeCrl(issuer, { number: 12, base: 10, revoked: [{ serial: plain.serial }] }),
    };
    expect(ask(plain, world)).toMatchObject({ state: 'revoked', asked: [crlUrl, deltaUrl] });
  });

  it('that is no newer than its list adds nothing', () => {
    expect(listed({ number: 12 }, {}).state).toBe('good');
    expect(listed({ number: 12 }, { revoked: [{ serial, reason: 8 }] }).state).toBe('good');
    expect(listed({ number: 12, revoked: held }, { revoked: [{ serial, reason: 8 }] }).state).toBe('revoked');
  });

  it.each<[string, CrlOptions, string]>([
    ['has expired', { to: '2026-11-23T23:59:59Z' }, 'it expired at 2026-11-23 23:59:59 UTC'],
    ['begins behind the list', { base: 11 }, 'its changes are of a newer list'],
    ['is of another scope', { scope: scope({ users: true }) }, 'its changes are of another list'],
    ['somebody else signed', { signer: stranger }, 'its signature does not hold'],
  ])('that %s proves nothing', (_, delta, why) => {
    const found = listed({}, delta);
    expect(found.state).toBe('unknown');
    expect(said(found)).toContain(why);
  });

  it('that cannot be had, or is a whole list, proves nothing', () => {
    const crl = makeCrl(issuer, { number: 10 });
    expect(ask(leaf, { [crlUrl]: crl }).state).toBe('unknown');
    expect(said(ask(leaf, { [crlUrl]: crl, [deltaUrl]: crl }))).toContain('it holds more than changes');
    const unreachable = makeSigner(issuer, { crl: [[crlUrl]], freshest: ['ldap:///CN=ca'] });
    expect(ask(unreachable, { [crlUrl]: crl }).state).toBe('unknown');
  });
});

describe('a damaged answer', () => {
  const leaf = makeSigner(issuer, { ocsp: [ocspUrl] });
  const listedLeaf = makeSigner(issuer, { crl: [[crlUrl]], freshest: [deltaUrl] });
  const response = makeOcspResponse(leaf, issuer, { responder: makeResponder(issuer) });
  const base = makeCrl(issuer, { number: 10, revoked: [{ serial: 5, reason: 1 }] });
  const delta = makeCrl(issuer, { number: 12, base: 10, revoked: [{ serial: 6 }] });
  const answers: readonly [string, Holder, Buffer, (bytes: Buffer) => World][] = [
    ['OCSP', leaf, response, (bytes) => ({ [ocspUrl]: bytes })],
    ['a list', listedLeaf, base, (bytes) => ({ [crlUrl]: bytes, [deltaUrl]: delta })],
    ['a delta', listedLeaf, delta, (bytes) => ({ [crlUrl]: base, [deltaUrl]: bytes })],
  ];

  it.each(answers)('of %s proves nothing wherever it ends', (_, holder_, bytes, world) => {
    expect(ask(holder_, world(bytes)).state).toBe('good');
    for (let length = 0; length < bytes.length; length++) {
      expect(ask(holder_, world(bytes.subarray(0, length))).state, `the first ${length} bytes`).toBe(
        'unknown',
      );
    }
    expect(ask(holder_, world(Buffer.concat([bytes, Buffer.of(0)]))).state).toBe('unknown');
  });

  it.each(answers)(
    'of %s proves at most what it did, whichever bit is flipped',
    (_, holder_, bytes, world) => {
      const states = new Map<string, number>();
      for (let bit = 0; bit < bytes.length * 8; bit += 5) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const { state } = ask(holder_, world(flipped));
        states.set(state, (states.get(state) ?? 0) + 1);
      }
      // Not a bit of it is without a signature.
      expect([...states.keys()]).toEqual(['unknown']);
    },
  );

  it('with huge lengths proves nothing', () => {
    for (const length of ['84ffffffff', '847fffffff', '88ffffffffffffffff', '80', '8400000001']) {
      const bytes = Buffer.from(`30${length}0a01003003`, 'hex');
      expect(ask(leaf, { [ocspUrl]: bytes }).state).toBe('unknown');
      expect(ask(listedLeaf, { [crlUrl]: bytes }).state).toBe('unknown');
    }
  });

  it('of entries with lengths that lie proves nothing', () => {
    const lies = [
      '3084ffffffff020101',
      '3081050201',
      '30800201010000',
      '308200',
      '30',
      '3003020105',
      '300502817f0101',
      '3006020105170230',
    ];
    for (const lie of lies) {
      const crl = makeCrl(issuer, { entries: Buffer.from(lie, 'hex') });
      expect(ask(makeSigner(issuer, { crl: [[crlUrl]] }), { [crlUrl]: crl }).state, lie).toBe('unknown');
    }
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
