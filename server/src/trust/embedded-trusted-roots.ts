import { loadVerifier } from './load-verifier.ts';
import type { RootSet, TrustedRoots } from './trusted-roots.ts';

/** What is built in, and nothing else: command-line runs with --offline, tests. */
export function embeddedTrustedRoots(): TrustedRoots {
  let known: RootSet | undefined;
  return {
    async current() {
      known ??= (await loadVerifier()).embeddedRoots();
      return known;
    },
    onChange: () => () => {},
    clear: async () => {},
  };
}
