import { describe, expect, it } from 'vitest';
import { checkNames } from '../../server/src/signature/report.ts';
import { byIdentity, byKey, root, useShop } from './support/shop.ts';
import { verifySchema } from './support/verify.ts';

const shop = useShop();
const { at, without, verify, verifyJson } = shop;

describe('reports', () => {
  it('as text for people', async () => {
    const { code, stdout } = await verify(
      at('keyless-v1-ci:1.0'),
      without('both-layouts:1.0'),
      at('attested-spdxjson:1.0'),
      at('damaged-bundle-moved:b'),
      at('none:1.0'),
      ...byKey('p256.pub'),
      ...byIdentity,
      ...root,
    );
    expect(code).toBe(1);
    await expect(stdout.replaceAll(`:${shop.registry.port}/`, ':PORT/')).toMatchFileSnapshot(
      'golden/verify.txt',
    );
  });

  it('in colours when they are wanted, and never by colour alone', async () => {
    const args = [at('bundle-p256:1.0'), ...byKey('p256.pub')];
    const plain = await verify(...args, '--no-color');
    const coloured = await verify(...args, '--color');
    expect(coloured.stdout).toContain('\u001b[');
    expect(coloured.stdout.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain.stdout);
  });

  it('every layout by its name, and nothing but the checks that are documented', async () => {
    const { images } = await verifyJson(
      at('bundle-p256:1.0'),
      without('bundle-p256:1.0'),
      at('legacy-p256:1.0'),
      at('keyless-v1-dev:1.0'),
      ...byKey('p256.pub'),
    );
    expect(images.flatMap(({ signatures }) => signatures.map(({ layout }) => layout))).toEqual([
      'referrer',
      'fallback-tag',
      'legacy',
      'referrer',
    ]);
    const { definitions } = verifySchema() as {
      definitions: { checkName: { enum: string[] } };
    };
    expect(definitions.checkName.enum).toEqual([...checkNames]);
  });
});
