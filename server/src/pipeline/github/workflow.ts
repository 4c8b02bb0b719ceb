import type { Variables } from '../scripts.ts';
import type { CiFile, Origin } from '../signing-plan.ts';
import { type Scope, scopes } from '../variables.ts';
import { isFlow, type MapNode, readYaml, type SeqNode, type YamlSource } from '../yaml-source.ts';

/** A job with steps of its own. */
export interface Job {
  readonly name: string;
  readonly map: MapNode;
  readonly steps: SeqNode;
}

/** `${{ env.NAME }}`; a longer expression matches without a name. */
const expression = /\$\{\{\s*([\w.-]+)\s*\}\}|\$\{\{.*?\}\}/g;

/** A workflow of GitHub Actions. */
export class Workflow {
  readonly file: CiFile;
  readonly source: YamlSource;
  readonly #origin: Origin | undefined;

  constructor(file: CiFile, source: YamlSource, origin: Origin | undefined) {
    this.file = file;
    this.source = source;
    this.#origin = origin;
  }

  get root(): MapNode | undefined {
    return this.source.map(this.source.root);
  }

  /** Every job, those that call another workflow included. */
  get jobs(): readonly (readonly [name: string, job: unknown])[] {
    return this.source.entries(this.source.get(this.source.root, 'jobs'));
  }

  /** Jobs whose steps are written in them: what an alias stands for is edited where it is. */
  get ownJobs(): readonly Job[] {
    return this.jobs.flatMap(([name, value]) => {
      const map = this.source.map(value);
      const own = map && this.source.own(map, 'steps')?.value;
      const steps = own === undefined ? undefined : this.source.seq(own);
      return map && steps && steps === own ? [{ name, map, steps }] : [];
    });
  }

  /** The events that start it. */
  get events(): readonly string[] {
    const on = this.source.get(this.source.root, 'on');
    return this.source.map(on) ? this.source.entries(on).map(([name]) => name) : this.source.strings(on);
  }

  /** What variables are where a step of a job stands. */
  variables(job: MapNode, step?: unknown): Variables {
    const { source } = this;
    const environment: Scope = (name) => {
      const key = name.startsWith('env.') ? name.slice(4) : name;
      if (key.includes('.')) return undefined;
      for (const place of [step, job, source.root]) {
        const value = source.read(place, 'env', key);
        if (value !== undefined) return [value];
      }
      return undefined;
    };
    return { syntaxes: [expression], scope: scopes(environment, this.#contexts(job)) };
  }

  #contexts(job: MapNode): Scope {
    return (name) => {
      const [context, ...path] = name.split('.');
      if (context === 'matrix') return this.#matrix(job, path);
      if (context === 'inputs') {
        const value = ['workflow_dispatch', 'workflow_call']
          .map((event) => this.source.read(this.source.root, 'on', event, 'inputs', path[0] ?? '', 'default'))
          .find((each) => each !== undefined);
        return value === undefined ? undefined : [value];
      }
      const origin = this.#origin?.host === 'github.com' ? this.#origin.path.toLowerCase() : undefined;
      const [owner, repository] = origin?.split('/') ?? [];
      const known: Record<string, string | undefined> = {
        'github.repository': origin,
        GITHUB_REPOSITORY: origin,
        'github.repository_owner': owner,
        GITHUB_REPOSITORY_OWNER: owner,
        'github.event.repository.name': repository,
      };
      const value = known[name];
      return value === undefined ? undefined : [value];
    };
  }

  /** Every value that a variable of the matrix takes. */
  #matrix(job: MapNode, path: readonly string[]): readonly string[] | undefined {
    const [name = '', ...inside] = path;
    const { source } = this;
    const matrix = source.get(job, 'strategy', 'matrix');
    const listed = source.items(source.get(matrix, name));
    const included = source.items(source.get(matrix, 'include')).map((item) => source.get(item, name));
    const values = [...listed, ...included].flatMap((value) => {
      const text = inside.length === 0 ? source.string(value) : source.read(value, ...inside);
      return text ?? [];
    });
    return values.length > 0 ? values : undefined;
  }
}

export function readWorkflow(file: CiFile, origin: Origin | undefined): Workflow | undefined {
  const [source, ...others] = readYaml(file.text);
  if (source === undefined || others.length > 0) return undefined;
  const workflow = new Workflow(file, source, origin);
  return workflow.root && !isFlow(workflow.root) ? workflow : undefined;
}

/** `${{ x }}` → `x`, and `x` itself: conditions are written either way. */
export function bareExpression(text: string): string {
  return /^\$\{\{\s*(.*?)\s*\}\}$/s.exec(text.trim())?.[1] ?? text.trim();
}
