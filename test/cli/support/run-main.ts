import type { CliContext, Output } from '../../../server/src/cli/context.ts';
import { Interrupted } from '../../../server/src/cli/exit-code.ts';
import { main } from '../../../server/src/cli/main.ts';
import { distDirectory } from '../../support/build.ts';
import type { Workspace } from './run-cli.ts';

/** What a person at the terminal does when asked: types a secret, says yes or no, or breaks off. */
export type Answer = string | boolean | 'Ctrl+C';

export interface MainOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The answers of a person, in order; without it nobody is there. */
  readonly answers?: readonly Answer[];
  readonly stdin?: string;
  /** Called with what is being asked, or written to standard error. */
  readonly onText?: (text: string) => void;
  /** Gets what Ctrl+C does while something runs. */
  readonly onInterrupt?: (interrupt: () => void) => void;
}

export interface MainResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What was asked, in order. */
  readonly asked: readonly string[];
}

/** Runs a command in this process, with a person at a terminal or with nobody. Every answer must have been asked for. */
export async function runMain(
  workspace: Workspace,
  args: readonly string[],
  options: MainOptions = {},
): Promise<MainResult> {
  const { env = {}, answers, stdin = '', onText = () => {}, onInterrupt } = options;
  const left = [...(answers ?? [])];
  const asked: string[] = [];
  const next = (question: string): Answer => {
    asked.push(question);
    onText(question);
    const answer = left.shift();
    if (answer === undefined) throw new Error(`Nobody was to be asked: ${question}`);
    if (answer === 'Ctrl+C') throw new Interrupted('Interrupted.');
    return answer;
  };
  const stdout = memory(() => {});
  const stderr = memory(onText);
  const context: CliContext = {
    cwd: workspace.folder,
    env: { HOME: workspace.root, ...env },
    stdout,
    stderr,
    ...(answers && {
      terminal: {
        readSecret: async (prompt) => Buffer.from(String(next(prompt))),
        confirm: async (question) => next(question) === true,
      },
    }),
    readStdin: async () => Buffer.from(stdin),
    onInterrupt: (callback) => {
      onInterrupt?.(callback);
      return () => {};
    },
    distDirectory,
    version: '1.2.3',
  };
  const code = await main(args, context);
  if (left.length > 0)
    throw new Error(`Nobody asked for ${left.join(', ')}; asked were ${asked.join(' | ')}`);
  return { code, stdout: stdout.texts.join(''), stderr: stderr.texts.join(''), asked };
}

function memory(onText: (text: string) => void): Output & { readonly texts: string[] } {
  const texts: string[] = [];
  const write = (text: string) => {
    texts.push(text);
    onText(text);
  };
  return { texts, isTerminal: false, columns: undefined, write };
}
