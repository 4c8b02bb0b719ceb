import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../support/build.ts';
import { Processes } from '../support/processes.ts';
import { type PrivateSigstore, startPrivateSigstore } from './sigstore/private-sigstore.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    sigstore: PrivateSigstore;
    /** Programs, by version. */
    cosign: Readonly<Record<'2.6.5' | '3.1.3', string>>;
    /** The program in test/interop/notation. */
    notation: string;
  }
}

/** Builds dist/ and starts the private Sigstore; the result ends it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const program = (variable: string): string => {
    const path = process.env[variable];
    if (!path) throw new Error(`${variable} is not set: npm run test:interop sets it`);
    return path;
  };
  await ensureBuilt();
  const cosign = { '2.6.5': program('IMAGESEAL_COSIGN_2'), '3.1.3': program('IMAGESEAL_COSIGN_3') };
  const notation = program('IMAGESEAL_NOTATION');
  const folder = mkdtempSync(join(tmpdir(), 'imageseal-sigstore-'));
  const processes = new Processes();
  let close = async () => {};
  const stop = async () => {
    await close();
    await processes.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const programs = {
      fulcio: program('IMAGESEAL_FULCIO'),
      rekor: program('IMAGESEAL_REKOR'),
      timestampAuthority: program('IMAGESEAL_TIMESTAMP_AUTHORITY'),
      cosign: cosign['3.1.3'],
    };
    const started = await startPrivateSigstore(programs, processes, folder);
    close = started.close;
    project.provide('sigstore', started.instance);
    project.provide('cosign', cosign);
    project.provide('notation', notation);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
