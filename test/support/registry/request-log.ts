import { performance } from 'node:perf_hooks';
import type { Exchange } from './exchange.ts';

export interface LoggedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The Host header. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether credentials came along, and which: `Basic`, `Bearer`. Their value is in `headers`. */
  readonly authorization: boolean;
  readonly scheme: string | undefined;
  /** Milliseconds of `performance.now()`; `endedAt` and `status` are `undefined` while the answer is due. */
  readonly startedAt: number;
  endedAt: number | undefined;
  status: number | undefined;
}

/** Every request that arrived, in order. */
export class RequestLog {
  readonly requests: LoggedRequest[] = [];

  open(exchange: Exchange, url: string): LoggedRequest {
    const authorization = exchange.headers.authorization;
    const entry: LoggedRequest = {
      method: exchange.method,
      path: url,
      host: exchange.authority,
      headers: exchange.headers,
      authorization: authorization !== undefined,
      scheme: authorization?.split(' ')[0],
      startedAt: performance.now(),
      endedAt: undefined,
      status: undefined,
    };
    this.requests.push(entry);
    return entry;
  }

  close(entry: LoggedRequest, status: number | undefined): void {
    entry.status = status;
    entry.endedAt ??= performance.now();
  }

  clear(): void {
    this.requests.length = 0;
  }

  /** `METHOD path` of each request, for comparing. */
  lines(): string[] {
    return this.requests.map((request) => `${request.method} ${request.path}`);
  }

  /** How many requests were under way at once, at most; of one host (its Host header) when given. */
  peak(host?: string): number {
    const events = this.requests
      .filter((request) => host === undefined || request.host === host)
      .flatMap((request) => [
        { at: request.startedAt, change: 1 },
        { at: request.endedAt ?? Number.POSITIVE_INFINITY, change: -1 },
      ])
      .sort((a, b) => a.at - b.at || a.change - b.change);
    let now = 0;
    let most = 0;
    for (const event of events) {
      now += event.change;
      most = Math.max(most, now);
    }
    return most;
  }
}
