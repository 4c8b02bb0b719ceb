import { effectiveTag } from '../image/names.ts';
import type { ImageReference, ParsedReference } from '../image/reference.ts';
import type { Fault } from '../registry/fault.ts';
import type { Clock } from '../registry/ports.ts';
import type { EvidenceReader } from './analyze.ts';
import type { Cache } from './cache.ts';
import type { Evidence, ImageEvidence, TagEvidence } from './evidence.ts';
import { isFreshImage, isFreshTag, keepImageMs, keepTagMs, retryDelay } from './freshness.ts';

const MAX_ENTRIES = 2000;

const none: Evidence = { pending: false };

export interface EvidenceStoreOptions {
  readonly clock: Clock;
  /** Survives restarts; evidence of failures is never written to it. */
  readonly cache?: Cache;
  /** Why this image must not be looked up now (offline, Restricted Mode), or `undefined` when it may. */
  readonly blocked?: (reference: ImageReference) => Fault | undefined;
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

  peek(reference: ParsedReference): Evidence {
    if (reference.kind !== 'reference') return none;
    const tag = this.tag(reference);
    const digest = reference.digest ?? (tag?.state === 'resolved' ? tag.digest : undefined);
    const image = digest === undefined ? undefined : this.image(reference, digest);
    const blocked = this.#options.blocked?.(reference);
    return {
      ...(tag && { tag }),
      ...(image && { image }),
      ...(blocked && { blocked }),
      pending: this.#pending.has(pendingKey(reference)),
    };
  }

  /** What the reference's tag named, `undefined` also for a reference by digest alone. */
  tag(reference: ImageReference): TagEvidence | undefined {
    const tag = effectiveTag(reference);
    if (tag === undefined) return undefined;
    const key = tagKey(reference, tag);
    const known = touch(this.#tags, key) ?? this.#restore<TagEvidence>(key, this.#tags);
    return known && this.#now - known.at < keepTagMs ? known : undefined;
  }

  image(reference: ImageReference, digest: string): ImageEvidence | undefined {
    const key = imageKey(reference, digest);
    const known = touch(this.#images, key) ?? this.#restore<ImageEvidence>(key, this.#images);
    return known && this.#now - known.at < keepImageMs ? known : undefined;
  }

  /** Is there anything about this reference that should be asked (again)? */
  isStale(reference: ImageReference): boolean {
    const { now, failures } = { now: this.#now, failures: this.#failures.get(reference.registry) ?? 0 };
    const tag = this.tag(reference);
    if (effectiveTag(reference) !== undefined && !(tag && isFreshTag(tag, now, failures))) return true;
    const digest = reference.digest ?? (tag?.state === 'resolved' ? tag.digest : undefined);
    if (digest === undefined) return false;
    const image = this.image(reference, digest);
    return !(image && isFreshImage(image, now, failures));
  }

  /** Milliseconds until a failed look-up of this reference is worth repeating. */
  retryIn(reference: ImageReference): number {
    return retryDelay(this.#failures.get(reference.registry) ?? 0);
  }

  putTag(reference: ImageReference, evidence: TagEvidence): void {
    const tag = effectiveTag(reference);
    if (tag === undefined) return;
    this.#count(reference.registry, evidence.state === 'fault');
    this.#put(this.#tags, tagKey(reference, tag), evidence, evidence.state !== 'fault', keepTagMs);
  }

  putImage(reference: ImageReference, digest: string, evidence: ImageEvidence): void {
    const complete = evidence.state === 'found' && evidence.discovery.unread.length === 0;
    this.#count(reference.registry, evidence.state === 'fault');
    this.#put(this.#images, imageKey(reference, digest), evidence, complete, keepImageMs);
  }

  setPending(reference: ImageReference, pending: boolean): void {
    const key = pendingKey(reference);
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
    const oldest = map.size > MAX_ENTRIES ? map.keys().next().value : undefined;
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

  #count(host: string, failed: boolean): void {
    if (failed) this.#failures.set(host, (this.#failures.get(host) ?? 0) + 1);
    else this.#failures.delete(host);
  }

  #changed(): void {
    this.#generation += 1;
    for (const listener of this.#listeners) listener();
  }
}

function touch<T>(map: Map<string, T>, key: string): T | undefined {
  return map.get(key);
}

function tagKey({ registry, repository }: ImageReference, tag: string): string {
  return `${registry}/${repository}:${tag}`;
}

function imageKey({ registry, repository }: ImageReference, digest: string): string {
  return `${registry}/${repository}@${digest}`;
}

function pendingKey(reference: ImageReference): string {
  const { registry, repository, digest } = reference;
  return `${registry}/${repository}:${effectiveTag(reference) ?? ''}@${digest ?? ''}`;
}
