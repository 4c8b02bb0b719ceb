import { describe, expect, it } from 'vitest';
import { actions, byIdentity, login, root, useShop, workflow } from './support/shop.ts';

const { at, verifyJson, verdicts } = useShop();

describe('identities', () => {
  const image = () => at('keyless-v2-ci:1.0');

  it('are compared whole', async () => {
    const { code, images } = await verifyJson(image(), ...byIdentity, ...root);
    expect(code).toBe(0);
    expect(images[0]).toMatchObject({ image: image(), verdict: 'trusted' });
    expect(images[0]!.signatures).toMatchObject([
      {
        layout: 'referrer',
        kind: 'signature',
        signer: {
          type: 'certificate',
          subject: workflow,
          issuer: actions,
          sourceRepository: 'https://github.com/acme/shop',
          sourceRef: 'refs/heads/main',
        },
        verified: true,
        trusted: true,
        time: { at: expect.stringMatching(/^2026-/), source: 'timestamp' },
        log: { index: '17' },
      },
    ]);
    for (const subject of [workflow.slice(0, -1), `${workflow}x`, workflow.slice(1)])
      expect(
        await verdicts(image(), '--certificate-identity', subject, ...byIdentity.slice(2), ...root),
        subject,
      ).toEqual([1, 'untrusted']);
  });

  it('by expression match anywhere, as in cosign', async () => {
    const args = ['--certificate-identity-regexp', '^https://github.com/acme/shop/', ...root];
    expect(await verdicts(image(), ...args, '--certificate-oidc-issuer-regexp', 'oidc\\.localhost')).toEqual([
      0,
      'trusted',
    ]);
    expect(await verdicts(image(), ...args, '--certificate-oidc-issuer-regexp', 'login$')).toEqual([
      1,
      'untrusted',
    ]);
  });

  it('the n-th goes with the n-th issuer, of either kind', async () => {
    const images = [at('keyless-v1-ci:1.0'), at('keyless-v1-dev:1.0')];
    const people = ['--certificate-identity-regexp', '^dev@shop\\.example$'];
    const paired = [...people, '--certificate-identity', workflow];
    const issuers = ['--certificate-oidc-issuer', login, '--certificate-oidc-issuer-regexp', '/actions$'];
    expect(await verdicts(...images, ...paired, ...issuers, ...root)).toEqual([0, 'trusted', 'trusted']);
    const crossed = [...issuers.slice(2), ...issuers.slice(0, 2)];
    expect(await verdicts(...images, ...paired, ...crossed, ...root)).toEqual([1, 'untrusted', 'untrusted']);
  });

  it('share one issuer when there is only one', async () => {
    const names = ['--certificate-identity', 'ann@shop.example', '--certificate-identity', workflow];
    expect(await verdicts(image(), ...names, '--certificate-oidc-issuer', actions, ...root)).toEqual([
      0,
      'trusted',
    ]);
  });

  it('and keys together: any will do', async () => {
    const both = ['--key', 'logged.pub', ...byIdentity, ...root];
    expect(await verdicts(image(), at('keyed-logged:1.0'), ...both)).toEqual([0, 'trusted', 'trusted']);
  });

  it('need the root of their instance', async () => {
    const { code, images } = await verifyJson(image(), ...byIdentity);
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons.at(-1)).toBe(
      'Give the trusted root of that instance with --trusted-root FILE.',
    );
    const other = ['--trusted-root', 'trusted_root.other-instance.json'];
    expect(await verdicts(image(), ...byIdentity, ...other)).toEqual([1, 'untrusted']);
  });
});
