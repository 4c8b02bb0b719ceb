import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Configuration, PartialConfiguration } from '../configuration/configuration.ts';
import { configurationFileNames, isBelowRoot } from '../configuration/discover.ts';
import { isIgnored } from '../configuration/ignore.ts';
import { mergeConfiguration } from '../configuration/merge.ts';
import type { TrustFiles } from '../configuration/notation-source.ts';
import { type ParsedConfiguration, parseConfigurationFile } from '../configuration/parse-configuration.ts';
import { withTrustSource } from '../configuration/trust-source.ts';
import { fileKindOf } from '../manifest/file-kind.ts';
import { compileImagePaths } from '../manifest/image-paths.ts';
import type { ManifestOptions } from '../manifest/manifest.ts';
import { fileTrouble } from './file-trouble.ts';
import { exists, gitRootOf } from './scan.ts';
import { createTrustFiles, namesFile, samePath } from './trust-files.ts';
import { type NamedPolicy, policiesNamedBy } from './trust-policies.ts';

/** How one file is to be read: what kind of file it is and which configuration holds for it. */
export interface FileProfile {
  readonly configuration: Configuration;
  /** The same object for every file that is read the same way, so that parse results can be kept. */
  readonly manifest: ManifestOptions;
  /** Listed in the configuration's `ignore`. */
  readonly ignored: boolean;
}

export interface ProjectOptions {
  /** The folder above which no configuration is looked for: a workspace folder, or where the command line started. */
  readonly folder?: string;
  /** Stronger than `.imageseal.yaml`: the editor's settings or command-line flags. */
  readonly overrides?: readonly PartialConfiguration[];
  /** Where signatures are kept unless `registries` says otherwise (COSIGN_REPOSITORY). */
  readonly signatures?: string;
  /** Use this file instead of looking for one (`--config`). */
  readonly configFile?: string;
  /** What trust rules name; by default whatever lies on disk. */
  readonly trustFiles?: TrustFiles;
}

/** A configuration file as it was read, for those who report its problems. */
export interface LoadedConfiguration extends ParsedConfiguration {
  readonly path: string;
  readonly text: string;
}

interface FolderProfile {
  readonly configuration: Configuration;
  readonly inChart: boolean;
  readonly options: Map<string, ManifestOptions>;
}

/**
 * Answers for each file of one workspace folder which configuration holds and how the file is to be read. Reads
 * `.imageseal.yaml` files and looks for `Chart.yaml`, once each; `invalidate` after either changed.
 */
export class Project {
  readonly #options: ProjectOptions;
  readonly #folders = new Map<string, FolderProfile>();
  /** Folders known to lie below a root. */
  readonly #inside = new Set<string>();
  readonly #loaded = new Map<string, LoadedConfiguration | undefined>();
  readonly #merged = new Map<string, Configuration>();
  #gitRoot: string | undefined | null = null;

  constructor(options: ProjectOptions) {
    this.#options = options;
  }

  /** `undefined` for a file that is none of ours by its name. `path` is absolute. */
  profileOf(path: string, languageId?: string): FileProfile | undefined {
    const folder = this.#folder(dirname(path));
    const named = fileKindOf(path, languageId, folder.inChart);
    if (named === undefined) return undefined;
    // A chart's templates are manifests with template actions in them; those are masked in any file.
    const fileKind = named === 'helm-template' ? 'manifest' : named;
    let manifest = folder.options.get(fileKind);
    if (manifest === undefined) {
      manifest = { fileKind, imagePaths: imagePathsOf(folder.configuration) };
      folder.options.set(fileKind, manifest);
    }
    return { configuration: folder.configuration, manifest, ignored: isIgnored(folder.configuration, path) };
  }

  /** The configuration for a file, also when it is none of ours. */
  configurationFor(path: string): Configuration {
    return this.#folder(dirname(path)).configuration;
  }

