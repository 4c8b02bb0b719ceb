import type { Scalar } from 'yaml';
import { type Script, scriptOf, type Variables } from '../scripts.ts';
import type { Question } from '../system.ts';
import { type Scope, scopes } from '../variables.ts';
import type { MapNode, YamlSource } from '../yaml-source.ts';

/** Keys at the top of a file that are no jobs. */
const notJobs = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'spec',
  'image',
  'services',
  'cache',
  'pages',
]);

export interface Job {
  readonly name: string;
  readonly map: MapNode;
  /** Those that are written in the job itself, not in what it extends. */
  readonly scripts: readonly JobScript[];
}

export interface JobScript {
  readonly key: string;
  /** Which item of the list; `undefined` where the whole script is one text. */
  readonly index: number | undefined;
  readonly node: Scalar;
  readonly script: Script;
}

export function jobsOf(source: YamlSource): readonly Job[] {
  return (source.map(source.root)?.items ?? []).flatMap(({ key, value }) => {
    const name = source.string(key);
    const map = source.map(value);
    if (name === undefined || notJobs.has(name) || map === undefined || map !== value) return [];
    return [
      {
        name,
        map,
        scripts: ['before_script', 'script', 'after_script'].flatMap((each) => scriptsOf(source, map, each)),
      },
    ];
  });
}

function scriptsOf(source: YamlSource, map: MapNode, key: string): readonly JobScript[] {
  const value = source.own(map, key)?.value;
  const toScript = (node: unknown, index: number | undefined): JobScript[] => {
    const scalar = source.scalar(node);
    return scalar && scalar === node
      ? [{ key, index, node: scalar, script: scriptOf(source.text, scalar) }]
      : [];
  };
  const list = source.seq(value);
  if (list && list === value) return list.items.flatMap((item, index) => toScript(item, index));
  return toScript(value, undefined);
}

/** What variables are in a job: its own, the file's, and those that GitLab sets. */
export function variablesOf(source: YamlSource, job: Job, { options }: Question): Variables {
  const { origin } = options;
  const predefined: Scope = (name) => {
    if (origin === undefined) return undefined;
    const path = origin.path.toLowerCase();
    const known: Record<string, string> = {
      CI_PROJECT_PATH: path,
      CI_PROJECT_NAME: path.split('/').at(-1) ?? '',
      CI_PROJECT_NAMESPACE: path.split('/').slice(0, -1).join('/'),
      CI_SERVER_HOST: origin.host,
      // Where else than on gitlab.com the registry is, only the server knows.
      ...(origin.host === 'gitlab.com' && {
        CI_REGISTRY: 'registry.gitlab.com',
        CI_REGISTRY_IMAGE: `registry.gitlab.com/${path}`,
      }),
    };
    const value = known[name];
    return value === undefined ? undefined : [value];
  };
  const written: Scope = (name) => {
    for (const place of [job.map, source.root]) {
      const node = source.get(place, 'variables', name);
      const value = source.string(node) ?? source.read(node, 'value');
      if (value !== undefined) return [value];
    }
    return undefined;
  };
  // Commands in one job share their variables, whichever item of the list assigns them.
  const all = job.scripts.map(({ script }) => script.source).join('\n');
  const assigned: Scope = (name) => {
    const values = [...all.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=["']?([^\s"']+)["']?[ \t]*$/gm)];
    const value = values.findLast((match) => match[1] === name)?.[2];
    return value === undefined || value.includes(`$${name}`) ? undefined : [value];
  };
  return { syntaxes: [], scope: scopes(assigned, written, predefined) };
}
