import { fileURLToPath } from 'node:url';
import { buildImage, type Registry, startRegistry } from '../test/support/registry/index.ts';

/** The manifests in `examples/` name this port. */
export const examplePort = 5005;

export const fixtures = (path: string) => fileURLToPath(new URL(`../test/fixtures/${path}`, import.meta.url));

/** Repositories that real signers have filled, by the name under which they are served: `examples/` says what each shows. */
export const recorded: Readonly<Record<string, string>> = {
  'oci.localhost/shop/payments': 'cosign/keyed/oci/oci.localhost/shop/bundle-p256',
  'registry.localhost/shop/orders': 'cosign/keyed/oci/registry.localhost/shop/bundle-p256',
  'registry.localhost/shop/legacy': 'cosign/keyed/oci/registry.localhost/shop/legacy-p256',
  'oci.localhost/shop/billing': 'cosign/keyed/oci/oci.localhost/shop/annotated-v3',
  'oci.localhost/shop/ledger': 'cosign/keyed/oci/oci.localhost/shop/both-layouts',
  'oci.localhost/release/checkout': 'cosign/keyless/oci/oci.localhost/shop/keyless-v2-ci',
  'oci.localhost/release/api': 'cosign/keyless/oci/oci.localhost/shop/keyless-provenance',
  'oci.localhost/release/preview': 'cosign/keyless/oci/oci.localhost/shop/keyless-pr',
  'oci.localhost/shop/mailer': 'cosign/keyed/oci/oci.localhost/shop/bundle-p384',
  'oci.localhost/shop/invoices': 'cosign/keyed/oci/oci.localhost/shop/damaged-bundle-moved',
  'oci.localhost/release/search':
    'cosign/keyless/oci/oci.localhost/shop/damaged-keyless-certificate-of-another',
  'oci.localhost/partner/analytics': 'cosign/keyed/oci/oci.localhost/shop/bundle-rsa3072',
  'oci.localhost/partner/portal': 'cosign/keyless/oci/oci.localhost/shop/keyless-v2-dev',
  'oci.localhost/partner/newsletter': 'cosign/keyless/oci/oci.localhost/shop/keyless-v1tsa-dev',
  'oci.localhost/partner/notary': 'notation/oci/notary.localhost/shop/beside',
  'oci.localhost/vendor/database': 'notation/oci/notary.localhost/shop/policy',
  'oci.localhost/vendor/cache': 'notation/oci/notary.localhost/shop/timestamp',
  'oci.localhost/vendor/search': 'notation/oci/notary.localhost/shop/image',
  'oci.localhost/vendor/agent': 'notation/oci/notary.localhost/shop/key',
  'oci.localhost/vendor/exporter': 'notation/oci/notary.localhost/shop/expiry',
  'oci.localhost/shop/inventory': 'cosign/keyed/oci/oci.localhost/shop/attested-spdxjson',
  'oci.localhost/shop/catalog': 'cosign/keyed/oci/oci.localhost/shop/multi-v3',
};

/** Starts the embedded registry with every image that `examples/` names; on port 0 wherever there is room. */
export async function startExampleRegistry(port = examplePort): Promise<Registry> {
  const registry = await startRegistry({ port });
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

  for (const [name, folder] of Object.entries(recorded)) {
    const [host = '', ...repository] = name.split('/');
    registry.addLayout(host, repository.join('/'), fixtures(folder));
  }

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
