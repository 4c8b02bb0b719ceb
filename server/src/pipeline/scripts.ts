import type { Scalar } from 'yaml';
import { type Certainty, type Matcher, surer } from './image-name.ts';
import { assignmentsOf, readCommands, type ShellCommand } from './shell/commands.ts';
import { type ImageCommand, imageCommand, printRepoDigest } from './shell/image-commands.ts';
import { expand, type Scope, scopeOf, scopes, shellVariables, type VariableSyntax } from './variables.ts';
import { spanOf } from './yaml-source.ts';

/** A shell script of a CI file. */
export interface Script {
  readonly source: string;
  /** Where it begins in the file. */
  readonly offset: number;
}

/** The script a scalar holds, as it is written: offsets into it are offsets into the file. Folded lines are one. */
export function scriptOf(text: string, node: Scalar): Script {
  const { start, end } = spanOf(node);
  const folded = (source: string) =>
    source.replaceAll(/\r?\n(?![ \t]*\r?\n)/g, (newline) => ' '.repeat(newline.length));
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
    const body = text.indexOf('\n', start) + 1;
    const source = text.slice(body, end);
    return { source: node.type === 'BLOCK_FOLDED' ? folded(source) : source, offset: body };
  }
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  return quoted
    ? { source: folded(text.slice(start + 1, end - 1)), offset: start + 1 }
    : { source: folded(text.slice(start, end)), offset: start };
}

/** How variables are written where a script stands, and what they are. */
export interface Variables {
  readonly syntaxes: readonly VariableSyntax[];
  readonly scope: Scope;
}

/** A command that pushes the image that is asked about. */
export interface Push {
  readonly command: ImageCommand;
  /** The name it is pushed under, as written. */
  readonly reference: string;
  readonly certainty: Certainty;
}

/** The last command of a script that pushes the image, as sure as can be. */
export function pushOf(
  script: Script,
  match: Matcher,
  variables: Variables,
  digestFile: string,
): Push | undefined {
  const commands = readCommands(script.source);
  const inner = inScript(commands, variables);
  let best: Push | undefined;
  for (const shellCommand of commands) {
    const command = imageCommand(shellCommand, digestFile);
    for (const reference of command?.references ?? []) {
      const certainty = matchAny(match, reference, inner);
      if (command === undefined || certainty === undefined) continue;
      if (best === undefined || surer(certainty, best.certainty) === certainty)
        best = { command, reference, certainty };
    }
  }
  return best;
}

/** Variables as the commands of a script see them. */
export function inScript(commands: readonly ShellCommand[], variables: Variables): Variables {
  const own = scopeOf(assignmentsOf(commands));
  return {
    syntaxes: [...variables.syntaxes, shellVariables],
    scope: scopes(own, variables.scope),
  };
}

/** The best match of any text that `reference` may stand for. */
export function matchAny(
  match: Matcher,
  reference: string,
  { syntaxes, scope }: Variables,
): Certainty | undefined {
  return expand(reference, syntaxes, scope).reduce<Certainty | undefined>(
    (best, text) => surer(best, match(text)),
    undefined,
  );
}

/** What a task of the CI system pushed with the Docker daemon of the machine. */
export function dockerPushed(reference: string, certainty: Certainty): Push {
  return {
    command: { tool: 'docker', references: [reference], digest: { print: printRepoDigest } },
    reference,
    certainty,
  };
}
