import { dirname } from 'node:path';
import type { WorkspaceFolder } from 'vscode-languageserver/node';
import { pathParts, segmentsBelow } from '../configuration/paths.ts';
import { Project } from '../platform/project.ts';
import type { ResourceSettings } from './settings.ts';
import { pathOf } from './uris.ts';

/** The workspace folders, each with its own configuration. */
export class Projects {
  #folders: readonly string[] = [];
  readonly #projects = new Map<string, Map<ResourceSettings, Project>>();

  /** Paths of the workspace folders that are on a disk. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  setFolders(folders: readonly WorkspaceFolder[]): void {
    this.#folders = folders.flatMap(({ uri }) => pathOf(uri) ?? []);
    this.#projects.clear();
  }

  changeFolders(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void {
    const gone = new Set(removed.map(({ uri }) => pathOf(uri)));
    const kept = this.#folders.filter((folder) => !gone.has(folder));
    this.#folders = [...new Set([...kept, ...added.flatMap(({ uri }) => pathOf(uri) ?? [])])];
    this.#projects.clear();
  }

  /** The innermost workspace folder that holds the file. */
  folderOf(path: string): string | undefined {
    const file = pathParts(path);
    let best: string | undefined;
    for (const folder of this.#folders) {
      const parts = pathParts(folder.endsWith('/') ? folder : `${folder}/`);
      if (file && parts && segmentsBelow(parts, file) && folder.length >= (best?.length ?? 0)) best = folder;
    }
    return best;
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
      });
      projects.set(settings, project);
    }
    return project;
  }

  /** A configuration file or a `Chart.yaml` was written: everything is read again. */
  invalidate(): void {
    this.#projects.clear();
  }
}
