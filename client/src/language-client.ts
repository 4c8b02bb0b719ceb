import { join } from 'node:path';
import {
  type CancellationToken,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  Uri,
  type WorkspaceConfiguration,
  workspace,
} from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  clientCommands,
  type HttpFetchParams,
  httpFetchRequest,
  type InitializationOptions,
  imagesChangedNotification,
  type StatusParams,
  statusNotification,
} from '../../server/src/lsp/protocol.ts';
import {
  type ExternalUriParams,
  externalUriRequest,
  type OpenUrlParams,
  openUrlRequest,
} from '../../server/src/lsp/signing-protocol.ts';
import { documentSelector } from './document-selector.ts';
import { gateMiddleware } from './gate-middleware.ts';
import { createHttpBridge } from './http-bridge.ts';
import { declaredSettings, type SettingsReader, settingsItem } from './settings.ts';
import { externalUri, openUrl } from './signing/browser.ts';
import { connectionRefusal, mayConnect } from './workspace-mode.ts';

export interface LanguageClientParts {
  readonly context: ExtensionContext;
  readonly output: LogOutputChannel;
  readonly onStatus: (status: StatusParams) => void;
  readonly onImagesChanged: () => void;
  /** The server ended by itself; the answer says whether to start it again. */
  readonly onEnded: () => boolean;
}

/** Builds the client; nothing runs until `start()`. */
export function createLanguageClient(parts: LanguageClientParts): LanguageClient {
  const { context, output } = parts;
  const keys = declaredSettings(context.extension.packageJSON);
  let client: LanguageClient | undefined;
  const middleware: Middleware = {
    ...gateMiddleware(() => client),
    workspace: {
      configuration: (params) =>
        params.items.map((item) => {
          const scope = item.scopeUri === undefined ? undefined : Uri.parse(item.scopeUri);
          const reader = settingsReader(workspace.getConfiguration(undefined, scope));
          return settingsItem(keys, item.section ?? 'imageseal', reader);
        }),
    },
  };
  const options: LanguageClientOptions = {
    documentSelector: documentSelector() as NonNullable<LanguageClientOptions['documentSelector']>,
    diagnosticCollectionName: 'imageseal',
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => initializationOptions(context),
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
    textSynchronization: { delayOpenNotifications: true },
    markdown: {
      isTrusted: { enabledCommands: [...Object.values(clientCommands), 'workbench.trust.manage'] },
      supportThemeIcons: true,
    },
    errorHandler: errorHandler(parts),
    middleware,
  };
  // VS Code reads `<id>.trace.server`. This id has no such setting: a verbose trace would print the bodies and
  // credentials that pass the http bridge, so only the names of messages are ever traced (log level "Trace").
  client = new LanguageClient('imageseal-server', 'ImageSeal', serverOptions(context), options);

  const bridge = createHttpBridge({
    fetch: (url, init) => fetch(url, init),
    refusal: connectionRefusal,
    log: (line) => output.debug(line),
  });
  client.onRequest(httpFetchRequest, async (params: HttpFetchParams, token: CancellationToken) => {
    const controller = new AbortController();
    const listener = token.onCancellationRequested(() => controller.abort());
    try {
      return (await bridge(params, controller.signal)) as object;
    } finally {
      listener.dispose();
    }
  });
  client.onRequest(openUrlRequest, async (params: OpenUrlParams) => ({ opened: await openUrl(params) }));
  client.onRequest(externalUriRequest, async (params: ExternalUriParams) => ({
    url: await externalUri(params),
  }));
  client.onNotification(statusNotification, parts.onStatus);
  client.onNotification(imagesChangedNotification, parts.onImagesChanged);
  return client;
}

function initializationOptions(context: ExtensionContext): InitializationOptions {
  const l10nBundle = l10n.uri?.toString();
  return {
    trusted: mayConnect(),
    offline: workspace.getConfiguration('imageseal').get('offline', false),
    httpFetch: true,
    cacheDirectory: join(context.globalStorageUri.fsPath, 'cache'),
    docsDirectory: context.asAbsolutePath('docs'),
    commands: true,
    jsonSchemas: true,
    ...(l10nBundle === undefined ? {} : { l10nBundle }),
  };
}

function serverOptions(context: ExtensionContext): ServerOptions {
  const module = context.asAbsolutePath(join('dist', 'server.js'));
  const run = { module, transport: TransportKind.ipc };
  return { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } } };
}

function errorHandler({ onEnded }: LanguageClientParts): ErrorHandler {
  return {
    error: (_error, _message, count) => ({
      action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed: () => ({ action: onEnded() ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true }),
  };
}

function settingsReader(configuration: WorkspaceConfiguration): SettingsReader {
  return {
    get: (key) => configuration.get(key),
    inspect: (key) => configuration.inspect(key),
  };
}
