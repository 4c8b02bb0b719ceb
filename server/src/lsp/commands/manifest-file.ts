import { setImmediate as breathe } from 'node:timers/promises';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Manifest, parseManifest } from '../../manifest/manifest.ts';
import { findManifests } from '../../platform/scan.ts';
import { readTextFile } from '../../platform/text-files.ts';
import type { SessionContext } from '../context.ts';
import type { OpenDocument } from '../document-store.ts';
import type { ManifestProfile } from '../profiles.ts';
import { pathOf, uriOf } from '../uris.ts';

/** A manifest of the workspace, read from the editor if it is open and else from disk. */
export interface ManifestFile {
  readonly uri: string;
  readonly text: TextDocument;
  /** `undefined` for a file that is not open. */
  readonly open: OpenDocument | undefined;
  readonly profile: ManifestProfile;
  readonly manifest: Manifest;
}

/** Files larger than this are generated, not written. */
const MAX_BYTES = 16 * 1024 * 1024;

type Files = Pick<SessionContext, 'documents' | 'profiles' | 'projects' | 'logger'>;

/** Every manifest below the workspace folders, each once. Gives other messages a turn between files. */
export async function* manifestsOfWorkspace(
  context: Files,
  signal: AbortSignal,
): AsyncGenerator<ManifestFile> {
  const seen = new Set<string>();
  let turn = performance.now();
  for (const folder of context.projects.folders) {
    const paths = findManifests(folder, {
      onError: (path, error) => context.logger.warn(`${path} was left out: ${error.message}`),
    });
    for (const path of paths) {
      if (signal.aborted) return;
      if (performance.now() - turn > 10) {
        await breathe();
        turn = performance.now();
      }
      if (seen.has(path)) continue;
      seen.add(path);
      const file = await readManifest(context, uriOf(path));
      if (file) yield file;
    }
  }
}

/** One manifest; `undefined` when it is none, is ignored or cannot be read. */
export async function readManifest(context: Files, uri: string): Promise<ManifestFile | undefined> {
  const { documents, profiles, logger } = context;
  const path = pathOf(uri);
  const open = documents.get(uri) ?? (path === undefined ? undefined : documents.atPath(path));
  const profile = await profiles.of(open?.uri ?? uri, open?.text.languageId);
  if (profile.kind !== 'manifest') return undefined;
  if (open) {
    return { uri: open.uri, text: open.text, open, profile, manifest: open.manifest(profile.manifest) };
  }
  if (path === undefined) return undefined;
  try {
    const content = await readTextFile(path, MAX_BYTES);
    if (content === undefined) return undefined;
    // The editor's text of a file has no byte order mark.
    const text = TextDocument.create(uri, 'yaml', 0, content.replace(/^\ufeff/, ''));
    return { uri, text, open, profile, manifest: parseManifest(text.getText(), profile.manifest) };
  } catch (error) {
    logger.warn(`${path} was left out: ${(error as Error).message}`);
    return undefined;
  } finally {
    profiles.forget(uri);
  }
}
