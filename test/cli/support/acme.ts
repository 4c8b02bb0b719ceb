import { buildBundle, buildImage, type Registry, startRegistry } from '../../support/registry/index.ts';

/** Signed, with the tag 1.0. */
export const app = buildImage({ text: 'app' });
/** Not signed, for two platforms, with the tags 2.0 and latest. */
export const web = buildImage({ text: 'web', platforms: ['linux/amd64', 'linux/arm64'] });

/** A registry with `acme/app` and `acme/web`; the tag 2.1 of the latter is another image. */
export async function startAcme(): Promise<Registry> {
  const registry = await startRegistry();
  registry.push('localhost', 'acme/app', app, '1.0');
  registry.push('localhost', 'acme/app', buildBundle(app));
  registry.push('localhost', 'acme/web', web, '2.0', 'latest');
  registry.push('localhost', 'acme/web', buildImage({ text: 'newer' }), '2.1');
  return registry;
}

/** A Pod with a container for each of these images, as they are to stand in the YAML. */
export function pod(...images: readonly string[]): string {
  const containers = images.map((image, i) => `    - name: c${i}\n      image: ${image}\n`);
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n${containers.join('')}`;
}
