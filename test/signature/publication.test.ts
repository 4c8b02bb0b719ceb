import { describe, expect, it } from 'vitest';
import { publicServices } from '../../server/src/signature/public-services.ts';
import { whatBecomesPublic } from '../../server/src/signature/publication.ts';
import { noServices } from '../../server/src/signature/signing.ts';

const { services } = publicServices;

describe('whatBecomesPublic', () => {
  it('nothing, with a key and no log: a timestamp authority sees a hash and keeps nothing', () => {
    const { timestampAuthorities } = services;
    const request = { signer: { type: 'key' }, attestation: false } as const;
    expect(whatBecomesPublic({ ...request, services: noServices })).toBeUndefined();
    expect(whatBecomesPublic({ ...request, services: { logs: [], timestampAuthorities } })).toBeUndefined();
  });

  it('the identity, without a key: of the certificate, too, even where no log is told', () => {
    const published = whatBecomesPublic({ services, signer: { type: 'keyless' }, attestation: false });
    expect(published?.hosts).toEqual(['fulcio.sigstore.dev', 'rekor.sigstore.dev']);
    expect(published?.where).toContain('fulcio.sigstore.dev, rekor.sigstore.dev; nobody can take it back');
    expect(published?.what[0]).toContain('usually an e-mail address');
    const known = whatBecomesPublic({
      services: { ...services, logs: [] },
      signer: { type: 'keyless', identity: 'alice@example.com' },
      attestation: false,
    });
    expect(known).toMatchObject({
      hosts: ['fulcio.sigstore.dev'],
      what: [expect.stringContaining('alice@'), expect.anything()],
    });
  });

  it('the public key and a hash, with a key and a log; of an attestation that the log sees its predicate', () => {
    const published = whatBecomesPublic({ services, signer: { type: 'key' }, attestation: true });
    expect(published?.hosts).toEqual(['rekor.sigstore.dev']);
    expect(published?.what.join('\n')).toMatch(/^the public key\n.*hash.*\n.*predicate itself is sent/);
  });
});
