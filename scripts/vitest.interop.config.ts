import { defineConfig } from 'vitest/config';

/** `npm run test:interop`; scripts/interop-suite.mjs says where the programs are. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/interop/**/*.test.ts'],
    globalSetup: ['test/registries/start-registries.ts', 'test/interop/start-sigstore.ts'],
    // Programs of 140 MB each, several a test, on two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
