import { fileURLToPath } from 'node:url';
import { buildImage, type Registry, startRegistry } from '../test/support/registry/index.ts';

/** The manifests in `examples/` name this port. */
export const examplePort = 5005;

const layouts = (host: string, name: string) =>
  fileURLToPath(new URL(`../test/fixtures/oci/${host}/shop/${name}`, import.meta.url));

/** Starts the embedded registry with every image that `examples/` names. */
export async function startExampleRegistry(): Promise<Registry> {
  const registry = await startRegistry({ port: examplePort });
  const without = 'registry.localhost';
  const withApi = 'oci.localhost';

  const web = (version: string) =>
    buildImage({
      text: `web ${version}`,
      created: '2026-05-03T10:00:00Z',
      platforms: ['linux/amd64', 'linux/arm64'],
      labels: {
        'org.opencontainers.image.source': 'https://github.com/acme/shop',
        'org.opencontainers.image.revision': '9f2c1d7',
        'org.opencontainers.image.version': version,
      },
    });
  registry.push(without, 'shop/web', web('1.3'), '1.3');
  registry.push(without, 'shop/web', web('1.4'), '1.4', 'latest', 'stable');
  registry.push(without, 'shop/web', web('1.2'));
  registry.push(withApi, 'shop/worker', buildImage({ text: 'worker' }), '2.0');
  registry.push(withApi, 'tools/prometheus', buildImage({ text: 'prometheus' }), 'v3.0.0');
  registry.push(withApi, 'tools/git', buildImage({ text: 'git' }), '2.45', 'latest');

  // Real signatures, made by cosign and notation: a bundle as a referrer, one under the fallback tag, a legacy one.
  registry.addLayout(withApi, 'shop/payments', layouts('oci.localhost', 'bundle-p256'));
  registry.addLayout(without, 'shop/orders', layouts('registry.localhost', 'bundle-p256'));
  registry.addLayout(without, 'shop/legacy', layouts('registry.localhost', 'legacy-p256'));
  registry.addLayout(withApi, 'shop/notary', layouts('notary.localhost', 'beside'));

  registry.push('private.localhost', 'shop/secret', buildImage({ text: 'secret' }), '1.0');
  registry.setFault(
    { host: 'private.localhost' },
    { kind: 'status', status: 401, headers: { 'www-authenticate': 'Basic realm="private"' } },
  );
  registry.push('busy.localhost', 'shop/app', buildImage({ text: 'busy' }), '1.0');
  registry.setFault(
    { host: 'busy.localhost' },
    { kind: 'status', status: 429, headers: { 'retry-after': '120' } },
  );
  return registry;
}
