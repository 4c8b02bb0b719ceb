import * as l10n from '@vscode/l10n';
import type { Connection, DidChangeWatchedFilesParams } from 'vscode-languageserver/node';
import type { Engine } from '../platform/engine.ts';
import type { Logger } from '../registry/ports.ts';
import type { ClientFeatures } from './client-features.ts';
import { ClosedFiles } from './closed-files.ts';
import { registerCommands } from './commands/index.ts';
import { LongRequests } from './commands/long-requests.ts';
import type { SessionContext } from './context.ts';
import { createDelivery } from './create-delivery.ts';
import type { DiagnosticStyle } from './diagnostics.ts';
import type { DiagnosticsDelivery } from './document-diagnostics.ts';
import type { DocumentStore, OpenDocument } from './document-store.ts';
import type { EngineHost } from './engine-host.ts';
import { registerFeatures } from './features/index.ts';
import type { Guard } from './guard.ts';
import type { Profiles } from './profiles.ts';
import type { Projects } from './projects.ts';
import {
  clearCacheNotification,
  type StatusParams,
  statusNotification,
  trustGrantedNotification,
} from './protocol.ts';
import { Rechecks } from './rechecks.ts';
import { Refresher } from './refresher.ts';
import { Registrations } from './registrations.ts';
import type { Settings } from './settings.ts';
import { StatusReporter } from './status.ts';
import { Wanted } from './wanted.ts';
import { isSettingsFile, isTrustFile } from './watched-files.ts';

export interface SessionParts {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly guard: Guard;
  readonly logger: Logger;
  readonly host: EngineHost;
  readonly settings: Settings;
  readonly projects: Projects;
  readonly profiles: Profiles;
  readonly documents: DocumentStore;
  readonly style: DiagnosticStyle;
  readonly version: string;
  /** Something that went wrong before the session began; it is logged. */
  readonly problem?: string;
}

