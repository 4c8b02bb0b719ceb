import { spawnSync } from 'node:child_process';
import type { BenchRegistry } from './bench-registry.ts';
import { type Summary, summarize } from './statistics.ts';

/** Who is measured by the wall time of whole processes. */
export interface Contestant {
  readonly name: string;
  /** Each a process, one after the other. */
  readonly commands: readonly (readonly string[])[];
  /** Takes part in the first rounds alone: it needs most of a minute. */
  readonly slow?: boolean;
  /** Of what a process has printed, where its exit code does not say that all is well. */
  readonly isWell?: (stdout: string) => boolean;
  /** Beside the environment of all. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ContestResult {
  readonly command: string;
  readonly wall: Summary;
  /** Of one run. */
  readonly requests: number;
}

export interface Rounds {
  readonly rounds: number;
  /** In how many of them the slow ones take part. */
  readonly slow: number;
}

/** Runs all of them in turn, again and again, after a round that fills the page cache. */
export async function contest(
  all: readonly Contestant[],
  { rounds, slow }: Rounds,
  registry: BenchRegistry,
  env: NodeJS.ProcessEnv,
): Promise<ContestResult[]> {
  const times = all.map((): number[] => []);
  const requests = all.map(() => 0);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contestant] of all.entries()) {
      if (contestant.slow && round > slow) continue;
      await registry.requests();
      const started = performance.now();
      for (const command of contestant.commands) runWell(command, env, contestant);
      const elapsed = performance.now() - started;
      requests[index] = (await registry.requests()).length;
      if (round > 0) times[index]?.push(elapsed);
    }
  }
  return all.map(({ name }, index) => ({
    command: name,
    wall: summarize(times[index] ?? []),
    requests: requests[index] ?? 0,
  }));
}

/** Every process must say that all is well: a fast failure is no result. The result is what it printed. */
export function runWell(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  { isWell = () => true, env: own }: Pick<Contestant, 'isWell' | 'env'> = {},
): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...env, ...own },
  });
  if (status !== 0 || !isWell(stdout))
    throw new Error(
      `${program} ${args.slice(0, 4).join(' ')} … ended with ${status}: ${stderr}${stdout.slice(0, 1_000)}`,
    );
  return stdout;
}
