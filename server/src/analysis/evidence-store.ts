import type { Configuration } from '../configuration/configuration.ts';
import { canonicalName, type RepositoryName } from '../image/names.ts';
import type { ParsedReference } from '../image/reference.ts';
import type { Fault } from '../registry/fault.ts';
import type { Clock } from '../registry/ports.ts';
import type { EvidenceReader } from './analyze.ts';
import type { Cache } from './cache.ts';
import type {
  Assessment,
  Evidence,
  FoundImage,
  ImageEvidence,
  IndexEvidence,
  TagEvidence,
} from './evidence.ts';
import { isFreshAssessment, isFreshImage, isFreshTag, keepImageMs, keepTagMs } from './freshness.ts';
import { verdictOf } from './image-verdict.ts';
import { assessmentKey, imageKey, type Lookup, lookupKey, lookupOf, tagKey } from './lookup.ts';

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

/** An assessment with what it is of: found anew, an image is assessed anew. */
interface Assessed {
  readonly image: FoundImage;
  readonly assessment: Assessment;
}

/**
 * What is known of images, in memory and behind it on disk. Tags and manifests are kept apart: a tag says which digest
 * it named and when; everything else belongs to the digest.
 */
export class EvidenceStore implements EvidenceReader {
  readonly #options: EvidenceStoreOptions;
  readonly #tags = new Map<string, TagEvidence>();
  readonly #images = new Map<string, ImageEvidence>();
  readonly #assessments = new Map<string, Assessed>();
  /** By the key of an index and the digest of a manifest: is it one of its platforms? */
  readonly #platforms = new Map<string, boolean>();
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
    const assessment = digest === undefined ? undefined : this.assessment(lookup, digest);
    const index = this.#indexOf(lookup, tag);
    const blocked = this.blocked(lookup);
    return {
      ...(tag && { tag }),
      ...(image && { image }),
      ...(assessment && { assessment }),
      ...(index && { index }),
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

  /** What the image's signatures are worth under the look-up's policy. */
  assessment(lookup: Lookup, digest: string): Assessment | undefined {
    const known = this.#assessments.get(assessmentKey(lookup, digest));
    return known && known.image === this.image(lookup, digest) ? known.assessment : undefined;
  }

  /** Is `platform` one of the manifests of the index `digest`? `undefined` when nobody has looked. */
  isPlatform(lookup: Lookup, digest: string, platform: string): boolean | undefined {
    return this.#platforms.get(`${imageKey(lookup, digest)} ${platform}`);
  }

  /** Why this image must not be looked up now. */
  blocked(lookup: Lookup): Fault | undefined {
    return this.#options.blocked?.(lookup);
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

  /** Must the signatures that were found be verified (again)? Needs no registry where they are remembered. */
  isAssessmentStale(lookup: Lookup, digest: string): boolean {
    const image = this.image(lookup, digest);
    if (image?.state !== 'found' || image.discovery.signatures.length === 0) return false;
    const assessment = this.assessment(lookup, digest);
    if (!assessment) return true;
    const blocked = this.blocked(lookup) !== undefined;
    return !blocked && !isFreshAssessment(assessment, this.#now, this.#failuresOf(lookup));
  }

  /** Is there anything about this reference that should be asked or verified (again)? */
  isStale(lookup: Lookup): boolean {
    const blocked = this.blocked(lookup);
    if (blocked?.code === 'restricted') return false;
    if (!blocked && this.isTagStale(lookup)) return true;
    const tag = this.tag(lookup);
    const digest = digestOf(lookup, tag);
    if (digest === undefined) return false;
    if (!blocked && this.isImageStale(lookup, digest)) return true;
    if (this.isAssessmentStale(lookup, digest)) return true;
    // The tag has moved, or it names the index of which the pinned digest is a platform.
    if (blocked || tag?.state !== 'resolved' || tag.digest === digest) return false;
    const platform = this.isPlatform(lookup, tag.digest, digest);
    return platform === undefined || (platform && this.isImageStale(lookup, tag.digest));
  }

  putTag(lookup: Lookup, evidence: TagEvidence): void {
    const key = tagKey(lookup);
    if (key === undefined) return;
    this.#count(lookup, evidence.state === 'fault');
    this.#put(this.#tags, key, evidence, evidence.state !== 'fault', keepTagMs);
  }

  /** What was found, and what it is worth: both at once, so that nobody sees the one without the other. */
  putImage(lookup: Lookup, digest: string, evidence: ImageEvidence, assessment?: Assessment): void {
    const complete = evidence.state === 'found' && evidence.discovery.unread.length === 0;
    this.#count(lookup, evidence.state === 'fault');
    if (evidence.state === 'found' && assessment) this.#keepAssessment(lookup, digest, evidence, assessment);
    this.#put(this.#images, imageKey(lookup, digest), evidence, complete, keepImageMs);
  }

  putAssessment(lookup: Lookup, digest: string, image: FoundImage, assessment: Assessment): void {
    this.#keepAssessment(lookup, digest, image, assessment);
    this.#changed();
  }

  putPlatform(lookup: Lookup, digest: string, platform: string, is: boolean): void {
    this.#keep(this.#platforms, `${imageKey(lookup, digest)} ${platform}`, is);
    this.#changed();
  }

  /**
   * An image got a signature: what was found of it, wherever its signatures are kept, is looked for anew. The platforms
   * of an index are images of their own.
   */
  forget(name: RepositoryName, digest: string): void {
    const plain = `${canonicalName(name)}@${digest}`;
    const keys = [...this.#images.keys()].filter((key) => key.startsWith(`${plain} `));
    for (const key of [plain, ...keys]) {
      this.#images.delete(key);
      // The cache cannot take anything out: this is too old as soon as it is written.
      this.#options.cache?.set(key, '{}', 0);
    }
    this.#changed();
  }

  /** The trusted roots are others now: every signature is judged again. */
  forgetAssessments(): void {
    this.#assessments.clear();
    this.#changed();
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
    this.#assessments.clear();
    this.#platforms.clear();
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

  #indexOf(lookup: Lookup, tag: TagEvidence | undefined): IndexEvidence | undefined {
    const { digest } = lookup.reference;
    if (digest === undefined || tag?.state !== 'resolved' || tag.digest === digest) return undefined;
    if (!this.isPlatform(lookup, tag.digest, digest)) return undefined;
    const image = this.image(lookup, tag.digest);
    const verdict = verdictOf(image, this.assessment(lookup, tag.digest));
    return { digest: tag.digest, verdict };
  }

  #keepAssessment(lookup: Lookup, digest: string, image: FoundImage, assessment: Assessment): void {
    this.#keep(this.#assessments, assessmentKey(lookup, digest), { image, assessment });
  }

  #keep<T>(map: Map<string, T>, key: string, value: T): void {
    map.delete(key);
    map.set(key, value);
    const oldest = map.size > (this.#options.maxEntries ?? MAX_ENTRIES) ? map.keys().next().value : undefined;
    if (oldest !== undefined) map.delete(oldest);
  }

  #put<T>(map: Map<string, T>, key: string, evidence: T, keep: boolean, ttl: number): void {
    this.#keep(map, key, evidence);
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
