import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRevocation } from '../../../../server/src/signature/notation/revocation/revocation.ts';
import { readCertificate } from '../../../../server/src/signature/notation/x509/certificate.ts';
import type { RevocationAnswer } from '../../../../server/src/signature/verification.ts';
import { ask, crlUrl, issuer, november, ocspUrl, said } from '../../../support/notation-revocation.ts';
import { extension, makeSigner } from '../../../support/pki/certificate.ts';
import { holder, sequence } from '../../../support/sigstore/der.ts';

describe('the recorded lists', () => {
  const recorded = (file: string) =>
    readFileSync(new URL(`../../../fixtures/notation/${file}`, import.meta.url));
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
