import { fixtures } from '../../../scripts/example-registry.ts';
import { buildImage, type Registry, startRegistry } from '../../support/registry/index.ts';

/** A registry with three images, and manifests that use them. */
export interface Example {
  readonly registry: Registry;
  /** `localhost:PORT/team`. */
  readonly team: string;
  readonly signed: string;
  readonly unsigned: string;
  /** The digest of `unsigned`, and of the other tag of it. */
  readonly digest: string;
  close(): Promise<void>;
}

/** `team/signed:1.0` is signed with a key that nobody names, `team/app:1.0` and `team/side:2.0` not at all. */
export async function startExample(): Promise<Example> {
  const registry = await startRegistry();
  const labels = {
    'org.opencontainers.image.source': 'https://git.example/team/app',
    'org.opencontainers.image.revision': '0123456789abcdef',
  };
  const app = buildImage({
    text: 'app',
    labels,
    platforms: ['linux/amd64', 'linux/arm64'],
  });
  registry.push('localhost', 'team/app', app, '1.0');
  registry.push('localhost', 'team/side', buildImage({ text: 'side' }), '2.0');
  registry.addLayout(
    'localhost',
    'team/signed',
    fixtures('cosign/keyed/oci/registry.localhost/shop/bundle-p256'),
  );
  const team = `${registry.host}/team`;
  return {
    registry,
    team,
    signed: `${team}/signed:1.0`,
    unsigned: `${team}/app:1.0`,
    digest: app.digest,
    close: () => registry.close(),
  };
}

/** A Pod with these images, a line each. */
export const pod = (...images: readonly string[]): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
${images.map((image, index) => `    - name: container-${index}\n      image: ${image} # as released\n`).join('')}`;
