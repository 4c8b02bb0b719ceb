/** What VS Code's `WorkspaceConfiguration.inspect` tells of one setting, as far as it matters here. */
export interface Inspection {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** The part of VS Code's `WorkspaceConfiguration` that is read; keys are full (`imageseal.rules.unpinned`). */
export interface SettingsReader {
  get(key: string): unknown;
  inspect(key: string): Inspection | undefined;
}

/**
 * Settings that `.imageseal.yaml` has too. Their defaults are never sent: what a team writes in the file may be
 * overridden only by what a person has set.
 */
const shared = /^imageseal\.(rules\.|ignore$|images$|imagePaths$|registries$|trust$)/;

/** The answer to one item of `workspace/configuration`: one setting, or everything below a section as one object. */
export function settingsItem(keys: readonly string[], section: string, reader: SettingsReader): unknown {
  const known = (key: string) => !shared.test(key) || isExplicit(reader.inspect(key));
  if (keys.includes(section)) return known(section) ? reader.get(section) : null;
  const result: Record<string, unknown> = {};
  for (const key of keys) {
    if (!key.startsWith(`${section}.`) || !known(key)) continue;
    assign(result, key.slice(section.length + 1).split('.'), reader.get(key));
  }
  return result;
}

/** Every `imageseal.*` key that package.json declares, whichever group it stands in. */
export function declaredSettings(packageJson: unknown): readonly string[] {
  const groups = (packageJson as { contributes?: { configuration?: { properties?: object }[] } }).contributes
    ?.configuration;
  return (groups ?? []).flatMap((group) => Object.keys(group.properties ?? {}));
}

function isExplicit(inspection: Inspection | undefined): boolean {
  return (
    inspection?.globalValue !== undefined ||
    inspection?.workspaceValue !== undefined ||
    inspection?.workspaceFolderValue !== undefined
  );
}

function assign(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node = target;
  for (const name of path.slice(0, -1)) {
    node[name] ??= {};
    node = node[name] as Record<string, unknown>;
  }
  node[path[path.length - 1] as string] = value;
}
