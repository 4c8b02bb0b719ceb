import { afterEach, beforeEach } from 'vitest';
import { type Registry, type RegistryOptions, startRegistry } from '../registry/index.ts';
import { type LspClient, startClient } from './client.ts';
import type { ClientOptions } from './server-process.ts';

/** A fresh registry for each test, and clients that are stopped (and so checked) after it. */
export function useServer(registryOptions: RegistryOptions = {}) {
  const clients: LspClient[] = [];
  const fixture = {
    registry: undefined as unknown as Registry,
    async start(options: ClientOptions = {}): Promise<LspClient> {
      const client = await startClient(options);
      clients.push(client);
      return client;
    },
  };
  beforeEach(async () => {
    fixture.registry = await startRegistry(registryOptions);
  });
  afterEach(async () => {
    try {
      for (const client of clients.splice(0)) await client.stop();
    } finally {
      await fixture.registry.close();
    }
  });
  return fixture;
}
