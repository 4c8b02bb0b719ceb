import type { FieldCollector } from './field-collector.ts';
import type { PinSlot } from './image-field.ts';
import { entry, get, type MapNode, type Node } from './node.ts';
import { newEntrySlot, valueSlot } from './pin-slot.ts';
import { filledScalar, placeOf, textScalar } from './scalar-text.ts';

const SCHEME = 'oci://';

/**
 * Adds the artifact of a Flux OCIRepository: `url`, and `ref` with `tag`, `semver` or `digest`, of which the digest
 * wins. Without `ref` Flux takes `latest`; a semver range is resolved in the cluster.
 */
export function addFluxOciRepository(spec: Node, collector: FieldCollector): void {
  const url = textScalar(get(spec, 'url'));
  if (spec.type !== 'map' || !url?.value.startsWith(SCHEME) || url.value.length === SCHEME.length) return;
  const { source } = collector;
  const ref = get(spec, 'ref');
  const tag = filledScalar(get(ref, 'tag'));
  const digest = filledScalar(get(ref, 'digest'));
  const elsewhere = !digest && filledScalar(get(ref, 'semver')) !== undefined;
  const name = url.value.slice(SCHEME.length);
  const text = name + (tag && !elsewhere ? `:${tag.value}` : '') + (digest ? `@${digest.value}` : '');
  const place = placeOf(url);
  const written = source.slice(place.start, place.end) === url.value;
  const nameSpan = written ? { start: place.start + SCHEME.length, end: place.end } : place;
  const version = digest ?? (elsewhere ? undefined : tag);
  const span = version ? placeOf(version) : nameSpan;
  const pin = elsewhere ? undefined : digestSlot(spec, source);
  collector.enter('url');
  collector.add({
    text,
    span,
    verbatim: source.slice(span.start, span.end) === text,
    parts: { name: nameSpan, ...(version && { version: placeOf(version) }) },
    ...(pin && { pin }),
    ...(elsewhere && { versionElsewhere: true as const }),
  });
  collector.leave();
}

function digestSlot(spec: MapNode, source: string): PinSlot | undefined {
  const ref = entry(spec, 'ref');
  if (!ref) return newEntrySlot(spec, 'digest', source, 'ref');
  if (ref.value?.type !== 'map') return undefined;
  const existing = entry(ref.value, 'digest');
  return existing ? valueSlot(existing, ref.value, source) : newEntrySlot(ref.value, 'digest', source);
}
