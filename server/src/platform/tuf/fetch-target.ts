import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Updater } from 'tuf-js';
import type { HttpClient } from '../../registry/ports.ts';
import { HttpFetcher } from './http-fetcher.ts';
import type { TufFailure, TufInstance } from './instance.ts';
import { oneLine } from './refresh.ts';

export interface FetchRequest {
  readonly instance: TufInstance;
  readonly http: HttpClient;
  readonly signal: AbortSignal;
}

/** A file that the instance vouches for now, by TUF's client workflow from the seed on; nothing is kept. Never rejects. */
export async function fetchTarget(
  { instance, http, signal }: FetchRequest,
  name: string,
): Promise<string | TufFailure> {
  const fetcher = new HttpFetcher({ http, url: instance.url, roots: new Map(), signal });
  const { host } = new URL(instance.url);
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'imageseal-tuf-'));
    await writeFile(join(folder, 'root.json'), instance.seed);
    const updater = new Updater({
      metadataDir: folder,
      metadataBaseUrl: instance.url,
      targetBaseUrl: `${instance.url}/targets`,
      fetcher,
    });
    await updater.refresh();
    const target = await updater.getTargetInfo(name);
    if (!target) return { kind: 'refused', host, detail: `no ${name} that its targets vouch for` };
    return await readFile(await updater.downloadTarget(target, join(folder, 'target')), 'utf8');
  } catch (error) {
    const { problem } = fetcher;
    const detail = oneLine(problem ?? (error instanceof Error ? error.message : String(error)));
    return { kind: problem === undefined ? 'refused' : 'unreachable', host, detail };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}
