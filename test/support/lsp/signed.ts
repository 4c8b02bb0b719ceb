import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from '../registry/index.ts';
import { repository } from './bundle.ts';

/** Where the recorded images lie (test/fixtures/cosign/README.md says who signed what). */
export const recordedFolder = join(repository, 'test/fixtures/cosign');

/** The issuer and the subjects of the recorded certificates. */
export const recordedSigner = {
  issuer: 'http://oidc.localhost:8090/actions',
  release: 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main',
} as const;

/** The private Sigstore instance under which they were made. */
export const recordedRoot = join(recordedFolder, 'keyless/trusted_root.json');

/** The text of a fixture, to be written into a test's workspace. */
export function recordedText(path: string): string {
  return readFileSync(join(recordedFolder, path), 'utf8');
}

/** Serves recorded images as `oci.localhost:PORT/shop/<name>`, and gives the references `…:1.0`. */
export function serveRecorded(registry: Registry, ...names: readonly string[]): string[] {
  return names.map((name) => {
    const [set = '', repositoryName = ''] = name.split('/');
    registry.addLayout(
      'oci.localhost',
      `shop/${repositoryName}`,
      join(recordedFolder, set, 'oci/oci.localhost/shop', repositoryName),
    );
    return `${registry.authority('oci.localhost')}/shop/${repositoryName}:1.0`;
  });
}
