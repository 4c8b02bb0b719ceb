import { createNodeHttp } from '../../server/src/platform/node-http.ts';
import { systemClock } from '../../server/src/platform/system-clock.ts';
import { createRegistryClient } from '../../server/src/registry/client.ts';
import { priority } from '../../server/src/registry/host-limiter.ts';
import type { HttpClient, Logger } from '../../server/src/registry/ports.ts';

const silent = () => {};
const node = createNodeHttp({ userAgent: 'imageseal/test', env: {} });

export const logger: Logger = { debug: silent, info: silent, warn: silent, error: silent };
export const options = { priority: priority.visible };

/** A client that has not asked anybody anything yet, over real sockets, with a log of its requests. */
export function freshClient() {
  const requests: string[] = [];
  const http: HttpClient = (request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return node(request);
  };
  const client = createRegistryClient({
    http,
    credentials: async () => undefined,
    clock: systemClock,
    logger,
    settings: () => ({}),
    perHost: 8,
  });
  return { client, requests };
}
