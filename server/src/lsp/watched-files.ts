import { basename } from 'node:path';
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
} from 'vscode-languageserver/node';
import { configurationFileNames } from '../configuration/discover.ts';
import { nameOf } from './uris.ts';

const settingsPatterns = [...configurationFileNames, 'Chart.yaml'].map((name) => `**/${name}`);

/** Asks the client to tell when a file changes on which the reading of others hangs. */
export async function watchSettingsFiles(connection: Connection): Promise<void> {
  await watch(connection, settingsPatterns);
}

/** After a check of the workspace every manifest matters, opened or not. */
export async function watchManifests(connection: Connection): Promise<void> {
  await watch(connection, ['**/*.{yaml,yml,json}']);
}

async function watch(connection: Connection, patterns: readonly string[]): Promise<void> {
  const options: DidChangeWatchedFilesRegistrationOptions = {
    watchers: patterns.map((globPattern) => ({ globPattern })),
  };
  await connection.client.register(DidChangeWatchedFilesNotification.type, options);
}

/** Whether other files have to be read again after this one changed. */
export function isSettingsFile(uri: string): boolean {
  const name = basename(nameOf(uri));
  return name === 'Chart.yaml' || (configurationFileNames as readonly string[]).includes(name);
}
