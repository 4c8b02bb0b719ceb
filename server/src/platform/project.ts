import type { Configuration } from '../configuration/configuration.ts';
import type { ManifestOptions } from '../manifest/manifest.ts';

/** How one file is to be read: what kind of file it is and which configuration holds for it. */
export interface FileProfile {
  readonly configuration: Configuration;
  /** The same object for every file that is read the same way, so that parse results can be kept. */
  readonly manifest: ManifestOptions;
  /** Listed in the configuration's `ignore`. */
  readonly ignored: boolean;
}
