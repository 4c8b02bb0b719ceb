import type { FieldCollector } from './field-collector.ts';
import type { MapEntry, MapNode, Node } from './node.ts';
import { get, entry as namedEntry } from './node.ts';
import { hasVersion, isPlausibleReference } from './plausible-reference.ts';
import { filledScalar, textScalar } from './scalar-text.ts';
import { addImageParts, addSplitImage } from './split-image.ts';

const MAX_DEPTH = 64;
/** `image`, `sidecarImage`, `PROXY_IMAGE`; each holds `mage` or `MAGE`, which `mayHoldImage` looks for. */
const IMAGE_KEY = /(?:image|Image|IMAGE)$/;
const IMAGES_KEY = /(?:images|Images)$/;
/** A registry that is no Docker Hub name: it has a dot or a port, or is localhost. */
const HOSTED = /^(?:[^/]*[.:][^/]*|localhost)\//;

/**
 * Adds the images in a chart's values: under a key that ends in `image`, a mapping of `registry`, `repository`, `tag`
 * and `digest` or `sha`, or a reference; and the same under any key of a mapping called `images`.
 */
export function addHelmValues(root: Node | undefined, collector: FieldCollector): void {
  if (root?.type !== 'map') return;
  const registry = textScalar(get(get(root, 'global'), 'imageRegistry'))?.value;
  visitMap(root, collector, registry, false);
}

function visitMap(
  map: MapNode,
  collector: FieldCollector,
  registry: string | undefined,
  inImages: boolean,
): void {
  for (const entry of map.entries) {
    collector.enter(entry.key);
    const { value } = entry;
    const isImage = inImages || IMAGE_KEY.test(entry.key);
    if (value?.type === 'scalar') {
      if (isImage) addString(entry, map, collector);
    } else if (isImage && value?.type === 'map' && isSplit(value)) {
      addSplitImage(value, collector, registry);
    } else {
      visit(value, collector, registry, IMAGES_KEY.test(entry.key));
    }
    collector.leave();
  }
}

function visit(
  node: Node | undefined,
  collector: FieldCollector,
  registry: string | undefined,
  inImages: boolean,
): void {
  if (node === undefined || collector.depth > MAX_DEPTH) return;
  if (node.type === 'map') visitMap(node, collector, registry, inImages);
  else if (node.type === 'seq') {
    for (const [index, item] of node.items.entries()) {
      collector.enter(index);
      visit(item, collector, registry, false);
      collector.leave();
    }
  }
}

function isSplit(map: MapNode): boolean {
  return map.entries.some(
    ({ key, value }) =>
      value?.type === 'scalar' && (key === 'repository' || key === 'image' || key === 'name'),
  );
}

/** `image: registry/name:tag`, or `image: name` with `tag` or `imageTag` beside it. */
function addString(entry: MapEntry, map: MapNode, collector: FieldCollector): void {
  const scalar = textScalar(entry.value);
  if (!scalar || !isPlausibleReference(scalar.value)) return;
  if (hasVersion(scalar.value)) {
    // `image: repo:tag` needs a slash or colon to be told from a word, and has the colon.
    collector.addReference(scalar);
    return;
  }
  const tag =
    namedEntry(map, `${entry.key}Tag`) ?? (entry.key === 'image' ? namedEntry(map, 'tag') : undefined);
  if (filledScalar(tag?.value)) {
    addImageParts({ name: scalar.value, nameScalar: scalar, map, tag, helm: true }, collector);
  } else if (HOSTED.test(scalar.value)) {
    collector.addReference(scalar, 0, { versionElsewhere: true });
  }
}
