import {
  type CancellationToken,
  commands,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  window,
} from 'vscode';
import type { LanguageClient, WorkDoneProgressReport } from 'vscode-languageclient/node';
import { clientCommands } from '../../server/src/lsp/protocol.ts';
import { RestartPolicy } from './restart-policy.ts';
import type { ServerState } from './status/status-view.ts';

export interface RequestOptions {
  readonly token: CancellationToken;
  readonly onProgress: (report: Pick<WorkDoneProgressReport, 'message' | 'percentage'>) => void;
  /** It is told of a cancellation by its progress, so that it can still answer. */
  readonly answersWhenCancelled?: boolean;
}

export interface ServerEvents {
  readonly onState: (state: ServerState) => void;
  /** What the server says of the images of the workspace may be something else by now. */
  readonly onImagesChanged: () => void;
}

/**
 * The language server, started when first needed. The protocol library is loaded then too, so that a window with
 * nothing but JSON pays for neither.
 */
export class Server {
  readonly #context: ExtensionContext;
  readonly #output: LogOutputChannel;
  readonly #events: ServerEvents;
  readonly #restartPolicy = new RestartPolicy();
  #client: Promise<LanguageClient> | undefined;

  constructor(context: ExtensionContext, output: LogOutputChannel, events: ServerEvents) {
    this.#context = context;
    this.#output = output;
    this.#events = events;
  }

  /** The running client; starts the server if it has not been started. */
  client(): Promise<LanguageClient> {
    this.#client ??= this.#start();
    return this.#client;
  }

  /** Sends a request that reports its progress and can be cancelled. */
  async request<R>(
    method: string,
    params: object,
    { token, onProgress, answersWhenCancelled }: RequestOptions,
  ): Promise<R> {
    const client = await this.client();
    const { WorkDoneProgress, WorkDoneProgressCancelNotification } = await import(
      'vscode-languageclient/node'
    );
    const workDoneToken = crypto.randomUUID();
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === 'report') onProgress(value);
    });
    const cancelling = token.onCancellationRequested(() => {
      if (!answersWhenCancelled) return;
      void client.sendNotification(WorkDoneProgressCancelNotification.type, { token: workDoneToken });
    });
    const sent = { ...params, workDoneToken };
    try {
      return answersWhenCancelled
        ? await client.sendRequest<R>(method, sent)
        : await client.sendRequest<R>(method, sent, token);
    } finally {
      cancelling.dispose();
      listener.dispose();
    }
  }

  /** Sends a request that is answered at once. */
  async ask<R>(method: string, params: object): Promise<R> {
    return await (await this.client()).sendRequest<R>(method, params);
  }

  /** Tells the server something, unless it is not running: then it learns it when it starts. */
  async notify(method: string, params: object = {}): Promise<void> {
    if (this.#client === undefined) return;
    const client = await this.#client;
    if (client.isRunning()) await client.sendNotification(method, params);
  }

  /** Stops the server, if there is one, and starts a fresh one. */
  async restart(): Promise<void> {
    this.#restartPolicy.reset();
    await this.stop();
    await this.client();
  }

  async stop(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.dispose().catch((error: unknown) => this.#output.warn(String(error)));
  }

  async #start(): Promise<LanguageClient> {
    this.#events.onState({ state: 'starting' });
    let started = false;
    try {
      const { createLanguageClient } = await import('./language-client.ts');
      const client = createLanguageClient({
        context: this.#context,
        output: this.#output,
        onStatus: (status) => this.#events.onState({ state: 'running', status }),
        onImagesChanged: () => this.#events.onImagesChanged(),
        // One that ends before it has ever run is reported by the failing start below, and not tried again unasked.
        onEnded: () => started && this.#ended(),
      });
      await client.start();
      started = true;
      return client;
    } catch (error) {
      this.#client = undefined;
      this.#output.error(error instanceof Error ? error : String(error));
      this.#events.onState({ state: 'stopped' });
      throw error;
    }
  }

  /** Says whether the server that has just ended is to be started again. */
  #ended(): boolean {
    const restarting = this.#restartPolicy.shouldRestart();
    this.#events.onState({ state: restarting ? 'starting' : 'stopped' });
    if (restarting) {
      this.#output.warn('The language server ended unexpectedly and is started again.');
      return true;
    }
    const restart = l10n.t('Restart');
    const show = l10n.t('Show Output');
    const message = l10n.t('The ImageSeal language server ended too often and was not started again.');
    void window.showErrorMessage(message, restart, show).then((choice) => {
      if (choice === restart) void commands.executeCommand(clientCommands.restartServer);
      if (choice === show) void commands.executeCommand(clientCommands.showOutput);
    });
    return false;
  }
}
