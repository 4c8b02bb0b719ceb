/**
 * One line of the table of kinds: in which fields these kinds name container images. Every version of a kind is meant.
 *
 * A path is keys joined by dots; `[]` stands for every item of a sequence, `*` for any key. It ends at an image: a
 * reference, or a mapping of `registry`, `repository`, `tag`, `digest` and their like. `@shape` says that something
 * else stands there; the shapes are those of `shapes.ts`, and `@pod`, a whole pod spec.
 */
export interface KindRow {
  /** API group; empty for core Kubernetes. */
  readonly group: string;
  readonly kinds: readonly string[];
  readonly paths: readonly string[];
}

/** The kinds of one project, under the name it is known by. */
export interface KindFamily {
  readonly title: string;
  readonly rows: readonly KindRow[];
}

/** The paths below each of several prefixes: `under(['a', 'b'], ['x', 'y'])` is `a.x a.y b.x b.y`. */
export function under(prefixes: readonly string[], paths: readonly string[]): string[] {
  return prefixes.flatMap((prefix) => paths.map((path) => `${prefix}.${path}`));
}
