import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deferred } from '../deferred.ts';
import { OidcError } from './problem.ts';

/** What the browser shows when it comes back; `callbackPage` has the words. */
export interface CallbackPage {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly title: string;
  readonly done: string;
  readonly failed: string;
}

/** A port of this machine that waits for the browser to come back from the issuer. */
export interface Loopback {
  /** `http://localhost:<port>/auth/callback`, the form that Sigstore's issuer allows. */
  readonly url: string;
  /** What the browser came back with: the query, without its question mark. It waits for its page meanwhile. */
  readonly callback: Promise<string>;
  /** Gives the browser its page, closes every connection and frees the port. */
  close(outcome: 'done' | 'failed'): Promise<void>;
}

const path = '/auth/callback';
/** Milliseconds for a browser to take its page. */
const lingerMs = 1_000;

/** Listens on 127.0.0.1. Rejects with `OidcError`. */
export async function listenOnLoopback(page: CallbackPage): Promise<Loopback> {
  const callback = deferred<string>();
  const waiting = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const [pathname, query = ''] = (request.url ?? '').split('?', 2);
    // Anything on this machine, and any page in the browser, can ask here.
    if (request.method !== 'GET' || pathname !== path) {
      response.writeHead(404, { connection: 'close' }).end();
      return;
    }
    waiting.add(response);
    response.once('close', () => waiting.delete(response));
    callback.resolve(query);
  });
  const listening = deferred<void>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    listening.reject(new OidcError('port', error.code ?? error.name));
  });
  server.listen({ host: '127.0.0.1', port: 0 }, () => listening.resolve());
  await listening.promise;

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${path}`,
    callback: callback.promise,
    close: async (outcome) => {
      const closed = deferred<void>();
      server.close(() => closed.resolve());
      if (waiting.size === 0) server.closeAllConnections();
      for (const response of waiting) answer(response, page, outcome);
      const timer = setTimeout(() => server.closeAllConnections(), lingerMs);
      await closed.promise;
      clearTimeout(timer);
    },
  };
}

function answer(response: ServerResponse, page: CallbackPage, outcome: 'done' | 'failed'): void {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  };
  const { language, title } = page;
  const html = [
    `<!DOCTYPE html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">`,
    `<title>${escapeHtml(title)}</title></head>`,
    `<body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(page[outcome])}</p></body></html>\n`,
  ].join('');
  response.writeHead(outcome === 'done' ? 200 : 400, headers).end(html);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
