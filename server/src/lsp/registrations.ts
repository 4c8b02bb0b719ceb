import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
  type GlobPattern,
} from 'vscode-languageserver/node';
import { configurationFileNames } from '../configuration/discover.ts';
import { notationDirectory } from '../platform/notation-directory.ts';
import { trustPolicyNames } from '../platform/trust-files.ts';
import type { Logger } from '../registry/ports.ts';
import type { ClientFeatures } from './client-features.ts';
import { uriOf } from './uris.ts';

const settingsPatterns = [
  ...[...configurationFileNames, 'Chart.yaml'].map((name) => `**/${name}`),
  // Keys, trusted roots and trust policies that a configuration may name.
  '**/*.{pub,pem,json}',
  // Trust stores: a rule names the folder that holds x509.
  '**/{truststore,trust-store}',
  '**/x509/**',
];

/** Asks the client, where it can, to tell of what changes outside of open documents: of each kind once. */
export class Registrations {
  readonly #connection: Connection;
  readonly #client: ClientFeatures;
  readonly #logger: Logger;
  readonly #begun = new Set<string>();

  constructor(connection: Connection, client: ClientFeatures, logger: Logger) {
    this.#connection = connection;
    this.#client = client;
    this.#logger = logger;
  }

  /** Settings, and files on which the reading of others hangs. */
  settings(): void {
    const { type } = DidChangeConfigurationNotification;
    if (this.#client.watchConfiguration)
      this.#logged(this.#connection.client.register(type, { section: 'imageseal' }));
    this.#watch('settings', settingsPatterns);
  }

  /** After a check of the workspace every manifest matters, opened or not; JSON is watched already. */
  manifests(): void {
    this.#watch('manifests', ['**/*.{yaml,yml}']);
  }

  /** What notation itself is configured to trust, which lies in no workspace. */
  ownNotation(): void {
    const directory = notationDirectory();
    if (directory === undefined || !this.#client.watchOutside) return;
    const baseUri = uriOf(directory);
    const patterns = [...trustPolicyNames, 'truststore', 'truststore/**'];
    this.#watch(
      'ownNotation',
      patterns.map((pattern) => ({ baseUri, pattern })),
    );
  }

  #watch(kind: string, patterns: readonly GlobPattern[]): void {
    if (this.#begun.has(kind) || !this.#client.watchFiles) return;
    this.#begun.add(kind);
    const options: DidChangeWatchedFilesRegistrationOptions = {
      watchers: patterns.map((globPattern) => ({ globPattern })),
    };
    this.#logged(this.#connection.client.register(DidChangeWatchedFilesNotification.type, options));
  }

  #logged(registration: Promise<unknown>): void {
    registration.catch((error: unknown) => this.#logger.warn(`A registration failed: ${String(error)}`));
  }
}
