import { describe, expect, it } from 'vitest';
import {
  anchor,
  authority,
  intermediate,
  made,
  outcome,
  proved,
  root,
  sentence,
} from '../../support/notation-timestamp.ts';
import {
  type CertificateOptions,
  ecKeys,
  extension,
  type Holder,
  makeIntermediate,
  makeRoot,
  makeSigner,
  makeTimestampAuthority,
  namedBits,
  purpose,
  rsaKeys,
  usage,
} from '../../support/pki/certificate.ts';
import { sequence, yes } from '../../support/sigstore/der.ts';

const keyUsage = '2.5.29.15';
const basicConstraints = '2.5.29.19';
const nameConstraints = '2.5.29.30';

describe('the certificate of a timestamp authority', () => {
  const by = (options: CertificateOptions) => made({}, makeTimestampAuthority(intermediate, options));

  it.each<[string, CertificateOptions, string]>([
    ['for no purpose', { extendedUsages: undefined }, 'not meant for timestamps and nothing else'],
    [
      'for signing code',
      { extendedUsages: [purpose.codeSigning] },
      'not meant for timestamps and nothing else',
    ],
    [
      'for more than timestamps',
      { extendedUsages: [purpose.timeStamping, purpose.codeSigning] },
      'not meant for timestamps and nothing else',
    ],
    ['for any purpose', { extendedUsages: [purpose.any] }, 'not meant for timestamps and nothing else'],
    [
      'whose purpose is not critical',
      { extendedUsageCritical: false },
      'the extended key usage of CN=tsa,O=Acme,ST=WA,C=US is not critical',
    ],
    ['without a key usage', { usages: undefined }, 'is not meant for signing'],
    [
      'whose key usage is not critical',
      { extensions: { [keyUsage]: extension(keyUsage, namedBits([usage.digitalSignature])) } },
      'is not meant for signing',
    ],
    ['for encryption', { usages: [usage.keyEncipherment] }, 'is not meant for signing'],
    [
      'for signing and encryption',
      { usages: [usage.digitalSignature, usage.keyEncipherment] },
      'is meant for more than signing',
    ],
    ['of a CA', { ca: true }, 'issues certificates'],
    ['that had expired', { to: '2026-11-09T23:59:59Z' }, 'was not valid then'],
    ['that was not valid yet', { from: '2026-11-10T00:00:01Z' }, 'was not valid then'],
    ['with a short RSA key', { keys: rsaKeys(1024) }, 'is too weak'],
    ['with a small curve', { keys: ecKeys('P-224') }, 'is too weak'],
    [
      'that demands something unknown',
      { extensions: { '1.2.3.4': extension('1.2.3.4', Buffer.of(5, 0), true) } },
      'demands something unknown here (1.2.3.4)',
    ],
  ])('%s is refused', (_, options, why) => {
    expect(sentence(by(options))).toContain(why);
    expect(outcome(by(options))).toBe('broken notation-timestamp-chain');
  });

  it('that a SHA-1 signature vouches for leads nowhere', () => {
    expect(outcome(by({ digest: 'sha1' }))).toBe('unproven notation-timestamp-stranger');
  });
});