/** One client from `initialize` to `shutdown`: listens to what happens and tells those whom it concerns. */
export class Session implements SessionContext {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly guard: Guard;
  readonly logger: Logger;
  readonly host: EngineHost;
  readonly projects: Projects;
  readonly settings: Settings;
  readonly profiles: Profiles;
  readonly documents: DocumentStore;
  readonly style: DiagnosticStyle;
  readonly version: string;
  readonly wanted: Wanted;
  readonly #parts: SessionParts;
  readonly #delivery: DiagnosticsDelivery;
  readonly #refresher: Refresher;
  readonly #images: Refresher;
  readonly #status: StatusReporter;
  readonly #requests: LongRequests;
  readonly #closedFiles: ClosedFiles;
  readonly #rechecks: Rechecks;
  readonly #registrations: Registrations;
  #begun: Promise<void> | undefined;
  #failed = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.connection = parts.connection;
    this.client = parts.client;
    this.guard = parts.guard;
    this.logger = parts.logger;
    this.host = parts.host;
    this.projects = parts.projects;
    this.settings = parts.settings;
    this.profiles = parts.profiles;
    this.documents = parts.documents;
    this.style = parts.style;
    this.version = parts.version;
    this.guard.ready = () => this.initialized();
    this.wanted = new Wanted(parts.host, parts.documents, parts.profiles, parts.guard);
    this.#refresher = new Refresher(this.guard.event('refresh', () => this.#refresh()));
    this.#status = new StatusReporter(
      () => this.#readStatus(),
      (status) => void this.connection.sendNotification(statusNotification, status),
    );
    this.#closedFiles = new ClosedFiles(this.connection);
    this.#rechecks = new Rechecks(this, this.#closedFiles);
    this.#registrations = new Registrations(parts.connection, parts.client, parts.logger);
    this.#delivery = createDelivery(this, () => this.#status.update());
    this.#requests = new LongRequests(this, () => this.#status.update());
    registerFeatures(this);
    const onChecked = () => this.#checked();
    const onSigned = () => this.#wantAll();
    this.#images = registerCommands(this, this.#requests, this.#closedFiles, { onChecked, onSigned });
    this.#listen();
  }

  get engine(): Engine {
    return this.host.engine;
  }

  initialized(): Promise<void> {
    this.#begun ??= this.#begin();
    return this.#begun;
  }

  /** A handler failed; the log says how. */
  failed(): void {
    this.#failed = true;
    this.#status.update();
  }

  async stop(): Promise<void> {
    this.wanted.dispose();
    this.#refresher.dispose();
    this.#images.dispose();
    this.#status.dispose();
    await this.host.stop();
  }

  async #begin(): Promise<void> {
    const { client, connection, logger } = this;
    if (this.#parts.problem !== undefined) logger.warn(this.#parts.problem);
    this.#registrations.settings();
    // notation's own configuration is nobody's business in Restricted Mode.
    if (this.host.trusted) this.#registrations.ownNotation();
    if (client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(
        this.guard.event('workspaceFolders', ({ added, removed }) => {
          this.projects.changeFolders(added, removed);
          return this.#reconfigure();
        }),
      );
    }
    const engine = await this.host.start(await this.settings.forSession());
    engine.store.onChange(() => {
      this.#refresher.request();
      this.#images.request();
      this.#status.update();
    });
    engine.scheduler.onChange(
      this.guard.event('lookedUp', () => {
        this.#status.update();
        return this.#rechecks.lookedUp();
      }),
    );
    // Every signature is to be judged again; what registries said is remembered.
    engine.roots.onChange(() => this.#wantAll());
    this.#status.update();
  }

  #listen(): void {
    const { synchronizer } = this.documents;
    const on = (name: string, handler: (document: OpenDocument, uri: string) => void | Promise<void>) =>
      this.guard.event(name, ({ document: { uri } }: { readonly document: { readonly uri: string } }) => {
        void this.initialized();
        const document = this.documents.get(uri);
        return document && handler(document, uri);
      });
    synchronizer.onDidOpen(
      on('didOpen', (document, uri) => {
        this.#closedFiles.opened(uri);
        this.wanted.settled(document);
      }),
    );
    // Fires for a document that was just opened, too.
    synchronizer.onDidChangeContent(
      on('didChange', (document) => {
        this.#delivery.changed(document);
        this.wanted.changed(document);
        this.#images.request();
      }),
    );
    synchronizer.onDidSave(
      on('didSave', (document, uri) => {
        if (this.#concernsAll(uri)) return this.#reconfigure();
        this.wanted.settled(document);
        return undefined;
      }),
    );
    this.documents.onClosed(
      this.guard.event('didClose', (document) => {
        this.wanted.closed(document.uri);
        this.profiles.forget(document.uri);
        this.#delivery.closed(document);
        this.#images.request();
        return this.#rechecks.of([document.uri]);
      }),
    );
    const { connection } = this;
    connection.onDidChangeConfiguration(
      this.guard.event('didChangeConfiguration', async ({ settings }) => {
        this.settings.invalidate(settings);
        this.host.setOffline((await this.settings.forSession()).offline);
        await this.#reconfigure();
      }),
    );
    connection.onDidChangeWatchedFiles(
      this.guard.event('didChangeWatchedFiles', (params) => this.#filesChanged(params)),
    );
    connection.onNotification(
      trustGrantedNotification,
      this.guard.event(trustGrantedNotification, async () => {
        await this.initialized();
        await this.host.grantTrust();
        this.#registrations.ownNotation();
        await this.#reconfigure();
      }),
    );
    connection.onNotification(
      clearCacheNotification,
      this.guard.event(clearCacheNotification, async () => {
        await this.initialized();
        await this.engine.clear();
        this.#failed = false;
        await this.#reconfigure();
      }),
    );
  }

  /** Something that every document hangs on has changed. */
  async #reconfigure(): Promise<void> {
    this.projects.invalidate();
    this.profiles.invalidate();
    this.#wantAll();
    this.#refresher.request();
    this.#status.update();
  }

  #wantAll(): void {
    for (const document of this.documents.all()) this.wanted.settled(document);
    this.guard.event('recheck', () => this.#rechecks.ofAll())();
  }

  async #filesChanged({ changes }: DidChangeWatchedFilesParams): Promise<void> {
    if (changes.some(({ uri }) => this.#concernsAll(uri))) {
      await this.#reconfigure();
      return;
    }
    await this.#rechecks.of(changes.map(({ uri }) => uri));
    this.#images.request();
  }

  /** A configuration, or a key or trusted root that one names: after it changed everything is judged again. */
  #concernsAll(uri: string): boolean {
    return isSettingsFile(uri) || isTrustFile(uri, this.projects, this.documents);
  }

  /** News for whoever has been told something else before. */
  async #refresh(): Promise<void> {
    const { client, connection } = this;
    await this.#delivery.refresh();
    const profiles = await Promise.all(
      this.documents.all().map(({ uri, text }) => this.profiles.of(uri, text.languageId)),
    );
    const settings = profiles.flatMap((profile) => (profile.kind === 'manifest' ? [profile.settings] : []));
    if (client.codeLensRefresh && settings.some(({ codeLens }) => codeLens)) {
      await connection.sendRequest('workspace/codeLens/refresh');
    }
    if (client.inlayHintRefresh && settings.some(({ inlayHints }) => inlayHints)) {
      await connection.languages.inlayHint.refresh();
    }
    this.#status.update();
  }

  /** The workspace was checked: from now on every manifest in it matters. */
  #checked(): void {
    this.#images.request();
    this.#registrations.manifests();
  }

  #readStatus(): StatusParams {
    const started = this.host.started;
    const pending = started ? this.engine.scheduler.pending : 0;
    const idle = started && pending === 0 && !this.#refresher.busy && !this.#delivery.busy;
    const [problem] = this.settings.problems;
    const message = this.#failed
      ? l10n.t('Something went wrong in ImageSeal; the output says what.')
      : problem && l10n.t('A setting has no effect: {0}', problem);
    return {
      health: message === undefined ? 'ok' : 'warning',
      quiescent: idle && !this.#requests.busy,
      pending,
      mode: this.host.mode,
      ...(message !== undefined && { message }),
    };
  }
}
