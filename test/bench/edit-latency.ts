import { setTimeout as delay } from 'node:timers/promises';
import type { Contestants } from './servers.ts';
import { type ServerUnderTest, Session } from './session.ts';
import { type Summary, summarize } from './statistics.ts';
import type { Workload } from './workloads.ts';

export interface EditResult {
  readonly server: string;
  /** Milliseconds from opening the document to its first diagnostics. */
  readonly openMs: number;
  readonly edits: Summary;
  /** Diagnostics of the text as it is opened. */
  readonly diagnostics: number;
  readonly rssMb: number;
  readonly peakMb: number;
}

const warmUp = 8;
const samples = 36;
/** A server that needs longer than this for one workload gets fewer samples, but never fewer than ten. */
const budgetMs = 120_000;

interface Run {
  readonly session: Session;
  readonly openMs: number;
  readonly times: number[];
  readonly diagnostics: number;
}

/** Edits the same file at every server in turn (A-B-C-D-A-…), a character at a time. */
export async function measureEdits(
  workload: Workload,
  folder: string,
  { ours, oursPush, echo, yaml }: Contestants,
): Promise<EditResult[]> {
  const places = editPlaces(workload.text);
  const runs: Run[] = [];
  for (const server of [ours, echo, oursPush, yaml])
    runs.push(await openRun(server, folder, workload, runs[0]));

  for (let step = 0; step < warmUp + samples; step++) {
    for (const run of runs) {
      const spent = run.times.reduce((sum, time) => sum + time, 0);
      // An odd number of edits would leave the next text different between servers: they end on an even step.
      if (spent > budgetMs && run.times.length >= 10 && step % 2 === 0) continue;
      if (run.session.server === echo) await storeAt(run.session, runs[0]);
      const place = places[Math.floor(step / 2) % places.length] as Place;
      const start = { line: place.line, character: place.character };
      const elapsed =
        step % 2 === 0
          ? await run.session.edit(start, start, '1')
          : await run.session.edit(start, { ...start, character: start.character + 1 }, '');
      if (step >= warmUp) run.times.push(elapsed);
      await delay(10);
    }
  }

  return Promise.all(
    runs.map(async ({ session, openMs, times, diagnostics }) => {
      const memory = session.client.memory();
      await session.client.close();
      const { name: server } = session.server;
      return { server, openMs, edits: summarize(times), diagnostics, rssMb: memory.now, peakMb: memory.peak };
    }),
  );
}

async function openRun(
  server: ServerUnderTest,
  folder: string,
  { text }: Workload,
  ours: Run | undefined,
): Promise<Run> {
  const session = await Session.start(server, folder);
  if (ours && server.name.startsWith('echo')) await storeAt(session, ours);
  const openMs = await session.open(text);
  return { session, openMs, times: [], diagnostics: session.items.length };
}

/** The echo server answers with what ours has just answered, so that both send the same bytes. */
async function storeAt(echo: Session, ours: Run | undefined): Promise<void> {
  echo.client.notify('bench/store', { items: ours?.session.items ?? [] });
  // It has read them when it answers something sent after them.
  await echo.client.request('textDocument/diagnostic', { textDocument: { uri: 'file:///none' } });
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** Ends of three lines, near the start, the middle and the end of the file: tags where there are any, else prose. */
function editPlaces(text: string): Place[] {
  const lines = text.split('\n');
  const ends = (pattern: RegExp) =>
    lines.flatMap((value, line) => (pattern.test(value) ? [{ line, character: value.length }] : []));
  const tags = ends(/image: \S+:[\d.]+$/);
  const candidates = tags.length < 3 ? ends(/ {4}The \w+ of this part/).concat(tags) : tags;
  return [0.1, 0.5, 0.95].map((share) => candidates[Math.floor(share * candidates.length)] as Place);
}
