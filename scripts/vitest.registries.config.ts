import { defineConfig } from 'vitest/config';

/** `npm run test:registry`; scripts/registry-suite.mjs says where the registries' programs are. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/registries/**/*.test.ts'],
    globalSetup: ['test/registries/start-registries.ts'],
    testTimeout: 30_000,
  },
});
