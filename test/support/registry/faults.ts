import type { Exchange, Reply } from './exchange.ts';

/** Which requests a fault strikes. Every member that is given must match. */
export interface FaultMatch {
  readonly method?: string;
  /** A part of the path with its query, or a pattern. */
  readonly path?: string | RegExp;
  /** With or without port. */
  readonly host?: string;
  /** Only the nth request that matches, counted from 1. */
  readonly nth?: number;
  /** Only the first so many that match. */
  readonly times?: number;
}

/** What goes wrong. */
export type ScriptedFault =
  /** Instead of doing what was asked for. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** No answer at all, the connection stays open. */
  | { readonly kind: 'hang' }
  /** What was asked for is done, and the connection reset without an answer. */
  | { readonly kind: 'reset' }
  /** The connection is reset, and nothing done. */
  | { readonly kind: 'drop' }
  /** The full length is announced, half of it sent, then the connection breaks. */
  | { readonly kind: 'half-body' }
  /** No announced length, and no end. */
  | { readonly kind: 'endless-body' }
  | { readonly kind: 'digest-header'; readonly value: string }
  | { readonly kind: 'no-digest-header' }
  | { readonly kind: 'content-type'; readonly value: string }
  /** Other bytes under the same headers. */
  | { readonly kind: 'body'; readonly body: string | Uint8Array }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number };

interface Entry {
  readonly match: FaultMatch;
  readonly fault: ScriptedFault;
  seen: number;
}

/** The script of faults of one registry. */
export class FaultScript {
  private entries: Entry[] = [];

  /** Adds a fault; the result removes it. */
  add(match: FaultMatch, fault: ScriptedFault): () => void {
    const entry = { match, fault, seen: 0 };
    this.entries.push(entry);
    return () => {
      this.entries = this.entries.filter((other) => other !== entry);
    };
  }

  clear(): void {
    this.entries = [];
  }

  /** Every fault that strikes this request, in the order in which they were added. */
  strike(exchange: Exchange): ScriptedFault[] {
    return this.entries
      .filter((entry) => {
        if (!matches(entry.match, exchange)) return false;
        entry.seen += 1;
        if (entry.match.nth !== undefined && entry.seen !== entry.match.nth) return false;
        return entry.match.times === undefined || entry.seen <= entry.match.times;
      })
      .map((entry) => entry.fault);
  }
}

function matches(match: FaultMatch, exchange: Exchange): boolean {
  if (match.method !== undefined && match.method !== exchange.method) return false;
  if (match.host !== undefined && match.host.replace(/:\d+$/, '') !== exchange.host) return false;
  if (match.path === undefined) return true;
  const query = exchange.query.toString();
  const path = query === '' ? exchange.path : `${exchange.path}?${query}`;
  return typeof match.path === 'string' ? path.includes(match.path) : path.search(match.path) >= 0;
}

/** Whether nothing is done of what was asked for. */
export function prevents({ kind }: ScriptedFault): boolean {
  return kind === 'status' || kind === 'redirect' || kind === 'drop';
}

/** The reply as these faults leave it; those that concern the connection are the server's business. */
export function spoil(reply: Reply, faults: readonly ScriptedFault[]): Reply {
  return faults.reduce(spoilOnce, reply);
}

function spoilOnce(reply: Reply, fault: ScriptedFault): Reply {
  const encode = (text: string) => new TextEncoder().encode(text);
  switch (fault.kind) {
    case 'status':
      return { status: fault.status, headers: fault.headers ?? {}, body: encode(fault.body ?? '') };
    case 'redirect':
      return { status: fault.status ?? 307, headers: { location: fault.location }, body: encode('') };
    case 'body':
      return { ...reply, body: typeof fault.body === 'string' ? encode(fault.body) : fault.body };
    case 'content-type':
      return { ...reply, headers: { ...reply.headers, 'content-type': fault.value } };
    case 'digest-header':
      return { ...reply, headers: { ...reply.headers, 'docker-content-digest': fault.value } };
    case 'no-digest-header': {
      const { 'docker-content-digest': _, etag: __, ...headers } = reply.headers;
      return { ...reply, headers };
    }
    default:
      return reply;
  }
}
