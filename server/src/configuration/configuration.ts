import type { TrustSource } from '../trust/policy.ts';
import type { RuleId, Severity } from './rule-ids.ts';
import type { TrustRule } from './trust-settings.ts';

/** What holds for one file: defaults, `.imageseal.yaml`, settings and command line, already merged. */
export interface Configuration {
  readonly rules: Readonly<Record<RuleId, Severity>>;
  /** Gitignore patterns, relative to `ignoreFolder`. */
  readonly ignore: readonly string[];
  /** The folder of the layer that `ignore` comes from; without it no pattern can match. */
  readonly ignoreFolder?: string;
  readonly images: readonly ImageOverride[];
  /** `group/version/Kind` (with `*`) → field paths such as `spec.runtime.image` or `spec.steps[].image`. */
  readonly imagePaths: Readonly<Record<string, readonly string[]>>;
  readonly registries: readonly RegistrySettings[];
  /** Keeps the signatures of every image that no entry of `registries` says it of: COSIGN_REPOSITORY. */
  readonly signatures?: string;
  /** As written; `undefined` when nobody said whom to trust. */
  readonly trust?: readonly TrustRule[];
  /** The folder that file names in `trust` are relative to. */
  readonly trustFolder?: string;
  /** The configuration file that `trust` stands in; absent where it comes from settings. */
  readonly trustFile?: string;
  /** `trust`, with the files it names: what images are judged by. Reads files when first asked. */
  readonly trustSource?: TrustSource;
  /** The configuration file these come from, if any (an absolute path or URI, as the front end named it). */
  readonly source?: string;
}

/** What one layer (a file, the editor's settings, the command line) says; absent members are left to the others. */
export interface PartialConfiguration {
  readonly rules?: Readonly<Partial<Record<RuleId, Severity>>>;
  readonly ignore?: readonly string[];
  readonly images?: readonly ImageOverride[];
  readonly imagePaths?: Readonly<Record<string, readonly string[]>>;
  readonly registries?: readonly RegistrySettings[];
  readonly trust?: readonly TrustRule[];
  /** What this layer's relative paths and ignore patterns are relative to; the front end adds it. */
  readonly folder?: string;
  /** The configuration file, when the layer is one; the front end adds it. */
  readonly source?: string;
}

export interface ImageOverride {
  /** Glob over `docker.io/library/nginx`: `*` stops at `/`, `**` does not. */
  readonly match: string;
  readonly rules: Readonly<Partial<Record<RuleId, Severity>>>;
}

export interface RegistrySettings {
  /** Glob over `host` or `host/repository/…`. */
  readonly match: string;
  /** Plain http. */
  readonly insecure?: boolean;
  /** `host[/path]` that is asked instead; digests stay those of the image. */
  readonly mirror?: string;
  /** Repository that keeps the signatures of every matching image, as COSIGN_REPOSITORY. */
  readonly signatures?: string;
  /** Something in the entry could not be understood: what is not found with it may be elsewhere. */
  readonly damaged?: true;
}
