import {
  type CancellationToken,
  type ProgressToken,
  WorkDoneProgressCancelNotification,
  type WorkDoneProgressCancelParams,
} from 'vscode-languageserver/node';
import type { SessionContext } from '../context.ts';
import { Progress } from './progress.ts';

export interface LongRequest {
  readonly progress: Progress;
  /** Aborted when the client cancels, by either way it has. */
  readonly signal: AbortSignal;
}

/** Requests that may take minutes: with progress, and cancelled by their request or by their progress token. */
export class LongRequests {
  readonly #context: Pick<SessionContext, 'connection' | 'guard'>;
  readonly #running = new Map<ProgressToken, AbortController>();
  readonly #onChange: () => void;
  #count = 0;

  constructor(context: Pick<SessionContext, 'connection' | 'guard'>, onChange: () => void) {
    this.#context = context;
    this.#onChange = onChange;
    context.connection.onNotification(
      WorkDoneProgressCancelNotification.method,
      context.guard.event('progress/cancel', ({ token }: WorkDoneProgressCancelParams) =>
        this.#running.get(token)?.abort(),
      ),
    );
  }

  get busy(): boolean {
    return this.#count > 0;
  }

  serve<P extends { readonly workDoneToken?: ProgressToken }, R>(
    method: string,
    title: () => string,
    work: (params: P, request: LongRequest) => Promise<R>,
  ): void {
    const { connection, guard } = this.#context;
    const handler = guard.request<P, R | null>(method, null, async (params, token) => {
      const controller = new AbortController();
      const { workDoneToken } = params;
      const listener = token.onCancellationRequested(() => controller.abort());
      const progress = new Progress(connection, workDoneToken);
      if (workDoneToken !== undefined) this.#running.set(workDoneToken, controller);
      this.#count += 1;
      this.#onChange();
      progress.begin(title());
      try {
        return await work(params, { progress, signal: controller.signal });
      } finally {
        progress.end();
        listener.dispose();
        if (workDoneToken !== undefined) this.#running.delete(workDoneToken);
        this.#count -= 1;
        this.#onChange();
      }
    });
    connection.onRequest(method, async (params: P, token: CancellationToken): Promise<unknown> => {
      return await handler(params, token);
    });
  }
}
