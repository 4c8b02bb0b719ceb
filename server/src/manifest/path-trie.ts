import { type PathStep, parseFieldPath } from './field-path.ts';

/** What stands at the end of a path; each has its reader in `shapes.ts`. */
export type Shape =
  /** A reference, or a mapping of its parts. */
  | 'image'
  /** A mapping with `image`, and `repository`, `version` or `tag` beside it. */
  | 'split'
  /** `docker://…`, `oci://…`, `registry://…`. */
  | 'url'
  /** An entry of Kustomize's `images`. */
  | 'kustomize'
  /** `[old=]name[:tag][@digest]`, as `kustomize edit set image` takes it. */
  | 'kustomize-image'
  | 'helm-values'
  /** A mapping with `url` and `ref`. */
  | 'flux-oci'
  /** A mapping with `baseImage`, `tag` and `sha`. */
  | 'base-image'
  /** `{kind: DockerImage, name}`. */
  | 'docker-image'
  /** A Tekton task or pipeline reference, by bundle. */
  | 'tekton-bundle'
  /** A whole other resource. */
  | 'resource';

/** Many field paths, shared from the front, so that one walk of the tree finds all of them. */
export interface PathTrie {
  shape?: Shape;
  keys?: Map<string, PathTrie>;
  any?: PathTrie;
  items?: PathTrie;
}

/** A trie that leaves nothing out, as an outline for a reader. */
export const whole: PathTrie = {};
whole.any = whole;
whole.items = whole;

/** What is wanted below a key; `undefined`: nothing. */
export function below({ keys, any }: PathTrie, key: string): PathTrie | undefined {
  const named = keys?.get(key);
  if (named === undefined || any !== undefined) return any && whole;
  return readWhole(named);
}

/** What a shape reader wants is read as it stands. */
export function readWhole(trie: PathTrie): PathTrie {
  return trie.shape === undefined ? trie : whole;
}

const POD = [
  'containers[].image',
  'initContainers[].image',
  'ephemeralContainers[].image',
  'volumes[].image.reference',
];

const SHAPES: ReadonlySet<string> = new Set<Shape>([
  'image',
  'split',
  'url',
  'kustomize',
  'kustomize-image',
  'helm-values',
  'flux-oci',
  'base-image',
  'docker-image',
  'tekton-bundle',
  'resource',
]);

/** Writes `@pod` out; every other path stays what it is. */
export function expandPath(path: string): readonly string[] {
  if (!path.endsWith('@pod')) return [path];
  const prefix = path.slice(0, -'@pod'.length);
  return POD.map((suffix) => (prefix === '' ? suffix : `${prefix}.${suffix}`));
}

/** Adds one path of the table's language; `false` when it is none. */
export function addPath(trie: PathTrie, path: string): boolean {
  let added = true;
  for (const expanded of expandPath(path)) {
    const at = expanded.lastIndexOf('@');
    const shape = at < 0 ? 'image' : expanded.slice(at + 1);
    const steps = parseFieldPath(at < 0 ? expanded : expanded.slice(0, at));
    if (steps && isShape(shape)) leafOf(trie, steps).shape = shape;
    else added = false;
  }
  return added;
}

function isShape(name: string): name is Shape {
  return SHAPES.has(name);
}

function leafOf(trie: PathTrie, steps: readonly PathStep[]): PathTrie {
  let node = trie;
  for (const step of steps) {
    if (step.type === 'items') {
      node.items ??= {};
      node = node.items;
    } else if (step.type === 'any') {
      node.any ??= {};
      node = node.any;
    } else {
      node.keys ??= new Map();
      let next = node.keys.get(step.key);
      if (!next) {
        next = {};
        node.keys.set(step.key, next);
      }
      node = next;
    }
  }
  return node;
}
