import type { RuleId, Severity } from './rule-ids.ts';

/** What holds for one file: defaults, `.imageseal.yaml`, settings and command line, already merged. */
export interface Configuration {
  readonly rules: Readonly<Record<RuleId, Severity>>;
  /** Gitignore patterns, relative to the folder of the configuration file. */
  readonly ignore: readonly string[];
  readonly images: readonly ImageOverride[];
  /** `group/version/Kind` (with `*`) → field paths such as `spec.runtime.image` or `spec.steps[].image`. */
  readonly imagePaths: Readonly<Record<string, readonly string[]>>;
  readonly registries: readonly RegistrySettings[];
  /** The configuration file these come from, if any (an absolute path or URI, as the front end named it). */
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
}
