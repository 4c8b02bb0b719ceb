import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Descriptor, parseManifest } from './content.ts';
import type { Repository } from './repository.ts';

const REF_NAME = 'org.opencontainers.image.ref.name';

/**
 * Adds an OCI image layout: everything that `index.json` lists, by tag where it has one, and the manifests of the
 * indexes in it. Blobs stay on disk until somebody asks for them.
 */
export function addLayout(repository: Repository, folder: string): void {
  const read = (digest: string): Uint8Array | undefined => {
    const match = /^(sha256|sha512):([0-9a-f]+)$/.exec(digest);
    if (match === null) return undefined;
    const file = join(folder, 'blobs', match[1]!, match[2]!);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  repository.addSource(read);

  const add = (descriptor: Descriptor): void => {
    const bytes = read(descriptor.digest);
    // A fallback index may name manifests that are not there.
    if (bytes === undefined) return;
    const content = { mediaType: descriptor.mediaType, digest: descriptor.digest, bytes };
    repository.putManifest(content, descriptor.annotations?.[REF_NAME]);
    for (const child of parseManifest(bytes)?.manifests ?? []) {
      if (repository.manifest(child.digest) === undefined) add(child);
    }
  };
  const index = parseManifest(readFileSync(join(folder, 'index.json')));
  if (index === undefined) throw new Error(`${folder}/index.json is no OCI image index`);
  for (const descriptor of index.manifests ?? []) add(descriptor);
}

/** Every layout below `folder`, which is laid out `<host>/<repository…>/index.json`. */
export function findLayouts(folder: string): { host: string; repository: string; folder: string }[] {
  return readdirSync(folder).flatMap((host) =>
    layoutsBelow(join(folder, host)).map((repository) => ({
      host,
      repository: repository.join('/'),
      folder: join(folder, host, ...repository),
    })),
  );
}

function layoutsBelow(folder: string, path: string[] = []): string[][] {
  const here = join(folder, ...path);
  if (existsSync(join(here, 'index.json'))) return [path];
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => layoutsBelow(folder, [...path, entry.name]));
}
