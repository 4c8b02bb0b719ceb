import type { PartialConfiguration } from './configuration.ts';
import { type PlacedRule, placedTrust } from './placed-trust.ts';
import { configurationSchema, topLevelKeys } from './schema.ts';
import { type ConfigurationProblem, type SettingNode, treeFromJson } from './setting-node.ts';
import { nearest } from './suggest.ts';
import type { TrustRule } from './trust-settings.ts';
import { type ReferencedFile, validate } from './validate.ts';
import { treeFromYaml } from './yaml-tree.ts';

export interface ParsedConfiguration {
  /** What is good in it. Trust fails closed: a rule that could not be understood is `damaged`, never gone. */
  readonly settings: PartialConfiguration;
  readonly problems: readonly ConfigurationProblem[];
  /** Files the configuration names; whether they can be read is for the front end to check. */
  readonly referencedFiles: readonly ReferencedFile[];
  /** The trust rules with their places, for `checkTrust`. */
  readonly trust: readonly PlacedRule[];
}

const nothing: ParsedConfiguration = { settings: {}, problems: [], referencedFiles: [], trust: [] };

/** Reads the text of a `.imageseal.yaml`. Never throws. */
export function parseConfigurationFile(text: string): ParsedConfiguration {
  const { root, problems } = treeFromYaml(text);
  const parsed = root === undefined ? nothing : check(root);
  // In a file with broken syntax a trust rule may have been lost, whole or in part.
  const trustLost = problems.length > 0 && /\btrust\b/.test(text);
  return {
    settings: trustLost ? { ...parsed.settings, trust: trustNobody } : parsed.settings,
    problems: [...problems, ...parsed.problems].sort((a, b) => a.span.start - b.span.start),
    referencedFiles: parsed.referencedFiles,
    trust: parsed.trust,
  };
}

/**
 * Reads settings from JSON: the editor's `imageseal` section or `initializationOptions.settings`. Members that are
 * `null` are not set. `ownKeys` are settings of the same section that the front end reads by itself. Never throws.
 */
export function parseSettings(value: unknown, ownKeys: readonly string[] = []): ParsedConfiguration {
  if (value === null || value === undefined) return nothing;
  const tree = treeFromJson(value);
  if (tree.type !== 'map') return check(tree);
  return check({ ...tree, entries: tree.entries.filter(({ key }) => !ownKeys.includes(key)) });
}

const trustNobody: readonly TrustRule[] = [{ damaged: true }];

function check(root: SettingNode): ParsedConfiguration {
  const { value, problems, referencedFiles } = validate(root, configurationSchema.shape);
  // The schema has the members of `PartialConfiguration`, so that is what is left of the tree.
  const settings = (value ?? {}) as PartialConfiguration;
  return {
    settings: losesTrust(root, settings) ? { ...settings, trust: trustNobody } : settings,
    problems,
    referencedFiles,
    trust: placedTrust(root),
  };
}

/** True when somebody wrote `trust`, perhaps mistyped or twice, and it did not arrive. */
function losesTrust(root: SettingNode, settings: PartialConfiguration): boolean {
  if (root.type !== 'map') return false;
  const meant = root.entries.filter(({ key }) => nearest(key, topLevelKeys) === 'trust');
  const [first, second] = meant;
  if (first === undefined || (first.value.type === 'scalar' && first.value.value === null)) return false;
  return second !== undefined || settings.trust === undefined;
}
