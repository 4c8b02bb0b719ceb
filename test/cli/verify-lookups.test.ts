import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { byIdentity, byKey, useShop } from './support/shop.ts';

const shop = useShop();
const { at, verifyJson } = shop;

describe('looking', () => {
  it('resolves a tag once and shows the digest; every run asks anew', async () => {
    const { images } = await verifyJson(at('bundle-p256:1.0'), ...byKey('p256.pub'));
    expect(images[0]!.digest).toBe('sha256:b597d931de0c9ee456a33a00f414029e7bcd436133d7f97b27e434acbc0522a2');
    const asked = shop.registry.log.lines();
    expect(asked.filter((line) => line.includes('/manifests/1.0'))).toHaveLength(1);
    shop.registry.log.clear();
    await verifyJson(at('bundle-p256:1.0'), ...byKey('p256.pub'));
    expect(shop.registry.log.lines().sort()).toEqual(asked.sort());
  });

  it('looks at several images at once, no more than --concurrency, and answers in the order given', async () => {
    const names = ['p521', 'p256', 'rsa2048', 'ed25519', 'p384'].map((key) => at(`bundle-${key}:1.0`));
    shop.registry.setFault({ path: '/shop/' }, { kind: 'delay', ms: 20 });
    const { images } = await verifyJson(...names, '--concurrency', '3', ...byKey('p256.pub'));
    expect(images.map(({ image }) => image)).toEqual(names);
    expect(shop.registry.log.peak()).toBeLessThanOrEqual(3);
    expect(shop.registry.log.peak()).toBeGreaterThan(1);
  });

  it('asks nobody but the registry with --offline, and with IMAGESEAL_OFFLINE', async () => {
    let connections = 0;
    const proxy = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as { port: number };
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    try {
      const args = ['verify', at('keyless-v2-ci:1.0'), ...byIdentity];
      await shop.workspace.run([...args, '--offline'], { env });
      await shop.workspace.run(args, { env: { ...env, IMAGESEAL_OFFLINE: '1' } });
      expect(connections).toBe(0);
      // Newer public roots would be asked for: it fails, and those built in do.
      const { code, stdout } = await shop.workspace.run(args, { env });
      expect(connections).toBeGreaterThan(0);
      expect([code, stdout.split('\n')[0]]).toEqual([1, `✗ untrusted  ${at('keyless-v2-ci:1.0')}`]);
    } finally {
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});
