import { readFileSync, type Stats, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Configuration } from '../../configuration/configuration.ts';
import { MAX_LENGTH, type ManifestOptions } from '../../manifest/manifest.ts';
import { fileTrouble } from '../../platform/file-trouble.ts';
import { Project } from '../../platform/project.ts';
import { findManifests, gitRootOf } from '../../platform/scan.ts';
import { createTrustFiles } from '../../platform/trust-files.ts';
import type { CliContext } from '../context.ts';
import { CliError } from '../exit-code.ts';
import type { CheckOptions } from './options.ts';
import { shownPath } from './shown-path.ts';
import { type SourceText, sourceText } from './source-text.ts';

/** A file that is to be checked, read. */
export interface Input {
  readonly path: string;
  readonly absolutePath: string | undefined;
  readonly source: SourceText;
  readonly manifest: ManifestOptions;
  readonly configuration: Configuration;
}

/** Tells of a file that could not be checked, one sentence. `fatal`: the run must not end as if all were well. */
export type OnProblem = (message: string, fatal: boolean) => void;

/** Finds and reads what the paths of the command line name. */
export class Inputs {
  readonly #options: CheckOptions;
  readonly #context: CliContext;
  readonly #onProblem: OnProblem;
  /** One for each repository, or for each folder outside of repositories. */
  readonly #projects = new Map<string, Project>();

  constructor(options: CheckOptions, context: CliContext, onProblem: OnProblem) {
    this.#options = options;
    this.#context = context;
    this.#onProblem = onProblem;
  }

  get projects(): Iterable<Project> {
    return this.#projects.values();
  }

  /** Every file, one after the other. @throws CliError when a path that was given does not exist. */
  *files(): Generator<Input> {
    const roots = this.#options.paths.map((path) => {
      const absolute = resolve(this.#context.cwd, path);
      return { absolute, stat: this.#stat(path, absolute) };
    });
    // A file that is named twice, or again by its folder, is checked once.
    const seen = roots.length > 1 ? new Set<string>() : undefined;
    for (const { absolute, stat } of roots) {
      const folder = stat.isDirectory();
      const project = this.#projectOf(folder ? absolute : resolve(absolute, '..'));
      for (const path of folder ? this.#walk(absolute, project) : [absolute]) {
        if (seen?.has(path)) continue;
        seen?.add(path);
        const input = this.#read(path, project, !folder);
        if (input) yield input;
      }
    }
  }

  /** Standard input, under the name it was given. `ignored`: the configuration wants no file of that name checked. */
  async standardInput(): Promise<{ readonly input: Input; readonly ignored: boolean }> {
    const bytes = await this.#context.readStdin();
    const decoded = Buffer.from(bytes).toString('utf8');
    if (this.#options.pins === 'write' && !Buffer.from(decoded).equals(bytes))
      throw new CliError(l10n.t('Standard input is not UTF-8, so it cannot be fixed.'));
    const { stdinName } = this.#options;
    const path = stdinName?.replaceAll(sep, '/') ?? '<stdin>';
    if (decoded.length > MAX_LENGTH) throw new CliError(tooLarge(path));
    // Nothing need exist under that name; its folder picks the configuration.
    const absolute = resolve(this.#context.cwd, stdinName ?? 'stdin.yaml');
    const project = this.#projectOf(resolve(absolute, '..'));
    const profile = project.profileOf(absolute, 'yaml');
    if (!profile) throw new CliError(l10n.t('Standard input cannot be called {0}.', path));
    const { manifest, configuration, ignored } = profile;
    const source = sourceText(decoded);
    return { input: { path, absolutePath: undefined, source, manifest, configuration }, ignored };
  }

  #walk(folder: string, project: Project): Iterable<string> {
    return findManifests(folder, {
      onError: (path, error) =>
        this.#onProblem(l10n.t('{0} cannot be read: {1}.', this.#shown(path), fileTrouble(error)), true),
      onFolder: (path, has) => project.enter(path, has),
    });
  }

  #read(path: string, project: Project, explicit: boolean): Input | undefined {
    if (isConfiguration(path)) return undefined;
    const profile = project.profileOf(path);
    if (profile === undefined && explicit)
      throw new CliError(
        l10n.t(
          '{0} is neither YAML nor JSON: name files that end in .yaml, .yml or .json.',
          this.#shown(path),
        ),
      );
    if (profile === undefined || profile.ignored) return undefined;
    let decoded: string;
    try {
      decoded = readFileSync(path, 'utf8');
    } catch (error) {
      this.#onProblem(l10n.t('{0} cannot be read: {1}.', this.#shown(path), fileTrouble(error)), true);
      return undefined;
    }
    if (decoded.length > MAX_LENGTH) {
      this.#onProblem(tooLarge(this.#shown(path)), explicit);
      return undefined;
    }
    const { manifest, configuration } = profile;
    return {
      path: this.#shown(path),
      absolutePath: path,
      source: sourceText(decoded),
      manifest,
      configuration,
    };
  }

  #stat(given: string, absolute: string): Stats {
    try {
      return statSync(absolute);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new CliError(
        code === 'ENOENT' || code === 'ENOTDIR'
          ? l10n.t('There is no file or folder "{0}".', given)
          : l10n.t('{0} cannot be read: {1}.', given, message),
      );
    }
  }

  /** Configuration is looked for up to the repository's root; without one, up to where the command was started. */
  #projectOf(folder: string): Project {
    const { cwd, env } = this.#context;
    const inside = folder === cwd || folder.startsWith(cwd.endsWith(sep) ? cwd : cwd + sep);
    const root = gitRootOf(folder) ?? (inside ? cwd : folder);
    let project = this.#projects.get(root);
    if (project === undefined) {
      const { configFile } = this.#options;
      const signatures = env.COSIGN_REPOSITORY;
      project = new Project({
        folder: root,
        ...(configFile !== undefined && {
          configFile: resolve(cwd, configFile),
        }),
        ...(signatures && { signatures }),
        trustFiles: createTrustFiles({ env }),
      });
      this.#projects.set(root, project);
    }
    return project;
  }

  #shown(path: string): string {
    return shownPath(path, this.#context.cwd);
  }
}

/** Read for what it says, not for images. */
function isConfiguration(path: string): boolean {
  return /(?:^|[\\/])\.imageseal\.ya?ml$/.test(path);
}

function tooLarge(path: string): string {
  return l10n.t(
    '{0} is larger than {1} million characters and was not checked.',
    path,
    Math.floor(MAX_LENGTH / 1e6),
  );
}
