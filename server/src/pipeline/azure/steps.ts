import { isMap, isSeq, type Scalar, visit } from 'yaml';
import { secretsOf } from '../cosign-step.ts';
import { type Script, scriptOf, type Variables } from '../scripts.ts';
import type { Question } from '../system.ts';
import { type Scope, scopeOf, scopes } from '../variables.ts';
import type { MapNode, SeqNode, YamlSource } from '../yaml-source.ts';

/** `$(name)`; `${{ … }}` matches without a name. */
export const macro = /\$\(([\w.]+)\)|\$\{\{.*?\}\}/g;

/** The steps of a job, or of the whole pipeline. */
export interface StepList {
  readonly steps: SeqNode;
  /** What it stands in, the outermost first. */
  readonly holders: readonly MapNode[];
}

export function listsOf(source: YamlSource): readonly StepList[] {
  const found: StepList[] = [];
  visit(source.root as Parameters<typeof visit>[0], {
    Pair(_, pair, path) {
      if (source.string(pair.key) !== 'steps' || !isSeq(pair.value)) return;
      found.push({ steps: pair.value, holders: path.filter((node) => isMap(node)) });
    },
  });
  return found;
}

export function scriptAt(source: YamlSource, step: unknown): { node: Scalar; script: Script } | undefined {
  const task = source.read(step, 'task');
  const value =
    task === undefined
      ? (source.get(step, 'script') ?? source.get(step, 'bash'))
      : /^(?:Bash|CmdLine)@/.test(task)
        ? source.get(step, 'inputs', 'script')
        : undefined;
  const node = source.scalar(value);
  return node && { node, script: scriptOf(source.text, node) };
}

export function variablesOf(source: YamlSource, { holders }: StepList, { options }: Question): Variables {
  const written: Scope = (name) => {
    for (const holder of [...holders].reverse()) {
      const variables = source.get(holder, 'variables');
      const listed = source.items(variables).find((each) => source.read(each, 'name') === name);
      const value = listed ? source.read(listed, 'value') : source.read(variables, name);
      if (value !== undefined) return [value];
    }
    return undefined;
  };
  // In a script a variable is in the environment too: `imageName` as `IMAGENAME`, `a.b` as `A_B`.
  const inEnvironment: Scope = (name) => {
    const names = holders.flatMap((holder) => {
      const variables = source.get(holder, 'variables');
      const listed = source.items(variables).flatMap((each) => source.read(each, 'name') ?? []);
      return [...listed, ...source.entries(variables).map(([key]) => key)];
    });
    const original = names.find((each) => each.replaceAll('.', '_').toUpperCase() === name);
    return original === undefined ? undefined : written(original);
  };
  const repository = options.origin?.path.split('/').at(-1);
  const known = scopeOf({ 'Build.Repository.Name': options.origin && repository });
  return { syntaxes: [macro], scope: scopes(written, inEnvironment, known) };
}

/** Secret variables are in no environment by themselves. */
export function secretsFor(key: string): Record<string, string> {
  return Object.fromEntries(secretsOf(key).map((name) => [name, `$(${name})`]));
}

const notOfFork = "ne(variables['System.PullRequest.IsFork'], 'True')";

/** Of a step behind another: where that one runs, but never for the pull request of a fork. */
export function conditionBehind(source: YamlSource, step: unknown): string {
  return `and(${source.read(step, 'condition') ?? 'succeeded()'}, ${notOfFork})`;
}

export function onWindows(source: YamlSource, { holders }: StepList): boolean {
  const pool = [...holders].reverse().find((holder) => source.get(holder, 'pool') !== undefined);
  const image = source.read(pool, 'pool', 'vmImage') ?? source.read(pool, 'pool') ?? '';
  return /windows/i.test(image);
}
