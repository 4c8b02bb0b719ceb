import { describe, expect, it } from 'vitest';
import { by, cosign, useNotary } from './support/notary.ts';

const { at, verifyJson, verdicts } = useNotary();

describe('an image with signatures of both kinds', () => {
  it.each(['beside:cosign2-and-notation', 'beside:cosign3-and-notation'])(
    '%s is trusted when either is',
    async (name) => {
      const image = at(name);
      const { images } = await verifyJson(image, ...cosign, ...by('strict'));
      expect(images[0]!.signatures.map(({ signer, trusted }) => [signer?.type, trusted]).sort()).toEqual([
        ['key', true],
        ['x509', true],
      ]);
      expect(await verdicts(image, ...cosign, ...by('strict-other-ca'))).toEqual([0, 'trusted']);
      expect(await verdicts(image, ...cosign)).toEqual([0, 'trusted']);
      expect(await verdicts(image, ...by('strict'))).toEqual([0, 'trusted']);
      expect(await verdicts(image, ...by('strict-other-ca'))).toEqual([1, 'untrusted']);
    },
  );

  it('of a kind that the flags say nothing of, the reasons say which would', async () => {
    const keys = await verifyJson(at('key:p384-jws'), ...cosign);
    expect([keys.code, keys.images[0]!.verdict]).toEqual([1, 'unverified']);
    expect(keys.images[0]!.reasons).toEqual([
      'It names CN=p384,O=Acme Shop,L=Seattle,ST=WA,C=US as its signer. This is a Notary Project signature, and the command line names no trust policy for it: name one there.',
      'Give it with --trust-policy FILE --trust-store DIR.',
    ]);
    expect(await verdicts(at('beside:cosign3-only'), ...by('strict'))).toEqual([1, 'unverified']);
  });
});
