import { FieldCollector } from './field-collector.ts';
import type { FileKind } from './file-kind.ts';
import { isHelmValuesDocument, isKustomizationDocument } from './file-kind.ts';
import { addGenericFields } from './generic-rule.ts';
import { addHelmValues } from './helm-values.ts';
import type { ImageField, Resource } from './image-field.ts';
import type { CompiledImagePaths } from './image-paths.ts';
import { trieOf } from './kind-table.ts';
import { kindFamilies } from './kinds/index.ts';
import { isNeverSearched } from './kinds/never.ts';
import { get, type MapNode, type Node, text } from './node.ts';
import { own } from './own-text.ts';
import type { PathTrie } from './path-trie.ts';
import { shapeReaders } from './shapes.ts';

export interface LocateOptions {
  /** What the file's name says it is; a document with `apiVersion` and `kind` is taken at its word. */
  readonly fileKind: FileKind;
  /** The user's own kinds and paths, which add to the table. */
  readonly imagePaths?: CompiledImagePaths;
}

const NO_RESOURCE: Resource = { apiVersion: '', kind: '' };
const KUSTOMIZATION: Resource = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
const MAX_LIST_DEPTH = 8;

/**
 * Finds every image a document names, in the order it is written. Spans are offsets into `source`, the text that
 * `root` was read from. An anchored image that is used in several places is found in each, with the same span.
 */
export function locateImages(root: Node, source: string, options: LocateOptions): ImageField[] {
  if (root.type !== 'map') return [];
  const locate = (node: Node, collector: FieldCollector) => locateResource(node, collector, options, 0);
  const collector = new FieldCollector(source, NO_RESOURCE, locate);
  if (isHelmValuesDocument(root, options.fileKind)) addHelmValues(root, collector);
  else if (isKustomizationDocument(root, options.fileKind)) {
    collector.resource = resourceOf(root, KUSTOMIZATION.apiVersion, KUSTOMIZATION.kind);
    walk(root, trieOf('kustomize.config.k8s.io/Kustomization') as PathTrie, collector);
  } else locate(root, collector);
  return collector.fields;
}

/** Strings of which a document that holds an image has one. */
const MARKERS: readonly string[] = [
  'mage',
  'MAGE',
  // The shapes that do without the word: URLs, and Tekton's bundles.
  'docker:',
  'oci:',
  'registry:',
  'bundle',
  // A key or value spelled with escapes could be any of these.
  '\\x',
  '\\u',
  '\\U',
  ...groupsWithoutTheWord(),
];

/** Groups of kinds that name an image at a path where nothing says so, such as Crossplane's `spec.package`. */
function groupsWithoutTheWord(): Set<string> {
  const rows = kindFamilies.flatMap((family) => family.rows);
  const silent = rows.filter(({ paths }) => paths.some((path) => !/mage|@/.test(path)));
  return new Set(silent.map((row) => row.group));
}

/** Could `locateImages` find anything in this text? Cheap; `false` is certain, `true` is not. */
export function mayHoldImage(text: string, options: LocateOptions): boolean {
  for (const marker of MARKERS) if (text.includes(marker)) return true;
  for (const marker of options.imagePaths?.markers ?? []) if (text.includes(marker)) return true;
  return false;
}

function locateResource(node: Node, collector: FieldCollector, options: LocateOptions, depth: number): void {
  const apiVersion = text(node, 'apiVersion');
  const kind = text(node, 'kind');
  if (node.type !== 'map' || !apiVersion || !kind) return;
  locateKind(node, apiVersion, kind, collector, options, depth);
}

function locateKind(
  node: MapNode,
  apiVersion: string,
  kind: string,
  collector: FieldCollector,
  options: LocateOptions,
  depth: number,
): void {
  collector.resource = resourceOf(node, apiVersion, kind);
  if (kind.endsWith('List') && get(node, 'items')?.type === 'seq') {
    if (depth < MAX_LIST_DEPTH) locateItems(node, apiVersion, kind, collector, options, depth + 1);
    return;
  }
  const group = apiVersion.slice(0, Math.max(apiVersion.lastIndexOf('/'), 0));
  const trie = trieOf(`${group}/${kind}`);
  const user = options.imagePaths?.find(apiVersion, kind);
  const before = collector.fields.length;
  if (user) walk(node, user, collector);
  const own = collector.fields.length;
  if (trie) walk(node, trie, collector);
  else if (group.includes('.') && !isNeverSearched(group)) addGenericFields(node, collector);
  if (user) dropRepeated(collector.fields, before, own);
}

/** An item of a typed list (`PodList`) may leave out what the list's own kind says. */
function locateItems(
  list: MapNode,
  apiVersion: string,
  kind: string,
  collector: FieldCollector,
  options: LocateOptions,
  depth: number,
): void {
  const items = get(list, 'items');
  if (items?.type !== 'seq') return;
  const itemKind = kind.slice(0, -'List'.length);
  collector.enter('items');
  for (const [index, item] of items.items.entries()) {
    if (item?.type !== 'map') continue;
    const ownKind = text(item, 'kind') ?? itemKind;
    if (ownKind === '') continue;
    collector.enter(index);
    locateKind(item, text(item, 'apiVersion') ?? apiVersion, ownKind, collector, options, depth);
    collector.leave();
  }
  collector.leave();
}

function resourceOf(node: Node, apiVersion: string, kind: string): Resource {
  const metadata = get(node, 'metadata');
  const name = text(metadata, 'name');
  const namespace = text(metadata, 'namespace');
  return {
    apiVersion: own(text(node, 'apiVersion') ?? apiVersion),
    kind: own(kind),
    ...(name && { name: own(name) }),
    ...(namespace && { namespace: own(namespace) }),
  };
}

function walk(node: Node, trie: PathTrie, collector: FieldCollector): void {
  if (trie.shape) shapeReaders[trie.shape](node, collector);
  if (node.type === 'map' && (trie.keys || trie.any)) {
    for (const { key, value } of node.entries) {
      if (value === undefined) continue;
      const next = trie.keys?.get(key);
      if (!next && !trie.any) continue;
      collector.enter(key);
      if (next) walk(value, next, collector);
      if (trie.any) walk(value, trie.any, collector);
      collector.leave();
    }
  } else if (node.type === 'seq' && trie.items) {
    for (let index = 0; index < node.items.length; index++) {
      const item = node.items[index];
      if (item === undefined) continue;
      collector.enter(index);
      walk(item, trie.items, collector);
      collector.leave();
    }
  }
}

/** Takes out what the table or the generic rule found again at a path the user named: the user's word is no guess. */
function dropRepeated(fields: ImageField[], from: number, own: number): void {
  const named = new Set(fields.slice(from, own).map((field) => field.path));
  const rest = fields.slice(own).filter((field) => !named.has(field.path));
  fields.length = own;
  fields.push(...rest);
}
