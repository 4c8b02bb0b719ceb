import { dirname } from 'node:path';
import type { WorkspaceFolder } from 'vscode-languageserver/node';
import type { TrustFiles } from '../configuration/notation-source.ts';
import { pathParts, segmentsBelow } from '../configuration/paths.ts';
import { Project } from '../platform/project.ts';
import type { ResourceSettings } from './settings.ts';
import { pathOf } from './uris.ts';

interface Folder {
  /** As the client spells it. */
  readonly uri: string;
  readonly path: string;
  readonly parts: NonNullable<ReturnType<typeof pathParts>>;
}

/** The workspace folders that are on a disk, each with its own configuration. */
export class Projects {
  readonly #trustFiles: TrustFiles;
  #folders: readonly Folder[] = [];
  readonly #projects = new Map<string, Map<ResourceSettings, Project>>();

  constructor(trustFiles: TrustFiles) {
    this.#trustFiles = trustFiles;
  }

  /** Paths of the workspace folders. */
  get folders(): readonly string[] {
    return this.#folders.map(({ path }) => path);
  }

  setFolders(folders: readonly WorkspaceFolder[]): void {
    this.#folders = folders.flatMap(toFolder);
    this.#projects.clear();
  }

  changeFolders(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void {
    const changed = new Set([...added, ...removed].map(({ uri }) => pathOf(uri)));
    const kept = this.#folders.filter(({ path }) => !changed.has(path));
    this.#folders = [...kept, ...added.flatMap(toFolder)];
    this.#projects.clear();
  }

  /** The path of the innermost workspace folder that holds the file. */
  folderOf(path: string): string | undefined {
    return this.#folder(path)?.path;
  }

  /** For which resource the client is to be asked about settings: they are the same for all files of a folder. */
  settingsScope(uri: string): string {
    const path = pathOf(uri);
    return (path === undefined ? undefined : this.#folder(path)?.uri) ?? uri;
  }

  projectFor(path: string, settings: ResourceSettings): Project {
    const folder = this.folderOf(path);
    const key = folder ?? dirname(path);
    let projects = this.#projects.get(key);
    if (projects === undefined) {
      projects = new Map();
      this.#projects.set(key, projects);
    }
    let project = projects.get(settings);
    if (project === undefined) {
      project = new Project({
        ...(folder !== undefined && { folder }),
        overrides: [{ ...settings.overrides, folder: key }],
        trustFiles: this.#trustFiles,
      });
      projects.set(settings, project);
    }
    return project;
  }

  /** Whether a configuration that was read so far, or a setting, names this file. */
  names(path: string): boolean {
    return [...this.#projects.values()].some((projects) =>
      [...projects.values()].some((project) => project.names(path)),
    );
  }

  /** A configuration file or a `Chart.yaml` was written: everything is read again. */
  invalidate(): void {
    this.#projects.clear();
  }

  #folder(path: string): Folder | undefined {
    const file = pathParts(path);
    if (file === undefined) return undefined;
    const around = this.#folders.filter(({ parts }) => segmentsBelow(parts, file) !== undefined);
    return around.sort((a, b) => b.parts.segments.length - a.parts.segments.length)[0];
  }
}

function toFolder({ uri }: WorkspaceFolder): Folder[] {
  const path = pathOf(uri)?.replace(/(?<=.)[\\/]+$/, '');
  const parts = path === undefined ? undefined : pathParts(path.endsWith('/') ? path : `${path}/`);
  return path === undefined || parts === undefined ? [] : [{ uri, path, parts }];
}
