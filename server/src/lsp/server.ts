import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Connection,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
} from 'vscode-languageserver/node';
import { createNodeHttp } from '../platform/node-http.ts';
import { createTrustFiles } from '../platform/trust-files.ts';
import { createBridgeHttp } from './bridge-http.ts';
import { clientFeatures } from './client-features.ts';
import { createConnectionLogger } from './connection-logger.ts';
import { DiagnosticStyle } from './diagnostics.ts';
import { DocumentStore } from './document-store.ts';
import { EngineHost } from './engine-host.ts';
import { Guard } from './guard.ts';
import { readOptions, workspaceFoldersOf } from './initialization.ts';
import { localEvidence } from './local-evidence.ts';
import { Profiles } from './profiles.ts';
import { Projects } from './projects.ts';
import type { InitializationOptions } from './protocol.ts';
import { serverCapabilities } from './server-capabilities.ts';
import { Session } from './session.ts';
import { Settings } from './settings.ts';
import { loadTranslations } from './translations.ts';

export interface ServerOptions {
  /** The folder that holds `l10n/` and `docs/`, unless the client names others. */
  readonly resources: string;
  readonly version: string;
}

/** Serves one client over `connection`. */
export function startServer(connection: Connection, options: ServerOptions): void {
  const logger = createConnectionLogger(connection);
  let session: Session | undefined;
  const guard = new Guard(logger, () => session?.failed());

  // Features register with the session: before it begins there is none of them.
  connection.onRequest(
    (method) =>
      new ResponseError(
        guard.state === 'waiting' ? ErrorCodes.ServerNotInitialized : ErrorCodes.MethodNotFound,
        guard.state === 'waiting' ? 'The server is not initialized.' : `There is no method ${method}.`,
      ),
  );
  connection.onInitialize((params): InitializeResult | ResponseError<never> => {
    if (guard.state !== 'waiting') {
      return new ResponseError(ErrorCodes.InvalidRequest, 'The server is initialized already.');
    }
    const given = readOptions(params);
    const problem = loadTranslations(given.l10nBundle, params.locale, join(options.resources, 'l10n'));
    session = createSession(connection, params, given, guard, options, problem);
    guard.state = 'running';
    return {
      capabilities: serverCapabilities(session.client, params),
      serverInfo: { name: 'ImageSeal', version: options.version },
    };
  });
  connection.onInitialized(guard.event('initialized', () => session?.initialized()));
  connection.onShutdown(async () => {
    if (guard.state !== 'running') return;
    guard.state = 'stopped';
    await session?.stop();
  });
  connection.listen();
}

/** Puts the parts together that do not have to wait for settings. */
function createSession(
  connection: Connection,
  params: InitializeParams,
  given: InitializationOptions,
  guard: Guard,
  { resources, version }: ServerOptions,
  problem: string | undefined,
): Session {
  const logger = createConnectionLogger(connection);
  const client = clientFeatures(params, given);
  const userAgent = `ImageSeal/${version}`;
  const direct = createNodeHttp({ userAgent, logger });
  const host = new EngineHost({
    http: client.httpFetch ? createBridgeHttp(connection, direct, userAgent) : direct,
    logger,
    trusted: given.trusted === true,
    offline: given.offline === true,
    cacheFolder: given.cacheDirectory,
  });
  const settings = new Settings({
    ask: client.configuration
      ? (scopeUri) =>
          connection.workspace.getConfiguration({
            section: 'imageseal',
            ...(scopeUri !== undefined && { scopeUri }),
          })
      : undefined,
    initial: given.settings,
    logger,
  });
  const trustFiles = createTrustFiles({ mayRead: () => host.trusted });
  const projects = new Projects(trustFiles);
  projects.setFolders(workspaceFoldersOf(params));
  const docs = given.docsDirectory ?? join(resources, 'docs');
  const style = new DiagnosticStyle(client, existsSync(docs) ? docs : undefined);
  const documents = new DocumentStore(style);
  const profiles = new Profiles({
    settings,
    projects,
    trustFiles,
    ready: () => guard.ready(),
    evidenceFor: (local) => (local || !host.trusted ? localEvidence : host.engine.store),
  });
  documents.synchronizer.listen(connection);
  return new Session({
    connection,
    client,
    guard,
    logger,
    host,
    settings,
    projects,
    profiles,
    documents,
    style,
    version,
    ...(problem !== undefined && { problem }),
  });
}
