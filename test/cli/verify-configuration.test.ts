import { describe, expect, it } from 'vitest';
import { actions, byKey, useShop, workflow } from './support/shop.ts';

const shop = useShop();
const { at, verify, verifyJson, verdicts } = shop;

describe("the workspace's own rules", () => {
  it('hold without trust flags, each image by its name, and flags stand in for them', async () => {
    shop.workspace.write(
      '.imageseal.yaml',
      `trust:
  - images: "${at('bundle-*')}"
    keys: [{file: p256.pub}]
  - images: "${at('keyless-*')}"
    trustedRoot: trusted_root.json
    identities: [{subject: "${workflow}", issuer: "${actions}"}]
`,
    );
    const { code, images } = await verifyJson(
      at('bundle-p256:1.0'),
      at('keyless-v2-ci:1.0'),
      at('bundle-p384:1.0'),
      at('legacy-p256:1.0'),
    );
    expect([code, ...images.map(({ verdict }) => verdict)]).toEqual([
      1,
      'trusted',
      'trusted',
      'untrusted',
      'unverified',
    ]);
    expect(images[0]!.reasons.at(-1)).toBe('The key p256.pub is trusted by rule 1 of .imageseal.yaml.');
    expect(images[3]!.reasons.at(-1)).toBe(
      'Give its public key with --key FILE, or a rule under "trust" in .imageseal.yaml.',
    );
    expect(await verdicts(at('bundle-p256:1.0'), ...byKey('other.pub'))).toEqual([1, 'untrusted']);
  });

  it('come from --config, and a mistake in them ends the run', async () => {
    shop.workspace.write('ci/trust.yaml', `trust: [{images: "**", keys: [{file: ../p256.pub}]}]\n`);
    expect(await verdicts(at('bundle-p256:1.0'), '--config', 'ci/trust.yaml')).toEqual([0, 'trusted']);
    shop.workspace.write('ci/trust.yaml', 'trust: [{images: "**", keyz: [{file: ../p256.pub}]}]\n');
    const { code, stdout, stderr } = await verify(at('bundle-p256:1.0'), '--config', 'ci/trust.yaml');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('ci/trust.yaml:1:');
    expect(stderr).toContain('imageseal: Nothing was verified: mend the configuration first.\n');
    expect(shop.registry.log.lines().filter((line) => line.includes('/blobs/')).length).toBeLessThan(2);
  });

  it('say where signatures are kept, as COSIGN_REPOSITORY does', async () => {
    await shop.workspace.run(['verify', '--offline', at('plain:1.0'), ...byKey('p256.pub')], {
      env: { COSIGN_REPOSITORY: at('signatures') },
    });
    expect(shop.registry.log.lines().some((line) => line.includes('/v2/shop/signatures/'))).toBe(true);
  });
});
