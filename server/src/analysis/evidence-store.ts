import type { Configuration } from '../configuration/configuration.ts';
import type { ParsedReference } from '../image/reference.ts';
import type { Fault } from '../registry/fault.ts';
import type { Clock } from '../registry/ports.ts';
import type { EvidenceReader } from './analyze.ts';
import type { Cache } from './cache.ts';
import type { Evidence, ImageEvidence, TagEvidence } from './evidence.ts';
import { isFreshImage, isFreshTag, keepImageMs, keepTagMs } from './freshness.ts';
import { imageKey, type Lookup, lookupKey, lookupOf, tagKey } from './lookup.ts';

const MAX_ENTRIES = 2000;

const none: Evidence = { pending: false };

export interface EvidenceStoreOptions {
  readonly clock: Clock;
  /** Survives restarts; evidence of failures is never written to it. */
  readonly cache?: Cache;
  /** How many tags and how many manifests are kept in memory (default 2,000 each). */
  readonly maxEntries?: number;
  /** Why this image must not be looked up now (offline, Restricted Mode), or `undefined` when it may. */
  readonly blocked?: (lookup: Lookup) => Fault | undefined;
}

/**
 * What is known of images, in memory and behind it on disk. Tags and manifests are kept apart: a tag says which digest
 * it named and when; everything else belongs to the digest.
 */
export class EvidenceStore implements EvidenceReader {
  readonly #options: EvidenceStoreOptions;
  readonly #tags = new Map<string, TagEvidence>();
  readonly #images = new Map<string, ImageEvidence>();
  readonly #pending = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #generation = 0;

  constructor(options: EvidenceStoreOptions) {
    this.#options = options;
  }

  get generation(): number {
    return this.#generation;
  }

  peek(reference: ParsedReference, configuration: Configuration): Evidence {
    if (reference.kind !== 'reference') return none;
    const lookup = lookupOf(reference, configuration);
    const tag = this.tag(lookup);
    const digest = digestOf(lookup, tag);
    const image = digest === undefined ? undefined : this.image(lookup, digest);
    const blocked = this.#options.blocked?.(lookup);
    return {
      ...(tag && { tag }),
      ...(image && { image }),
      ...(blocked && { blocked }),
      pending: this.#pending.has(lookupKey(lookup)),
    };
  }

  /** What the reference's tag named, `undefined` also for a reference by digest alone. */
  tag(lookup: Lookup): TagEvidence | undefined {
    const key = tagKey(lookup);
    if (key === undefined) return undefined;
    const known = this.#tags.get(key) ?? this.#restore<TagEvidence>(key, this.#tags);
    return known && this.#now - known.at < keepTagMs ? known : undefined;
  }

  image(lookup: Lookup, digest: string): ImageEvidence | undefined {
    const key = imageKey(lookup, digest);
    const known = this.#images.get(key) ?? this.#restore<ImageEvidence>(key, this.#images);
    return known && this.#now - known.at < keepImageMs ? known : undefined;
  }

  /** Must the tag be asked (again)? */
  isTagStale(lookup: Lookup): boolean {
    const tag = this.tag(lookup);
    return tagKey(lookup) !== undefined && !(tag && isFreshTag(tag, this.#now, this.#failuresOf(lookup)));
  }

  /** Must the manifest and its signatures be asked (again)? */
  isImageStale(lookup: Lookup, digest: string): boolean {
    const image = this.image(lookup, digest);
    return !(image && isFreshImage(image, this.#now, this.#failuresOf(lookup)));
  }

  /** Is there anything about this reference that should be asked (again)? */
  isStale(lookup: Lookup): boolean {
    if (this.#options.blocked?.(lookup)) return false;
    if (this.isTagStale(lookup)) return true;
    const digest = digestOf(lookup, this.tag(lookup));
    return digest !== undefined && this.isImageStale(lookup, digest);
  }

  putTag(lookup: Lookup, evidence: TagEvidence): void {
    const key = tagKey(lookup);
    if (key === undefined) return;
    this.#count(lookup, evidence.state === 'fault');
    this.#put(this.#tags, key, evidence, evidence.state !== 'fault', keepTagMs);
  }

  putImage(lookup: Lookup, digest: string, evidence: ImageEvidence): void {
    const complete = evidence.state === 'found' && evidence.discovery.unread.length === 0;
    this.#count(lookup, evidence.state === 'fault');
    this.#put(this.#images, imageKey(lookup, digest), evidence, complete, keepImageMs);
  }

  setPending(lookup: Lookup, pending: boolean): void {
    const key = lookupKey(lookup);
    const count = (this.#pending.get(key) ?? 0) + (pending ? 1 : -1);
    if (count > 0) this.#pending.set(key, count);
    else this.#pending.delete(key);
    this.#changed();
  }

  /** Forgets everything, on disk too. */
  async clear(): Promise<void> {
    this.#tags.clear();
    this.#images.clear();
    this.#failures.clear();
    await this.#options.cache?.clear();
    this.#changed();
  }

  /** Something outside changed what `peek` answers: the mode, the settings. */
  invalidate(): void {
    this.#changed();
  }

  /** Credentials or the network may have changed: what failed may be asked again at once. */
  forgetFaults(): void {
    this.#failures.clear();
    for (const map of [this.#tags, this.#images]) {
      for (const [key, evidence] of map) if (evidence.state === 'fault') map.delete(key);
    }
    this.#changed();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #put<T>(map: Map<string, T>, key: string, evidence: T, keep: boolean, ttl: number): void {
    map.delete(key);
    map.set(key, evidence);
    const oldest = map.size > (this.#options.maxEntries ?? MAX_ENTRIES) ? map.keys().next().value : undefined;
    if (oldest !== undefined) map.delete(oldest);
    if (keep) this.#options.cache?.set(key, JSON.stringify(evidence), ttl);
    this.#changed();
  }

  #restore<T extends { readonly at: number }>(key: string, map: Map<string, T>): T | undefined {
    const text = this.#options.cache?.get(key);
    if (text === undefined) return undefined;
    try {
      const evidence = JSON.parse(text) as T;
      if (typeof evidence.at !== 'number') return undefined;
      map.set(key, evidence);
      return evidence;
    } catch {
      return undefined;
    }
  }

  #failuresOf({ reference }: Lookup): number {
    return this.#failures.get(reference.registry) ?? 0;
  }

  #count({ reference }: Lookup, failed: boolean): void {
    if (failed) this.#failures.set(reference.registry, (this.#failures.get(reference.registry) ?? 0) + 1);
    else this.#failures.delete(reference.registry);
  }

  #changed(): void {
    this.#generation += 1;
    for (const listener of this.#listeners) listener();
  }
}

function digestOf({ reference }: Lookup, tag: TagEvidence | undefined): string | undefined {
  return reference.digest ?? (tag?.state === 'resolved' ? tag.digest : undefined);
}
