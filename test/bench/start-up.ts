import { spawnSync } from 'node:child_process';
import { type ServerUnderTest, Session } from './session.ts';
import { type Summary, summarize } from './statistics.ts';

export interface StartResult {
  readonly server: string;
  /** Milliseconds from the process's start to the answer of `initialize`. */
  readonly start: Summary;
  readonly rssMb: number;
}

const rounds = 15;

/** Starts every server in turn, again and again; the first row is Node doing nothing. */
export async function measureStart(
  servers: readonly ServerUnderTest[],
  folder: string,
): Promise<StartResult[]> {
  const bare: number[] = [];
  const times = servers.map((): number[] => []);
  const memory = servers.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    bare.push(performance.now() - started);
    for (const [index, server] of servers.entries()) {
      const session = await Session.start(server, folder);
      times[index]?.push(session.startMs);
      memory[index] = session.client.memory().now;
      await session.client.close();
    }
  }
  return [
    { server: 'node -e 0', start: summarize(bare), rssMb: 0 },
    ...servers.map(({ name }, index) => ({
      server: name,
      start: summarize(times[index] ?? []),
      rssMb: memory[index] ?? 0,
    })),
  ];
}
