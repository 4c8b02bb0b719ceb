import type { Configuration, RegistrySettings } from './configuration.ts';
import { canonicalHub, compileGlob, type Glob } from './glob.ts';

/** What the configuration says of one repository. */
export interface EffectiveRegistrySettings {
  readonly insecure: boolean;
  readonly mirror?: string;
  readonly signatures?: string;
  /** A matching entry could not be understood in full: what is not found may be elsewhere. */
  readonly damaged: boolean;
}

interface Compiled {
  /** The most specific first; of equals in the order written. */
  readonly entries: readonly { readonly glob: Glob; readonly settings: RegistrySettings }[];
  readonly byName: Map<string, EffectiveRegistrySettings>;
}

const maxRemembered = 5_000;
const nothingSaid: EffectiveRegistrySettings = { insecure: false, damaged: false };
const compiled = new WeakMap<Configuration, Compiled>();

/**
 * The settings of `registry/repository`. An entry holds when its `match` is a glob of the host alone or of the host
 * and repository. Each member comes from the most specific matching entry that has it: a narrow entry that only says
 * `signatures` leaves `insecure` and `mirror` to a wider one.
 */
export function registrySettingsFor(
  configuration: Configuration,
  registry: string,
  repository: string,
): EffectiveRegistrySettings {
  if (configuration.registries.length === 0 && configuration.signatures === undefined) return nothingSaid;
  let entry = compiled.get(configuration);
  if (!entry) {
    entry = { entries: compile(configuration.registries), byName: new Map() };
    compiled.set(configuration, entry);
  }
  const host = canonicalHub(registry);
  const name = `${host}/${repository}`;
  let result = entry.byName.get(name);
  if (!result) {
    const matching = entry.entries
      .filter(({ glob }) => glob.matches(host) || glob.matches(name))
      .map(({ settings }) => settings);
    result = combine(matching, configuration.signatures);
    if (entry.byName.size >= maxRemembered) entry.byName.clear();
    entry.byName.set(name, result);
  }
  return result;
}

function compile(registries: readonly RegistrySettings[]): Compiled['entries'] {
  return registries
    .map((settings) => ({ glob: compileGlob(settings.match), settings }))
    .sort((a, b) => b.glob.literalPrefix - a.glob.literalPrefix);
}

function combine(matching: readonly RegistrySettings[], everywhere?: string): EffectiveRegistrySettings {
  const mirror = matching.find((settings) => settings.mirror !== undefined)?.mirror;
  const signatures = matching.find((settings) => settings.signatures !== undefined)?.signatures ?? everywhere;
  return {
    insecure: matching.find((settings) => settings.insecure !== undefined)?.insecure ?? false,
    ...(mirror !== undefined && { mirror }),
    ...(signatures !== undefined && { signatures }),
    damaged: matching.some((settings) => settings.damaged),
  };
}
