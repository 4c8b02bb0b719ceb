import { describe, expect, it } from 'vitest';
import { Der } from '../../../server/src/signature/notation/x509/der.ts';
import {
  crlUrl,
  deltaUrl,
  envelope,
  issuer,
  judged,
  mutants,
  ocspUrl,
  policyOf,
  root,
  said,
  trustedOf,
} from '../../support/notation-lies.ts';
import { ecKeys, makeIntermediate, makeRoot, makeSigner } from '../../support/pki/certificate.ts';
import { makeCrl, scope } from '../../support/pki/crl.ts';
import { mutatedDer } from '../../support/pki/mutate.ts';
import { makeOcspResponse } from '../../support/pki/ocsp.ts';

describe('a lying responder', () => {
  const signer = makeSigner(issuer, { ocsp: [ocspUrl] });
  const other = makeSigner(issuer);
  const policy = policyOf();
  const good = makeOcspResponse(signer, issuer);
  const revoked = makeOcspResponse(signer, issuer, { status: 'revoked' });
  const ofOther = makeOcspResponse(other, issuer);
  /** What is signed, and the signature. The name of the algorithm and the certificates that come along are not. */
  const signedPart = (response: Uint8Array) => {
    const [, wrapped] = Der.read(response).children();
    const [, octets] = wrapped!.only().children();
    const [data, , signature] = Der.read(octets!.octets()).children();
    return [data, signature].map((each) => Buffer.from(each!.bytes).toString('hex'));
  };

  it('is believed only what its authority has signed, of this certificate', async () => {
    const bytes = await envelope(signer);
    expect(said(judged(bytes, policy, { [ocspUrl]: good }))).toBe('trusted');
    for (const trusted of trustedOf(mutants / 2, 1, (next) => {
      const mutant = mutatedDer(good, [revoked, ofOther][next(2)]!, next);
      return { mutant, report: judged(bytes, policy, { [ocspUrl]: mutant }) };
    })) {
      expect(signedPart(trusted.mutant)).toEqual(signedPart(good));
    }
  });

  it('makes nothing good of what was revoked, nor of what is another’s', async () => {
    const bytes = await envelope(signer);
    const stranger = makeIntermediate(makeRoot());
    const bases = [
      revoked,
      ofOther,
      makeOcspResponse(signer, issuer, { keys: ecKeys() }),
      makeOcspResponse(signer, stranger),
      makeOcspResponse(signer, issuer, { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }),
    ];
    for (const base of bases) expect(judged(bytes, policy, { [ocspUrl]: base }).verdict).not.toBe('trusted');
    const trusted = trustedOf(mutants / 2, 2, (next) => {
      const base = bases[next(bases.length)]!;
      const mutant = mutatedDer(base, bases[next(bases.length)]!, next);
      return { mutant, report: judged(bytes, policy, { [ocspUrl]: mutant }) };
    });
    expect(trusted).toEqual([]);
  });
});

describe('a lying revocation list', () => {
  const signer = makeSigner(issuer, { crl: [[crlUrl]] });
  const policy = policyOf();
  const good = makeCrl(issuer, { revoked: [{ serial: 7, reason: 1 }, { serial: 8 }] });
  const revoked = makeCrl(issuer, {
    revoked: [{ serial: 7 }, { serial: signer.serial, reason: 1 }],
    number: 2,
  });

  it('is believed only as its authority has signed it', async () => {
    const bytes = await envelope(signer);
    expect(said(judged(bytes, policy, { [crlUrl]: good }))).toBe('trusted');
    for (const { mutant } of trustedOf(mutants / 2, 3, (next) => {
      const changed = mutatedDer(good, revoked, next);
      return { mutant: changed, report: judged(bytes, policy, { [crlUrl]: changed }) };
    })) {
      expect(mutant).toEqual(good);
    }
  });

  it('makes nothing good of what was revoked, nor by being another list', async () => {
    const bytes = await envelope(signer);
    const bases = [
      revoked,
      makeCrl(issuer, { signer: makeIntermediate(root) }),
      makeCrl(root),
      makeCrl(issuer, { scope: scope({ attributes: true }) }),
      makeCrl(issuer, { scope: scope({ authorities: true }) }),
      makeCrl(issuer, { scope: scope({ indirect: true }) }),
      makeCrl(issuer, { scope: scope({ someReasons: true }) }),
      makeCrl(issuer, { scope: scope({ addresses: ['http://crl.acme.example/other.crl'] }) }),
      makeCrl(issuer, { base: 1, number: 2 }),
      makeCrl(issuer, { to: null }),
      makeCrl(issuer, { from: '2026-12-01T00:00:00Z', to: '2027-12-01T00:00:00Z' }),
      makeCrl(issuer, { from: '2026-09-01T00:00:00Z', to: '2026-10-01T00:00:00Z' }),
      makeCrl(issuer, { revoked: [{ serial: signer.serial, reason: 8 }] }),
      makeCrl(issuer, { revoked: [{ serial: signer.serial }, { serial: signer.serial, reason: 8 }] }),
      makeCrl(issuer, {
        revoked: [{ serial: signer.serial, reason: 1, invalidSince: '2026-11-20T00:00:00Z' }],
      }),
    ];
    for (const base of bases) expect(judged(bytes, policy, { [crlUrl]: base }).verdict).not.toBe('trusted');
    const trusted = trustedOf(mutants / 2, 4, (next) => {
      const mutant = mutatedDer(bases[next(bases.length)]!, bases[next(bases.length)]!, next);
      return { mutant, report: judged(bytes, policy, { [crlUrl]: mutant }) };
    });
    expect(trusted).toEqual([]);
  });

  it('of changes does not take back what was revoked', async () => {
    const bytes = await envelope(signer);
    const base = makeCrl(issuer, {
      ...{ revoked: [{ serial: signer.serial, reason: 1 }], number: 5, freshest: [deltaUrl] },
    });
    const delta = makeCrl(issuer, { base: 5, number: 6, revoked: [{ serial: signer.serial, reason: 8 }] });
    expect(said(judged(bytes, policy, { [crlUrl]: base, [deltaUrl]: delta }))).toMatch(
      /^untrusted: .* was revoked/,
    );
    const held = makeCrl(issuer, {
      ...{ revoked: [{ serial: signer.serial, reason: 6 }], number: 5, freshest: [deltaUrl] },
    });
    expect(said(judged(bytes, policy, { [crlUrl]: held, [deltaUrl]: delta }))).toBe('trusted');
    const trusted = trustedOf(500, 5, (next) => {
      const mutant = mutatedDer(delta, held, next);
      return { mutant, report: judged(bytes, policy, { [crlUrl]: held, [deltaUrl]: mutant }) };
    });
    for (const { mutant } of trusted) expect(mutant).toEqual(delta);
  });
});
