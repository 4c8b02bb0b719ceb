import { ProgressLocation, window } from 'vscode';
import type { Server } from '../server.ts';

export interface ProgressOptions {
  /** What was done until then matters: the answer is waited for, and given. */
  readonly answersWhenCancelled?: boolean;
}

/**
 * Sends a request that may take long, shown as a notification with a bar and a Cancel button. `undefined` when the
 * person cancelled.
 */
export async function requestWithProgress<R>(
  server: Server,
  title: string,
  method: string,
  params: object,
  { answersWhenCancelled = false }: ProgressOptions = {},
): Promise<R | undefined> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    let reached = 0;
    const onProgress = ({ message, percentage }: { message?: string; percentage?: number }) => {
      const increment = Math.max(0, (percentage ?? reached) - reached);
      reached += increment;
      progress.report({ increment, ...(message === undefined ? {} : { message }) });
    };
    try {
      const result = await server.request<R>(method, params, { token, onProgress, answersWhenCancelled });
      if (answersWhenCancelled) return result;
      return token.isCancellationRequested ? undefined : result;
    } catch (error) {
      if (token.isCancellationRequested && !answersWhenCancelled) return undefined;
      throw error;
    }
  });
}
