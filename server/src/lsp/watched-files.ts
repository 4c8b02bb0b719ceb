import { basename, dirname } from 'node:path';
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
  type GlobPattern,
} from 'vscode-languageserver/node';
import { configurationFileNames } from '../configuration/discover.ts';
import { parseConfigurationFile } from '../configuration/parse-configuration.ts';
import { notationDirectory } from '../platform/notation-directory.ts';
import { isOwnNotation, namesFile, trustPolicyNames } from '../platform/trust-files.ts';
import { isBeside, isTrustPolicyName } from '../platform/trust-policies.ts';
import type { DocumentStore } from './document-store.ts';
import type { Projects } from './projects.ts';
import { nameOf, pathOf, uriOf } from './uris.ts';

const settingsPatterns = [
  ...[...configurationFileNames, 'Chart.yaml'].map((name) => `**/${name}`),
  // Keys, trusted roots and trust policies that a configuration may name.
  '**/*.{pub,pem,json}',
  // Trust stores: a rule names the folder that holds x509.
  '**/{truststore,trust-store}',
  '**/x509/**',
];

/** Asks the client to tell when a file changes on which the reading of others hangs. */
export async function watchSettingsFiles(connection: Connection): Promise<void> {
  await watch(connection, settingsPatterns);
}

/** After a check of the workspace every manifest matters, opened or not; JSON is watched already. */
export async function watchManifests(connection: Connection): Promise<void> {
  await watch(connection, ['**/*.{yaml,yml}']);
}

/** What notation itself is configured to trust, which lies in no workspace. */
export async function watchOwnNotation(connection: Connection): Promise<void> {
  const directory = notationDirectory();
  if (directory === undefined) return;
  const baseUri = uriOf(directory);
  const patterns = [...trustPolicyNames, 'truststore', 'truststore/**'];
  await watch(
    connection,
    patterns.map((pattern) => ({ baseUri, pattern })),
  );
}

async function watch(connection: Connection, patterns: readonly GlobPattern[]): Promise<void> {
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

/**
 * Whether a configuration that was read, or one that is open in the editor, names this key, trusted root, trust policy or
 * trust store, or notation's own does, or whether it belongs to a trust policy that is open.
 */
export function isTrustFile(uri: string, projects: Projects, documents: DocumentStore): boolean {
  const path = pathOf(uri);
  if (path === undefined) return false;
  return (
    projects.names(path) ||
    isOwnNotation(path) ||
    documents.all().some(({ path: configuration, text }) => {
      if (configuration === undefined) return false;
      if (isTrustPolicyName(configuration)) return isBeside(configuration, path);
      if (!isConfigurationFile(configuration)) return false;
      return namesFile(parseConfigurationFile(text.getText()), dirname(configuration), path);
    })
  );
}
