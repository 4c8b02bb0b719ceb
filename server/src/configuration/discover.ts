import { pathParts, segmentsBelow } from './paths.ts';

/** The names a configuration file may have; in one folder the first that exists counts. */
export const configurationFileNames = ['.imageseal.yaml', '.imageseal.yml'] as const;

/** Folders (absolute paths or URIs, spelled as the manifest's) above which no configuration is looked for. */
export interface DiscoveryRoots {
  readonly workspaceFolder?: string | undefined;
  readonly gitRoot?: string | undefined;
}

/**
 * Where the configuration of a manifest may be, the nearest first: the first that exists applies. Goes upwards from
 * the manifest's folder to the first root it meets; outside of every root only the manifest's own folder counts.
 * Takes absolute paths or URIs, returns them with forward slashes.
 */
export function candidateConfigurationPaths(manifestPath: string, roots: DiscoveryRoots): string[] {
  const manifest = pathParts(manifestPath);
  if (!manifest || manifest.segments.length === 0) return [];
  const folder = manifest.segments.slice(0, -1);
  let climbs = 0;
  const heights = [roots.workspaceFolder, roots.gitRoot].flatMap((root) => {
    const parts = root === undefined ? undefined : pathParts(root.endsWith('/') ? root : `${root}/`);
    const below = parts && segmentsBelow(parts, { ...manifest, segments: folder });
    return below ? [below.length] : [];
  });
  if (heights.length > 0) climbs = Math.min(...heights);

  const paths: string[] = [];
  for (let up = 0; up <= climbs; up++) {
    const inside = folder.slice(0, folder.length - up);
    for (const name of configurationFileNames) paths.push(manifest.prefix + [...inside, name].join('/'));
  }
  return paths;
}
