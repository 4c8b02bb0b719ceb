import type { FieldCollector } from './field-collector.ts';
import { get, type MapNode, type Node, text } from './node.ts';
import { hasVersion, isPlausibleReference } from './plausible-reference.ts';
import { textScalar } from './scalar-text.ts';

const MAX_DEPTH = 64;
const CONTAINERS = /(?:[cC]ontainers|^steps|[sS]idecars)$/;
/** What stands below these is not run: bookkeeping, schemas, data, Ceph's disk images, what a build makes, matching. */
const SKIPPED: ReadonlySet<string> = new Set([
  'metadata',
  'status',
  'annotations',
  'labels',
  'rbd',
  'data',
  'stringData',
  'binaryData',
  'schema',
  'openAPIV3Schema',
  'output',
  'outputs',
  'destination',
  'match',
  'exclude',
  'rules',
  'validate',
  'validations',
  'forProvider',
  'initProvider',
  'providerSpec',
  'machine',
  'bootDisk',
  'rootDisk',
  'disk',
  'disks',
]);

/**
 * Looks for images in a kind nobody described: in sequences of `{name, image}` called containers, steps or sidecars,
 * in image volumes, in resources inside; and, as a guess, in `image` under `spec` where the text can be nothing else.
 */
export function addGenericFields(root: MapNode, collector: FieldCollector): void {
  for (const { key, value } of root.entries) {
    if (SKIPPED.has(key)) continue;
    collector.enter(key);
    visit(value, key, key === 'spec', collector);
    collector.leave();
  }
}

function visit(node: Node | undefined, key: string, inSpec: boolean, collector: FieldCollector): void {
  if (node === undefined || node.type === 'scalar' || collector.depth > MAX_DEPTH) return;
  if (node.type === 'seq') visitItems(node.items, key, inSpec, collector);
  else if (text(node, 'apiVersion') && text(node, 'kind')) collector.embedded(node);
  else visitMap(node, inSpec, collector);
}

function visitMap(map: MapNode, inSpec: boolean, collector: FieldCollector): void {
  for (const { key, value } of map.entries) {
    if (SKIPPED.has(key)) continue;
    collector.enter(key);
    if (key !== 'image' || value?.type !== 'scalar') visit(value, key, inSpec, collector);
    else if (inSpec) addGuess(value, map, collector);
    collector.leave();
  }
}

function visitItems(
  items: readonly (Node | undefined)[],
  key: string,
  inSpec: boolean,
  collector: FieldCollector,
): void {
  const containers = CONTAINERS.test(key);
  for (const [index, item] of items.entries()) {
    collector.enter(index);
    if (containers && isContainer(item)) {
      collector.enter('image');
      collector.addReference(get(item, 'image'));
      collector.leave();
      // The rest of a container holds no other image.
    } else {
      if (key === 'volumes') addImageVolume(item, collector);
      visit(item, key, inSpec, collector);
    }
    collector.leave();
  }
}

function isContainer(item: Node | undefined): boolean {
  const image = textScalar(get(item, 'image'));
  return image !== undefined && get(item, 'name')?.type === 'scalar' && !isFile(image.value);
}

/** `image: ./x`, `image: https://…`, `image: shot.png`: the steps of something else than a pipeline. */
function isFile(value: string): boolean {
  return /^[./~]|:\/\/|\.(?:png|jpe?g|svg|gif|webp|iso|img|qcow2|raw)$/i.test(value);
}

function addImageVolume(volume: Node | undefined, collector: FieldCollector): void {
  const reference = get(get(volume, 'image'), 'reference');
  if (reference?.type !== 'scalar') return;
  collector.enter('image');
  collector.enter('reference');
  collector.addReference(reference);
  collector.leave();
  collector.leave();
}

function addGuess(value: Node, siblings: MapNode, collector: FieldCollector): void {
  const reference = textScalar(value);
  if (!reference || !isPlausibleReference(reference.value)) return;
  if (!/[/:]/.test(reference.value) && get(siblings, 'imagePullPolicy') === undefined) return;
  // `image` beside `tag` or `version` is likely a repository alone.
  const split =
    !hasVersion(reference.value) &&
    siblings.entries.some(({ key }) => /^(?:tag|version|imageTag|digest)$/.test(key));
  collector.addReference(reference, 0, { guessed: true, ...(split && { versionElsewhere: true }) });
}
