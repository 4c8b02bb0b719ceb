import type { FieldCollector } from './field-collector.ts';
import type { PinSlot } from './image-field.ts';
import { entry, get, type MapNode, type Node } from './node.ts';
import { newEntrySlot, valueSlot } from './pin-slot.ts';
import { hasVersion } from './plausible-reference.ts';
import { filledScalar, placeOf, textScalar } from './scalar-text.ts';

/**
 * Adds what one entry of Kustomize's `images` puts in place: `newName`, or else `name`, with `newTag` and `digest`.
 * Both of these together give `name:newTag@digest`; either alone takes the other from the base away.
 *
 * An entry that sets nothing, and one whose `name` is a regular expression that nothing renames, names no image.
 */
export function addKustomizeImage(node: Node | undefined, collector: FieldCollector): void {
  if (node?.type !== 'map') return;
  const newName = textScalar(get(node, 'newName'));
  const name = newName ?? textScalar(get(node, 'name'));
  const newTag = filledScalar(get(node, 'newTag'));
  const digest = filledScalar(get(node, 'digest'));
  const suffix = filledScalar(get(node, 'tagSuffix'));
  if (!name || !(newName || newTag || digest || suffix)) return;
  // A dollar or brace may be a variable's; these can only be an expression's.
  if (!newName && /[*+?^|\\[\]]|\.\*/.test(name.value)) return;
  const version = digest ?? newTag;
  // Renamed alone, the image keeps the tag that the base gives it; so it does under a suffix.
  const elsewhere = version === undefined && !hasVersion(name.value);
  const span = placeOf(version ?? name);
  const pin = version === undefined ? undefined : digestSlot(node, collector.source);
  const text = name.value + (newTag ? `:${newTag.value}` : '') + (digest ? `@${digest.value}` : '');
  collector.add({
    text,
    span,
    verbatim: collector.source.slice(span.start, span.end) === text,
    parts: { name: placeOf(name), ...(version && { version: placeOf(version) }) },
    ...(pin && { pin }),
    ...(elsewhere && { versionElsewhere: true as const }),
  });
}

function digestSlot(map: MapNode, source: string): PinSlot | undefined {
  const existing = entry(map, 'digest');
  return existing ? valueSlot(existing, map, source) : newEntrySlot(map, 'digest', source);
}

/** Adds `[old=]name[:tag][@digest]`, an image as `kustomize edit set image` and Argo CD take it. */
export function addKustomizeArgument(node: Node | undefined, collector: FieldCollector): void {
  const scalar = textScalar(node);
  if (!scalar) return;
  const from = scalar.value.indexOf('=') + 1;
  const elsewhere = !hasVersion(scalar.value.slice(from));
  collector.addReference(scalar, from, elsewhere ? { versionElsewhere: true } : {});
}
