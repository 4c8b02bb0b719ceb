import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { Logger } from '../registry/ports.ts';

type Handler<P, R> = (params: P, token: CancellationToken) => R | Promise<R>;
type Answer<R> = R | ResponseError<never>;

/**
 * Stands around every handler: one that throws is logged and answers with its default, so that a mistake of ours costs
 * one answer and never the session; a cancelled request is told so; before `initialize` and after `shutdown` nothing
 * is answered.
 */
export class Guard {
  state: 'waiting' | 'running' | 'stopped' = 'waiting';
  /** What every answer has to wait for: the settings of the session. */
  ready: () => Promise<void> = async () => {};
  readonly #logger: Logger;
  readonly #onFailure: () => void;

  constructor(logger: Logger, onFailure: () => void) {
    this.#logger = logger;
    this.#onFailure = onFailure;
  }

  request<P, R>(name: string, otherwise: R, handler: Handler<P, R>): Handler<P, Answer<R>> {
    return async (params, token) => {
      if (this.state === 'waiting') {
        return new ResponseError(ErrorCodes.ServerNotInitialized, 'The server is not initialized.');
      }
      if (this.state === 'stopped') {
        return new ResponseError(ErrorCodes.InvalidRequest, 'The server is shutting down.');
      }
      if (token.isCancellationRequested) return cancelled();
      try {
        await this.ready();
        const answer = await handler(params, token);
        return token.isCancellationRequested ? cancelled() : answer;
      } catch (error) {
        if (token.isCancellationRequested) return cancelled();
        this.failed(name, error);
        return otherwise;
      }
    };
  }

  /** The same for notifications, timers and events, which have no answer. */
  event<A extends unknown[]>(
    name: string,
    handler: (...args: A) => void | Promise<void>,
  ): (...args: A) => void {
    return (...args) => {
      if (this.state !== 'running') return;
      try {
        const done = handler(...args);
        if (done) done.catch((error: unknown) => this.failed(name, error));
      } catch (error) {
        this.failed(name, error);
      }
    };
  }

  failed(name: string, error: unknown): void {
    // What is still under way when the connection closes cannot be delivered any more.
    if (this.state === 'stopped') return;
    this.#logger.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    this.#onFailure();
  }
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}
