import type { FieldCollector } from './field-collector.ts';
import type { PinSlot } from './image-field.ts';
import type { MapEntry, MapNode, ScalarNode } from './node.ts';
import { isShared, referenceSlot, tagSlot, valueSlot } from './pin-slot.ts';
import { hasVersion, isPlausibleRepository } from './plausible-reference.ts';
import { filledScalar, helmText, placeOf, textScalar } from './scalar-text.ts';
import type { Span } from './text-span.ts';

/** The parts of an image that is written in several keys of one mapping. */
export interface SplitImage {
  /** The name as the cluster would read it, registry included; it may hold a tag or digest itself. */
  readonly name: string;
  /** The scalar that the name mostly comes from. */
  readonly nameScalar: ScalarNode;
  /** The mapping that `tag` and `digest` are entries of. */
  readonly map: MapNode;
  readonly tag?: MapEntry | undefined;
  /** Numbers lose their trailing zeros, as Helm prints them. */
  readonly helm?: boolean;
  readonly digest?: MapEntry | undefined;
  /** `digest` takes the hex digits alone. */
  readonly hexOnly?: boolean;
}

/**
 * Adds the image that the keys of a mapping make together: `registry`, `repository` (or `image`, `name`), `tag` (or
 * `version`), `digest` (or `sha`, hex alone). Nothing is added when they name no repository.
 *
 * `registry` is what overrides the mapping's own, where it has that key (`global.imageRegistry` of a chart).
 */
export function addSplitImage(map: MapNode, collector: FieldCollector, registry?: string): void {
  const image = readSplitImage(map, registry);
  if (image) addImageParts(image, collector);
}

function readSplitImage(map: MapNode, globalRegistry: string | undefined): SplitImage | undefined {
  const keys: Partial<Record<string, MapEntry>> = {};
  for (const entry of map.entries) if (PARTS.has(entry.key)) keys[entry.key] = entry;
  const tag = [keys.tag, keys.version].find((entry) => filledScalar(entry?.value));
  const digest = isFalse(keys.useDigest) ? undefined : (keys.digest ?? keys.sha);
  const repository = textScalar(keys.repository?.value);
  // A bare `name` may be anything's; a tag beside it makes it an image's.
  const leaf =
    textScalar(keys.image?.value) ?? (repository || tag || digest ? textScalar(keys.name?.value) : undefined);
  const nameScalar = leaf ?? repository;
  if (!nameScalar) return undefined;
  let name = nameScalar.value;
  if (repository && leaf) {
    const repeated = repository.value === leaf.value || repository.value.endsWith(`/${leaf.value}`);
    name = repeated ? repository.value : `${repository.value.replace(/\/+$/, '')}/${leaf.value}`;
  }
  const registry = keys.registry && (globalRegistry ?? textScalar(keys.registry.value)?.value);
  if (registry) name = `${registry.replace(/\/+$/, '')}/${name}`;
  if (!isPlausibleRepository(name)) return undefined;
  return { name, nameScalar, map, tag, helm: true, digest, hexOnly: digest?.key === 'sha' };
}

const PARTS: ReadonlySet<string> = new Set([
  'registry',
  'repository',
  'image',
  'name',
  'tag',
  'version',
  'digest',
  'sha',
  'useDigest',
]);

function isFalse(entry: MapEntry | undefined): boolean {
  return entry?.value?.type === 'scalar' && /^false$/i.test(entry.value.value);
}

/** Adds an image whose parts are known: its text, where its version is written, and where a digest would be. */
export function addImageParts(image: SplitImage, collector: FieldCollector): void {
  const { nameScalar } = image;
  const tag = filledScalar(image.tag?.value);
  const tagText = (image.helm ? tag && helmText(tag) : tag?.value) ?? '';
  const digest = filledScalar(image.digest?.value);
  const versioned = tag !== undefined || digest !== undefined || hasVersion(image.name);
  const text = image.name + tagSuffix(tagText, digest !== undefined) + digestSuffix(digest, image.hexOnly);
  const version = digest ?? tag;
  const pin = versioned ? slotOf(image, tag, tagText, collector.source) : undefined;
  const edited = pin && !digest ? image.digest : undefined;
  const span = edited ? placeOfEmpty(edited) : placeOf(version ?? nameScalar);
  collector.add({
    text,
    span,
    verbatim: collector.source.slice(span.start, span.end) === text,
    parts: { name: placeOf(nameScalar), ...(version && { version: placeOf(version) }) },
    ...(pin && { pin }),
    ...(!versioned && { versionElsewhere: true as const }),
  });
}

/** Where a key without a value would get one: its quotes, or the key itself. */
function placeOfEmpty({ keySpan, value }: MapEntry): Span {
  if (value?.type !== 'scalar' || value.alias) return keySpan;
  const { start, end } = value.span;
  if (value.style === 'single' || value.style === 'double') return { start: start - 1, end: end + 1 };
  return end > start ? value.span : keySpan;
}

function tagSuffix(tag: string, digested: boolean): string {
  if (tag === '') return '';
  if (/^sha\d+:/.test(tag)) return digested ? '' : `@${tag}`;
  const at = tag.indexOf('@');
  return `:${digested && at >= 0 ? tag.slice(0, at) : tag}`;
}

function digestSuffix(digest: ScalarNode | undefined, hexOnly: boolean | undefined): string {
  if (!digest) return '';
  return hexOnly && !digest.value.includes(':') ? `@sha256:${digest.value}` : `@${digest.value}`;
}

function slotOf(
  image: SplitImage,
  tag: ScalarNode | undefined,
  tagText: string,
  source: string,
): PinSlot | undefined {
  if (image.digest) {
    const slot = valueSlot(image.digest, image.map, source);
    const prefixed = filledScalar(image.digest.value)?.value.includes(':');
    return slot && image.hexOnly && !prefixed ? { ...slot, hexOnly: true } : slot;
  }
  if (!image.tag || !tag) return referenceSlot(image.nameScalar, source);
  if (isShared(image.tag, image.map, source)) return undefined;
  // A tag field may hold a digest alone, which is then replaced.
  if (/^sha\d+:/.test(tagText) && !tag.alias) return { span: tag.span, before: '', after: '' };
  return tagSlot(tag, source, tagText);
}
