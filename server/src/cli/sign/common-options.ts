import type { outputs } from '../verify/outputs.ts';

/** Whatever signs. */
export interface CommonOptions {
  /** As given. */
  readonly images: readonly string[];
  readonly recursive: boolean;
  readonly yes: boolean;
  readonly output: (typeof outputs)[number];
  readonly configFile: string | undefined;
  readonly colour: boolean | undefined;
  /** Nothing but registries is asked. */
  readonly offline: boolean;
}
