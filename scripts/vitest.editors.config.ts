import { defineConfig } from 'vitest/config';

/** `npm run test:editor`: a real VS Code and a real Neovim. Run by scripts/editor-suite.mjs, which prepares them. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/editors/**/*.test.ts'],
    // Two cores: one editor at a time.
    maxWorkers: 1,
    fileParallelism: false,
    expect: { poll: { timeout: 15_000, interval: 100 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
