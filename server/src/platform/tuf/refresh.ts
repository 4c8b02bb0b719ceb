import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metadata, MetadataKind } from '@tufjs/models';
import { Updater } from 'tuf-js';
import type { HttpClient } from '../../registry/ports.ts';
import { HttpFetcher } from './http-fetcher.ts';
import { type TufFailure, type TufInstance, type TufRecord, trustedRootTarget } from './instance.ts';
import { holds } from './record.ts';

export interface RefreshRequest {
  readonly instance: TufInstance;
  /** What the repository gave last time, verified: it may not go back behind that. */
  readonly previous?: TufRecord;
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Walks TUF's client workflow from the seed to the trusted root. Never rejects. The library works in a folder, which is a
 * fresh one each time: what it would find in a lasting one it would believe without asking where it comes from.
 */
export async function refresh(request: RefreshRequest): Promise<TufRecord | TufFailure> {
  const { instance, previous, http, signal } = request;
  const roots = new Map(previous?.roots.map((text, index) => [versionOf(instance.seed) + 1 + index, text]));
  const fetcher = new HttpFetcher({ http, url: instance.url, roots, signal });
  const { host } = new URL(instance.url);
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'imageseal-tuf-'));
    const record = await update(request, fetcher, folder);
    // What would not hold when it is read again (a target of a delegated role, say) is better not taken at all.
    if (record && (await holds(instance, record))) return record;
    return { kind: 'refused', host, detail: `no ${trustedRootTarget} that its targets vouch for` };
  } catch (error) {
    const { problem } = fetcher;
    if (problem !== undefined) return { kind: 'unreachable', host, detail: oneLine(problem) };
    return { kind: 'refused', host, detail: oneLine(error instanceof Error ? error.message : String(error)) };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function update(
  { instance, previous, now }: RefreshRequest,
  fetcher: HttpFetcher,
  folder: string,
): Promise<TufRecord | undefined> {
  const path = (name: string) => join(folder, name);
  const text = (name: string) => readFile(path(name), 'utf8');
  await writeFile(path('root.json'), instance.seed);
  if (previous) {
    await writeFile(path('timestamp.json'), previous.timestamp);
    await writeFile(path('snapshot.json'), previous.snapshot);
    await writeFile(path('targets.json'), previous.targets);
    await writeFile(path(trustedRootTarget), previous.target);
  }
  const updater = new Updater({
    metadataDir: folder,
    metadataBaseUrl: instance.url,
    targetBaseUrl: `${instance.url}/targets`,
    fetcher,
  });
  await updater.refresh();
  const target = await updater.getTargetInfo(trustedRootTarget);
  if (!target) return undefined;
  const file = path(trustedRootTarget);
  if (!(await updater.findCachedTarget(target, file))) await updater.downloadTarget(target, file);
  return {
    at: now,
    roots: fetcher.roots,
    timestamp: await text('timestamp.json'),
    snapshot: await text('snapshot.json'),
    targets: await text('targets.json'),
    target: await text(trustedRootTarget),
  };
}

function versionOf(seed: string): number {
  return Metadata.fromJSON(MetadataKind.Root, JSON.parse(seed)).signed.version;
}

/** Text of a stranger, fit for a sentence. */
export function oneLine(text: string): string {
  return text
    .replace(/[\x00-\x20\x7f-\x9f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, 200);
}
