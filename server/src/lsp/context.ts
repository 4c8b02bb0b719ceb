import type { Connection } from 'vscode-languageserver/node';
import type { Engine } from '../platform/engine.ts';
import type { Logger } from '../registry/ports.ts';
import type { ClientFeatures } from './client-features.ts';
import type { DiagnosticStyle } from './diagnostics.ts';
import type { DocumentStore, OpenDocument } from './document-store.ts';
import type { EngineHost } from './engine-host.ts';
import type { Guard } from './guard.ts';
import type { ManifestProfile, Profiles } from './profiles.ts';
import type { Projects } from './projects.ts';
import type { Settings } from './settings.ts';
import type { Wanted } from './wanted.ts';

/** What the features and commands of a running session work with. */
export interface SessionContext {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly guard: Guard;
  readonly logger: Logger;
  readonly documents: DocumentStore;
  readonly profiles: Profiles;
  readonly projects: Projects;
  readonly settings: Settings;
  readonly host: EngineHost;
  readonly engine: Engine;
  readonly wanted: Wanted;
  readonly style: DiagnosticStyle;
  /** Of ImageSeal. */
  readonly version: string;
}

/** An open manifest with how it is to be treated; `undefined` for everything else. */
export async function openManifest(
  { documents, profiles }: Pick<SessionContext, 'documents' | 'profiles'>,
  uri: string,
): Promise<{ readonly document: OpenDocument; readonly profile: ManifestProfile } | undefined> {
  const document = documents.get(uri);
  if (document === undefined) return undefined;
  const profile = await profiles.of(uri, document.text.languageId);
  return profile.kind === 'manifest' && documents.get(uri) === document ? { document, profile } : undefined;
}
