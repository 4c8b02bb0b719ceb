import { execFile } from 'node:child_process';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with this environment and no other, in `cwd`. */
export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env, cwd, maxBuffer: 10_000_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else reject(error);
    });
    // Whoever asks a question gets no answer.
    child.stdin?.end();
  });
}

/** @throws Error with the command and what it said unless it ended well. */
export async function succeed(what: string, ran: Promise<Ran>): Promise<Ran> {
  const result = await ran;
  if (result.code !== 0)
    throw new Error(`${what} ended with ${result.code}:\n${result.stderr}${result.stdout}`);
  return result;
}
