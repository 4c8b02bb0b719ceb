import { describe, expect, it } from 'vitest';
import { by, useNotary } from './support/notary.ts';

const notary = useNotary();
const { at } = notary;

describe('reports', () => {
  it('as text for people', async () => {
    const images = [
      ...['image:metadata', 'expiry:signature-cose', 'timestamp:valid-cose'],
      // notation accepts the one, and refuses the other.
      ...['made:crit-unknown-jws', 'made:chain-protected-cose', 'made:authority-jws'],
    ];
    const { stdout } = await notary.workspace.run([
      'verify',
      '--offline',
      ...images.map(at),
      ...by('permissive-tsa'),
    ]);
    await expect(stdout.replaceAll(`:${notary.registry.port}/`, ':PORT/')).toMatchFileSnapshot(
      'golden/verify-notation.txt',
    );
  });
});