describe('the chain of a timestamp authority', () => {
  const under = (middle: Holder) => made({}, makeTimestampAuthority(middle));

  it.each<[string, CertificateOptions, string]>([
    ['by one who is no CA', { ca: false }, 'may not issue certificates'],
    [
      'by one who says that it is none',
      { ca: false, extensions: { [basicConstraints]: extension(basicConstraints, sequence(), true) } },
      'may not issue certificates',
    ],
    [
      'by one who does not insist on being one',
      { extensions: { [basicConstraints]: extension(basicConstraints, sequence(yes)) } },
      'may not issue certificates',
    ],
    ['by one who may not sign certificates', { usages: [usage.cRLSign] }, 'may not sign certificates'],
    [
      'by one who does not insist on what it may sign',
      { extensions: { [keyUsage]: extension(keyUsage, namedBits([usage.keyCertSign])) } },
      'may not sign certificates',
    ],
    // Names are not held against them, so nobody can say that they are kept to.
    [
      'by one for certain names alone',
      { extensions: { [nameConstraints]: extension(nameConstraints, sequence(), true) } },
      'demands something unknown here (2.5.29.30)',
    ],
    [
      'by one for signing code',
      { extendedUsages: [purpose.codeSigning] },
      'may not issue certificates for timestamps',
    ],
    ['by one that had expired', { to: '2026-11-09T00:00:00Z' }, 'was not valid then'],
  ])('is refused when issued %s', (_, options, why) => {
    expect(sentence(under(makeIntermediate(root, options)))).toContain(why);
  });

  it('may be issued by one who is for timestamps', () => {
    const middle = makeIntermediate(root, { extendedUsages: [purpose.timeStamping] });
    expect(outcome(under(middle))).toBe(proved);
  });

  it('may not be longer than a CA allows', () => {
    const narrow = makeIntermediate(root, { subject: 'CN=narrow', ca: { pathLength: 0 } });
    const below = makeIntermediate(narrow, { subject: 'CN=below' });
    expect(outcome(under(narrow))).toBe(proved);
    expect(sentence(under(below))).toContain('there are more authorities below CN=narrow than it allows');
  });

  it('is found among certificates that lead elsewhere', () => {
    const twin = makeIntermediate(root, { subject: 'CN=tsa intermediate,O=Acme', keys: intermediate.keys });
    const elsewhere = makeIntermediate(makeRoot({ subject: 'CN=elsewhere' }), {
      subject: 'CN=tsa intermediate,O=Acme',
      keys: intermediate.keys,
    });
    const certificates = [elsewhere.der, authority.der, twin.der];
    expect(outcome(made({ certificates }))).toBe(proved);
    expect(outcome(made({ certificates: [authority.der, elsewhere.der] }))).toBe(
      'unproven notation-timestamp-stranger',
    );
  });

  it('ends where certificates vouch for each other in a circle', () => {
    // Every signature in the circle takes long to check: all ways through it would be more than anybody waits for.
    const [a, b] = [ecKeys('P-521'), ecKeys('P-521')];
    const ring = (subject: string, keys: typeof a, issuer: Holder) =>
      makeIntermediate(issuer, { subject, keys });
    const first = makeRoot({ subject: 'CN=a', keys: a });
    const second = ring('CN=b', b, first);
    const certificates = Array.from({ length: 7 }, () => [
      ring('CN=a', a, second).der,
      ring('CN=b', b, first).der,
    ]).flat();
    const by = makeTimestampAuthority(second);
    expect(outcome(made({ certificates: [by.der, ...certificates] }, by))).toBe(
      'unproven notation-timestamp-stranger',
    );
  });
});

describe('a trust store for timestamp authorities', () => {
  it('that does not know the authority proves nothing, and says whose timestamp it is', () => {
    const token = made({});
    expect(outcome(token, [anchor(makeRoot())])).toBe('unproven notation-timestamp-stranger');
    expect(sentence(token, [anchor(makeRoot())])).toBe(
      'Its timestamp is of an authority that no root in the trust store tsa:acme vouches for: CN=tsa,O=Acme,ST=WA,C=US.',
    );
    expect(outcome(token, [])).toBe('unproven notation-timestamp-stranger');
  });

  it.each<[string, { readonly der: Buffer }]>([
    ['an intermediate', intermediate],
    ["the authority's own certificate", authority],
    ['a root of the same name', makeRoot({ subject: 'CN=tsa root,O=Acme' })],
    ['what is no certificate', { der: Buffer.from('nothing') }],
  ])('that holds %s vouches for nobody', (_, held) => {
    expect(outcome(made({}), [anchor(held)])).toBe('unproven notation-timestamp-stranger');
  });

  it('does not take a self-signed authority for a root', () => {
    const alone = makeTimestampAuthority(undefined);
    expect(outcome(made({}, alone), [anchor(alone)])).toBe('unproven notation-timestamp-stranger');
  });

  it('does not take a root that SHA-1 signs', () => {
    const old = makeRoot({ digest: 'sha1' });
    const by = makeTimestampAuthority(old);
    expect(outcome(made({}, by), [anchor(old)])).toBe('unproven notation-timestamp-stranger');
  });

  it('does not make timestamps of those who sign images', () => {
    const signer = makeSigner(intermediate);
    expect(outcome(made({}, signer))).toBe('broken notation-timestamp-chain');
  });
});
