import { defineConfig } from 'vitest/config';

/** `npm test`: everything that needs only npm. The editor, registry and bench suites have entry points of their own. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/editors/**',
      'test/registries/**',
      'test/interop/**',
      'test/bench/**',
      'test/fixtures/**',
      'node_modules/**',
    ],
    setupFiles: ['scripts/vitest-setup.ts'],
    // Room for a machine that is busy; a test that hangs or blows up runs into it all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // It imports JSON as bundlers do, and Node does not.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
