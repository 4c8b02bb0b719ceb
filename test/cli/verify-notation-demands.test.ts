import { describe, expect, it } from 'vitest';
import { by, cosign, useNotary } from './support/notary.ts';

const { at, verifyJson, verdicts } = useNotary();

describe('what is asked for', () => {
  it('user metadata: all of them, each value whole', async () => {
    const image = at('image:metadata');
    const { code, images } = await verifyJson(
      image,
      ...by('strict'),
      '-m',
      'io.example.env=prod',
      '-m',
      'build=17',
    );
    expect(code).toBe(0);
    expect(images[0]!.signatures[0]!.annotations).toEqual({ 'io.example.env': 'prod', build: '17' });
    expect(await verdicts(image, ...by('strict'), '--user-metadata', 'build=017')).toEqual([1, 'untrusted']);
    expect(await verdicts(image, ...by('strict'), '-m', 'build=17,io.example.env=prod')).toEqual([
      1,
      'untrusted',
    ]);
  });

  it('of each kind of signature what is asked of that kind', async () => {
    const image = at('beside:cosign3-and-notation');
    const both = [...cosign, ...by('strict')];
    expect(await verdicts(image, ...both)).toEqual([0, 'trusted']);
    // The other one is trusted still.
    expect(await verdicts(image, ...both, '-m', 'build=17')).toEqual([0, 'trusted']);
    expect(await verdicts(image, ...both, '-a', 'build=17')).toEqual([0, 'trusted']);
    expect(await verdicts(image, ...both, '-a', 'build=17', '-m', 'build=17')).toEqual([1, 'untrusted']);
  });
});
