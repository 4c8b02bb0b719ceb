import { describe, expect, it } from 'vitest';
import { by, useNotary } from './support/notary.ts';

const { at, without, verifyJson, verdicts } = useNotary();

describe('a trust policy and trust stores', () => {
  it('trust a signer, in both formats, on registries with and without the Referrers API', async () => {
    const images = [at('key:p384-jws'), at('key:rsa3072-cose'), without('key:p521-cose')];
    const { code, images: found } = await verifyJson(...images, ...by('strict'));
    expect([code, ...found.map(({ verdict }) => verdict)]).toEqual([0, 'trusted', 'trusted', 'trusted']);
    const subject = 'CN=p384,O=Acme Shop,L=Seattle,ST=WA,C=US';
    expect(found[0]!.reasons).toEqual([
      `Signed by ${subject}.`,
      'Everybody for whom the trust store ca:main vouches is trusted by statement "only" of trustpolicies/strict.json.',
    ]);
    expect(found[0]!.signatures).toMatchObject([
      {
        layout: 'notation',
        kind: 'signature',
        signer: {
          type: 'x509',
          subject,
          root: 'CN=root-ec,O=Acme Shop,L=Seattle,ST=WA,C=US',
          store: 'ca:main',
        },
        verified: true,
        trusted: true,
        notation: {
          format: 'jws',
          scheme: 'notary.x509',
          algorithm: 'ES384',
          signedAt: expect.stringMatching(/^2026-11-23T/),
          statement: { name: 'only', level: 'strict', logged: [] },
        },
      },
    ]);
  });

  it('do not trust a stranger; the reasons say whose certificate would have to be where', async () => {
    const { code, images } = await verifyJson(at('key:p384-jws'), ...by('strict-other-ca'));
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons).toEqual([
      'It names CN=p384,O=Acme Shop,L=Seattle,ST=WA,C=US as its signer. No certificate of its chain is in the trust store that the policy names (ca:other).',
      expect.stringMatching(
        /^If you trust CN=root-ec,.+, get its root certificate from its owner and put it into that trust store: its fingerprint is sha256:[0-9a-f]{64}\.$/,
      ),
    ]);
    expect(images[0]!.signatures[0]!.signer).not.toHaveProperty('store');
  });

  it('nor somebody with another subject', async () => {
    const { code, images } = await verifyJson(at('policy:1.0'), ...by('id-other-cn'));
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons.at(-1)).toBe(
      'If you trust it, add "x509.subject: CN=p256,O=Acme Shop,L=Seattle,ST=WA,C=US" to the trustedIdentities there.',
    );
  });

  it('trust nobody whom the level audit only logs, and say that notation does', async () => {
    const { code, images } = await verifyJson(at('policy:1.0'), ...by('audit-other-ca'));
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    const detail = 'notation verify will accept this: the trust policy only wants it logged.';
    expect(images[0]!.reasons).toContain(detail);
    expect(images[0]!.signatures[0]!.checks.at(-1)).toEqual({ name: 'tools', ok: true, noted: true, detail });
  });

  it('refuse what has expired, or only say so, as the level wants it', async () => {
    const image = at('expiry:signature-jws');
    expect(await verdicts(image, ...by('strict'))).toEqual([1, 'invalid']);
    const { code, images } = await verifyJson(image, ...by('permissive'));
    expect([code, images[0]!.verdict]).toEqual([0, 'trusted']);
    expect(images[0]!.reasons.at(-1)).toMatch(
      /^It has expired: its signer wanted it to hold until 2026-11-23 .+ The trust policy only wants that logged\.$/,
    );
    const [expiry] = images[0]!.signatures[0]!.checks.filter(({ name }) => name === 'expiry');
    expect(expiry).toMatchObject({ ok: true, noted: true });
  });

  it.each([
    [
      'strict-missing-store',
      'There is no trust store ca:nowhere: put its certificates into the folder truststore/x509/ca/nowhere.',
    ],
    ['scope-other', 'has no statement for'],
    ['skip', 'has the level skip: choose another to have it verified.'],
  ])('cannot judge by %s, and say why', async (policy, why) => {
    const { code, images } = await verifyJson(at('policy:1.0'), ...by(policy));
    expect([code, images[0]!.verdict]).toEqual([1, 'unverified']);
    expect(images[0]!.reasons.join(' ')).toContain(why);
    expect(images[0]!.signatures[0]!.checks.filter(({ ok }) => !ok)).toHaveLength(1);
  });
});

describe('looking', () => {
  it('asks nobody whether certificates were revoked with --offline, and says that nobody knows', async () => {
    const { code, images } = await verifyJson(at('revocation:good'), ...by('strict-crl'));
    expect([code, images[0]!.verdict]).toEqual([2, 'unknown']);
    expect(images[0]!.reasons).toEqual([
      expect.stringContaining('what notary.localhost:8089 says of revoked certificates could not be read: '),
      'Leave --offline out to have asked whether certificates were revoked.',
    ]);
    expect(await verdicts(at('revocation:good'), ...by('permissive-crl'))).toEqual([0, 'trusted']);
    expect(await verdicts(at('revocation:good'), ...by('strict-crl-skip-revocation'))).toEqual([
      0,
      'trusted',
    ]);
  });
});