  /** Every configuration file read so far, with its problems. */
  loadedConfigurations(): LoadedConfiguration[] {
    return [...this.#loaded.values()].flatMap((loaded) => loaded ?? []);
  }

  /** Whether a configuration read so far, or what is stronger than it, names this key, trusted root, policy or store. */
  names(path: string): boolean {
    return (
      this.loadedConfigurations().some((loaded) => namesFile(loaded, dirname(loaded.path), path)) ||
      (this.#options.overrides ?? []).some((settings) => namesFile({ settings }, settings.folder, path))
    );
  }

  /** The trust policy at `path`, where a rule names it. */
  policyNamed(path: string): NamedPolicy | undefined {
    const { trust, trustFolder } = this.configurationFor(path);
    return [
      ...policiesNamedBy(trust, trustFolder),
      ...this.loadedConfigurations().flatMap((loaded) =>
        policiesNamedBy(loaded.settings.trust, dirname(loaded.path)),
      ),
    ].find((named) => samePath(named.path, path));
  }

  /** Forgets everything read from disk. */
  invalidate(): void {
    this.#folders.clear();
    this.#inside.clear();
    this.#loaded.clear();
    this.#merged.clear();
    this.#gitRoot = null;
  }

  /** Somebody has just listed this folder: what is in it need not be asked of the disk again. */
  enter(folder: string, has: (name: string) => boolean): void {
    if (!this.#folders.has(folder)) this.#folder(folder, has);
  }

  #folder(folder: string, has = (name: string): boolean => exists(join(folder, name))): FolderProfile {
    const known = this.#folders.get(folder);
    if (known) return known;
    const above = this.#mayClimbFrom(folder) ? this.#folder(dirname(folder)) : undefined;
    const loaded =
      this.#options.configFile === undefined
        ? this.#configurationIn(folder, has)
        : this.#load(this.#options.configFile);
    const profile: FolderProfile = {
      configuration: loaded || above === undefined ? this.#configuration(loaded) : above.configuration,
      inChart: above?.inChart || has('Chart.yaml'),
      options: new Map(),
    };
    this.#folders.set(folder, profile);
    return profile;
  }

  /** What stands above counts up to the workspace folder or the repository's root, and nothing outside of them. */
  #mayClimbFrom(folder: string): boolean {
    if (this.#gitRoot === null) this.#gitRoot = gitRootOf(this.#options.folder ?? folder);
    // Inside of a folder that is inside: most of a walk, and nothing to compute.
    if (this.#inside.has(dirname(folder)) && folder !== this.#gitRoot && folder !== this.#options.folder) {
      this.#inside.add(folder);
      return true;
    }
    const roots = { workspaceFolder: this.#options.folder, gitRoot: this.#gitRoot };
    const inside = isBelowRoot(folder, roots);
    if (inside) this.#inside.add(folder);
    return inside;
  }

  #configuration(loaded: LoadedConfiguration | undefined): Configuration {
    const key = loaded?.path ?? '';
    const known = this.#merged.get(key);
    if (known) return known;
    const file = loaded && { ...loaded.settings, folder: dirname(loaded.path), source: loaded.path };
    const merged = mergeConfiguration(file, ...(this.#options.overrides ?? []));
    const { signatures } = this.#options;
    const named = signatures === undefined ? merged : { ...merged, signatures };
    const configuration = withTrustSource(named, this.#options.trustFiles ?? createTrustFiles());
    this.#merged.set(key, configuration);
    return configuration;
  }

  #configurationIn(folder: string, has: (name: string) => boolean): LoadedConfiguration | undefined {
    for (const name of configurationFileNames) {
      if (!has(name)) continue;
      const loaded = this.#load(join(folder, name));
      if (loaded) return loaded;
    }
    return undefined;
  }

  #load(path: string): LoadedConfiguration | undefined {
    if (this.#loaded.has(path)) return this.#loaded.get(path);
    const loaded = exists(path) ? loadConfiguration(path) : undefined;
    this.#loaded.set(path, loaded);
    return loaded;
  }
}

/** A file that is there and cannot be read is a problem in it: its rules must not be lost in silence. */
function loadConfiguration(path: string): LoadedConfiguration {
  try {
    const text = readFileSync(path, 'utf8');
    return { ...parseConfigurationFile(text), path, text };
  } catch (error) {
    const message = l10n.t('This configuration cannot be read: {0}.', fileTrouble(error));
    const problem = { span: { start: 0, end: 0 }, path: '', message, severity: 'error' as const };
    return { settings: {}, problems: [problem], referencedFiles: [], trust: [], path, text: '' };
  }
}

const compiled = new WeakMap<Configuration, ReturnType<typeof compileImagePaths>>();

function imagePathsOf(configuration: Configuration): ReturnType<typeof compileImagePaths> {
  let paths = compiled.get(configuration);
  if (paths === undefined) {
    paths = compileImagePaths(configuration.imagePaths);
    compiled.set(configuration, paths);
  }
  return paths;
}
