import { pathParts, segmentsBelow } from './paths.ts';

/** The names a configuration file may have; in one folder the first that exists counts. */
export const configurationFileNames = ['.imageseal.yaml', '.imageseal.yml'] as const;

/** Folders (absolute paths or URIs, spelled as the manifest's) above which no configuration is looked for. */
export interface DiscoveryRoots {
  readonly workspaceFolder?: string | undefined;
  readonly gitRoot?: string | undefined;
}

/**
 * The nearest configuration from the manifest upwards applies. Is there more to look at above this folder? Not at the
 * first root that is met, and not outside of every root, where only the manifest's own folder counts. Takes absolute
 * paths or URIs.
 */
export function isBelowRoot(folder: string, roots: DiscoveryRoots): boolean {
  const at = pathParts(asFolder(folder));
  if (!at) return false;
  const depths = [roots.workspaceFolder, roots.gitRoot].flatMap((root) => {
    const parts = root === undefined ? undefined : pathParts(asFolder(root));
    const below = parts && segmentsBelow(parts, at);
    return below ? [below.length] : [];
  });
  return depths.length > 0 && Math.min(...depths) > 0;
}

function asFolder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
