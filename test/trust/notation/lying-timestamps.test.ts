import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signedPayload } from '../../../server/src/signature/notation/sign/payload.ts';
import {
  crlUrl,
  envelope,
  issuer,
  judged,
  mutants,
  policyOf,
  said,
  signedAt,
  subject,
  trustedOf,
  tsaCrlUrl,
  tsaRoot,
} from '../../support/notation-lies.ts';
import { ecKeys, makeSigner, makeTimestampAuthority } from '../../support/pki/certificate.ts';
import { makeCrl } from '../../support/pki/crl.ts';
import { mutatedDer } from '../../support/pki/mutate.ts';
import { makeTimestamp, type TimestampOptions } from '../../support/pki/timestamp.ts';

describe('a lying timestamp authority', () => {
  /** It has expired: without a timestamp it is worth nothing. */
  const signer = makeSigner(issuer, { to: '2026-11-20T00:00:00Z' });
  const policy = policyOf({ timestamps: true });
  const authority = makeTimestampAuthority(tsaRoot);
  const lost = makeTimestampAuthority(tsaRoot, { subject: 'CN=lost tsa,O=Acme', crl: [[tsaCrlUrl]] });
  const stamped = (options: TimestampOptions = {}, by = authority) =>
    envelope(signer, (signature) => makeTimestamp(by, signature, options));

  it('is believed only what it has signed, of this signature', async () => {
    expect(said(judged(await stamped(), policy))).toBe('trusted');
    let genuine: Buffer = Buffer.of();
    const bytes = await envelope(signer, (signature) => {
      genuine = makeTimestamp(authority, signature);
      return genuine;
    });
    const foreign = makeTimestamp(authority, Buffer.from('another signature'), {
      at: '2026-11-12T00:00:00Z',
    });
    const { header, ...others } = JSON.parse(bytes.toString());
    const trusted = trustedOf(mutants, 6, (next) => {
      const mutant = mutatedDer(genuine, foreign, next);
      const timestamp = { 'io.cncf.notary.timestampSignature': mutant.toString('base64') };
      const changed = Buffer.from(JSON.stringify({ ...others, header: { ...header, ...timestamp } }));
      return { mutant, report: judged(changed, policy) };
    });
    for (const { report } of trusted) expect(report.time).toEqual({ at: signedAt, source: 'timestamp' });
  });

  it.each<[string, TimestampOptions, string]>([
    ['after the certificate expired', { at: '2026-11-21T00:00:00Z' }, 'invalid'],
    ['before it was valid', { at: '2025-11-21T00:00:00Z' }, 'invalid'],
    ['at a time that may be any', { accuracy: { seconds: 0x7fffffff } }, 'invalid'],
    [
      'at a time that may be after the certificate expired',
      { accuracy: { seconds: 11 * 86_400 } },
      'invalid',
    ],
    ['of something else', { hash: Buffer.alloc(32) }, 'invalid'],
    ['with a digest nobody trusts', { imprint: 'sha1' }, 'invalid'],
    ['with two signers', { signers: 2 }, 'invalid'],
    ['for a certificate that it does not name', { signingCertificate: 'none' }, 'invalid'],
    ['for a certificate of another', { named: lost }, 'invalid'],
    ['over content that was exchanged', { messageDigest: Buffer.alloc(32) }, 'invalid'],
    ['with a key of somebody else', { keys: ecKeys() }, 'invalid'],
  ])('that stamps %s proves nothing', async (_, options, verdict) => {
    expect(judged(await stamped(options), policy).verdict).toBe(verdict);
  });

  it('from the future proves nothing, and may only mean that our clock is wrong', async () => {
    const lasting = makeSigner(issuer);
    const at = (time: string, accuracy = 0) =>
      envelope(lasting, (signature) =>
        makeTimestamp(authority, signature, { at: time, accuracy: { seconds: accuracy } }),
      );
    expect(said(judged(await at('2026-11-24T12:04:00Z'), policy))).toBe('trusted');
    expect(said(judged(await at('2026-11-24T12:06:00Z', 120), policy))).toBe('trusted');
    expect(said(judged(await at('2026-11-24T12:06:00Z'), policy))).toBe(
      'unverified: Its timestamp is from the future (2026-11-24 12:06:00 UTC), or the clock of this machine is wrong: set it.',
    );
  });

  it('whose key was lost is not excused by a time before that, which a thief can write', async () => {
    const bytes = await stamped({}, lost);
    expect(said(judged(bytes, policy, { [tsaCrlUrl]: makeCrl(tsaRoot) }))).toBe('trusted');
    const list = makeCrl(tsaRoot, {
      revoked: [{ serial: lost.serial, reason: 1, invalidSince: '2026-11-15T00:00:00Z' }],
    });
    expect(said(judged(bytes, policy, { [tsaCrlUrl]: list }))).toMatch(
      /^untrusted: .*CN=lost tsa.* was revoked/,
    );
    expect(said(judged(bytes, policy))).toMatch(/^unverified: Revocation not checked/);
  });

  it('excuses a signer only as far as its clock is exact', async () => {
    const signer = makeSigner(issuer, { crl: [[crlUrl]] });
    const list = (invalidSince: string) => ({
      [crlUrl]: makeCrl(issuer, { revoked: [{ serial: signer.serial, reason: 1, invalidSince }] }),
    });
    const at = (seconds: number) =>
      envelope(signer, (signature) => makeTimestamp(authority, signature, { accuracy: { seconds } }));
    expect(judged(await at(1), policy, list('2026-11-10T00:01:00Z')).verdict).toBe('trusted');
    expect(judged(await at(1), policy, list('2026-11-09T23:59:00Z')).verdict).toBe('untrusted');
    expect(judged(await at(3_600), policy, list('2026-11-10T00:01:00Z')).verdict).toBe('untrusted');
  });
});

describe('a signing authority', () => {
  it('that was revoked is not excused by the time that it says itself', async () => {
    const signer = makeSigner(issuer, { crl: [[crlUrl]] });
    const policy = policyOf({ type: 'signingAuthority' });
    const head = {
      ...{ alg: 'ES256', cty: 'application/vnd.cncf.notary.payload.v1+json' },
      crit: ['io.cncf.notary.signingScheme', 'io.cncf.notary.authenticSigningTime'],
      'io.cncf.notary.signingScheme': 'notary.x509.signingAuthority',
      'io.cncf.notary.authenticSigningTime': '2026-11-10T00:00:00Z',
    };
    const part = (value: string | Buffer) => Buffer.from(value).toString('base64url');
    const signed = `${part(JSON.stringify(head))}.${part(signedPayload(subject, {}))}`;
    const [protectedPart, payload] = signed.split('.');
    const key = { key: signer.keys.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const bytes = Buffer.from(
      JSON.stringify({
        ...{
          payload,
          protected: protectedPart,
          signature: sign('sha256', Buffer.from(signed), key).toString('base64url'),
        },
        header: { x5c: signer.chain.map((der) => der.toString('base64')) },
      }),
    );
    expect(said(judged(bytes, policy, { [crlUrl]: makeCrl(issuer) }))).toBe('trusted');
    const list = makeCrl(issuer, {
      revoked: [{ serial: signer.serial, reason: 1, invalidSince: '2026-11-15T00:00:00Z' }],
    });
    expect(said(judged(bytes, policy, { [crlUrl]: list }))).toMatch(/^untrusted: .* was revoked/);
  });
});
