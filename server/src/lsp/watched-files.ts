import { basename, dirname } from 'node:path';
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
} from 'vscode-languageserver/node';
import { configurationFileNames } from '../configuration/discover.ts';
import { parseConfigurationFile } from '../configuration/parse-configuration.ts';
import { namesFile } from '../platform/trust-files.ts';
import type { DocumentStore } from './document-store.ts';
import type { Projects } from './projects.ts';
import { nameOf, pathOf } from './uris.ts';

const settingsPatterns = [
  ...[...configurationFileNames, 'Chart.yaml'].map((name) => `**/${name}`),
  // Keys and trusted roots that a configuration may name.
  '**/*.{pub,pem,json}',
];

/** Asks the client to tell when a file changes on which the reading of others hangs. */
export async function watchSettingsFiles(connection: Connection): Promise<void> {
  await watch(connection, settingsPatterns);
}

/** After a check of the workspace every manifest matters, opened or not; JSON is watched already. */
export async function watchManifests(connection: Connection): Promise<void> {
  await watch(connection, ['**/*.{yaml,yml}']);
}

async function watch(connection: Connection, patterns: readonly string[]): Promise<void> {
  const options: DidChangeWatchedFilesRegistrationOptions = {
    watchers: patterns.map((globPattern) => ({ globPattern })),
  };
  await connection.client.register(DidChangeWatchedFilesNotification.type, options);
}

/** Whether other files have to be read again after this one changed. */
export function isSettingsFile(uri: string): boolean {
  const name = nameOf(uri);
  return basename(name) === 'Chart.yaml' || isConfigurationFile(name);
}

function isConfigurationFile(path: string): boolean {
  return (configurationFileNames as readonly string[]).includes(basename(path));
}

/** Whether a configuration that was read, or one that is open in the editor, names this key or trusted root. */
export function isTrustFile(uri: string, projects: Projects, documents: DocumentStore): boolean {
  const path = pathOf(uri);
  if (path === undefined) return false;
  return (
    projects.names(path) ||
    documents.all().some(({ path: configuration, text }) => {
      if (configuration === undefined || !isConfigurationFile(configuration)) return false;
      return namesFile(parseConfigurationFile(text.getText()), dirname(configuration), path);
    })
  );
}
