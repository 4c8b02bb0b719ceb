import { analyzeDocument } from '../analysis/analyze.ts';
import type { Evidence } from '../analysis/evidence.ts';
import type { AnalyzedImage } from '../analysis/finding.ts';
import { lookupsOf } from '../analysis/lookup.ts';
import { priority } from '../registry/host-limiter.ts';
import type { DocumentStore, OpenDocument } from './document-store.ts';
import type { EngineHost } from './engine-host.ts';
import type { Guard } from './guard.ts';
import type { Profiles } from './profiles.ts';

/** Milliseconds after a change before the scheduler is told; far below the time a reference has to settle. */
const AFTER_CHANGE_MS = 25;
/** Milliseconds between looks for failed look-ups that are worth another try. */
const RETRY_MS = 60_000;

/** Tells the scheduler what the open documents hold, outside of every answer. */
export class Wanted {
  readonly #host: EngineHost;
  readonly #documents: DocumentStore;
  readonly #profiles: Profiles;
  readonly #guard: Guard;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #retry: NodeJS.Timeout;

  constructor(host: EngineHost, documents: DocumentStore, profiles: Profiles, guard: Guard) {
    this.#host = host;
    this.#documents = documents;
    this.#profiles = profiles;
    this.#guard = guard;
    this.#retry = setInterval(
      guard.event('retry', () => this.#retryFailed()),
      RETRY_MS,
    );
    this.#retry.unref();
  }

  /** The document was opened or saved, or something else changed: what it holds has settled. */
  settled(document: OpenDocument): void {
    clearTimeout(this.#timers.get(document.uri));
    this.#timers.delete(document.uri);
    this.#guard.event('wanted', () => this.#update(document, true))();
  }

  changed(document: OpenDocument): void {
    if (this.#timers.has(document.uri)) return;
    const update = this.#guard.event('wanted', () => this.#update(document, false));
    this.#timers.set(
      document.uri,
      setTimeout(() => {
        this.#timers.delete(document.uri);
        update();
      }, AFTER_CHANGE_MS),
    );
  }

  closed(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
    if (!this.#host.started) return;
    for (const owner of [uri, hoverOwner(uri), retryOwner(uri)]) this.#host.engine.scheduler.forget(owner);
  }

  /** Somebody looks at this image: it goes before all others. */
  hovered(document: OpenDocument, lookups: ReturnType<typeof lookupsOf>): void {
    this.#host.engine.scheduler.setWanted(hoverOwner(document.uri), lookups, priority.hovered, true);
  }

  dispose(): void {
    clearInterval(this.#retry);
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  async #update(document: OpenDocument, settled: boolean): Promise<void> {
    const images = await this.#imagesOf(document);
    if (images === undefined) {
      this.#host.engine.scheduler.forget(document.uri);
      return;
    }
    const level = document.visible ? priority.visible : priority.open;
    this.#host.engine.scheduler.setWanted(document.uri, images, level, settled);
  }

  /** Networks come back and people log in: what failed is asked again when its time has come. */
  async #retryFailed(): Promise<void> {
    for (const document of this.#documents.all()) {
      const failed = await this.#imagesOf(document, ({ evidence }) => isFault(evidence));
      if (failed)
        this.#host.engine.scheduler.setWanted(retryOwner(document.uri), failed, priority.open, true);
    }
  }

  async #imagesOf(
    document: OpenDocument,
    only: (image: AnalyzedImage) => boolean = () => true,
  ): Promise<ReturnType<typeof lookupsOf> | undefined> {
    const profile = await this.#profiles.of(document.uri, document.text.languageId);
    if (profile.kind !== 'manifest' || !profile.lookUps || this.#documents.get(document.uri) !== document) {
      return undefined;
    }
    const { configuration, evidence } = profile;
    const images = document
      .manifest(profile.manifest)
      .documents.flatMap(({ content }) => analyzeDocument(content, configuration, evidence).images);
    return lookupsOf(images.filter(only), configuration);
  }
}

function isFault({ tag, image, assessment }: Evidence): boolean {
  return (
    tag?.state === 'fault' ||
    image?.state === 'fault' ||
    (image?.state === 'found' && image.discovery.unread.length > 0) ||
    (assessment !== undefined && assessment.unread.length > 0)
  );
}

function hoverOwner(uri: string): string {
  return `hover ${uri}`;
}

function retryOwner(uri: string): string {
  return `retry ${uri}`;
}
