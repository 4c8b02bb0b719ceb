import { describe, expect, it } from 'vitest';
import { ask, crlUrl, deltaUrl, issuer, said, stranger } from '../../../support/notation-revocation.ts';
import { makeSigner } from '../../../support/pki/certificate.ts';
import { type CrlOptions, makeCrl, scope } from '../../../support/pki/crl.ts';

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

  it('to a list without a number proves nothing: nobody can say whether it has all changes since', () => {
    const found = listed({ number: null }, { revoked: [{ serial }] });
    expect(found.state).toBe('unknown');
    expect(said(found)).toContain('its changes are of a newer list');
  });

  it('that cannot be had, or is a whole list, proves nothing', () => {
    const crl = makeCrl(issuer, { number: 10 });
    expect(ask(leaf, { [crlUrl]: crl }).state).toBe('unknown');
    expect(said(ask(leaf, { [crlUrl]: crl, [deltaUrl]: crl }))).toContain('it holds more than changes');
    const unreachable = makeSigner(issuer, { crl: [[crlUrl]], freshest: ['ldap:///CN=ca'] });
    expect(ask(unreachable, { [crlUrl]: crl }).state).toBe('unknown');
  });
});
