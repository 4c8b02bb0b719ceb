import type { Scalar } from 'yaml';
import { type Certainty, type Matcher, surer } from '../image-name.ts';
import { matchAny, type Push, pushOf, scriptOf } from '../scripts.ts';
import { bareExpression, type Job, type Workflow } from './workflow.ts';

/** A step that builds the image and pushes it. */
export interface BuildStep {
  readonly job: Job;
  /** Which of the job's steps. */
  readonly index: number;
  /** The name it is pushed under, as written, with its tag. */
  readonly reference: string;
  readonly certainty: Certainty;
  /** An action that says the digest itself, or a script that has to be asked for it. */
  readonly by:
    | { readonly type: 'action' }
    | { readonly type: 'script'; readonly node: Scalar; readonly push: Push };
  /** The condition on which it pushes, where that is one of its inputs. */
  readonly pushes: string | undefined;
  /** The name is put in lower case before it is used. */
  readonly lowerCase: boolean;
}

/** Where a script may leave a digest. */
const digestFile = '$RUNNER_TEMP/image-digest';

/** Of each job the last step that pushes the image. */
export function buildSteps(workflow: Workflow, match: Matcher): readonly BuildStep[] {
  return workflow.ownJobs.flatMap((job) => {
    let best: BuildStep | undefined;
    job.steps.items.forEach((step, index) => {
      const found =
        byAction(workflow, job, index, step, match) ?? byScript(workflow, job, index, step, match);
      if (found && surer(found.certainty, best?.certainty) === found.certainty) best = found;
    });
    return best ?? [];
  });
}

interface Named {
  readonly reference: string;
  readonly lowerCase: boolean;
}

function byAction(
  workflow: Workflow,
  job: Job,
  index: number,
  step: unknown,
  match: Matcher,
): BuildStep | undefined {
  const { source } = workflow;
  const uses = source.read(step, 'uses')?.replace(/@.*$/, '');
  const input = (name: string) => source.read(step, 'with', name) ?? '';
  let names: readonly Named[] = [];
  let pushes: string | undefined;
  if (uses === 'docker/build-push-action') {
    const outputs = input('outputs');
    if (/push-by-digest=true/.test(outputs)) return undefined;
    const push = bareExpression(input('push'));
    if (push === '' || push === 'false') {
      if (!/type=registry|push=true/.test(outputs)) return undefined;
    } else if (push !== 'true') pushes = push;
    names = [...lines(input('tags')), ...lines(input('outputs')).flatMap(nameOfOutput)].flatMap((line) =>
      namesOfTag(workflow, job, line),
    );
  } else if (uses === 'redhat-actions/push-to-registry') {
    const registries = lines(input('registry') || input('registries'));
    names = registries.map((registry) => ({ reference: `${registry}/${input('image')}`, lowerCase: false }));
  }
  const variables = workflow.variables(job.map, step);
  let best: BuildStep | undefined;
  for (const { reference, lowerCase } of names) {
    const certainty = matchAny(match, reference, variables);
    if (certainty === undefined || surer(best?.certainty, certainty) !== certainty) continue;
    if (certainty === best?.certainty) continue;
    best = { job, index, reference, certainty, by: { type: 'action' }, pushes, lowerCase };
  }
  return best;
}

function byScript(
  workflow: Workflow,
  job: Job,
  index: number,
  step: unknown,
  match: Matcher,
): BuildStep | undefined {
  const { source } = workflow;
  const node = source.scalar(source.get(step, 'run'));
  if (node === undefined || !hasPosixShell(workflow, job, step)) return undefined;
  const push = pushOf(scriptOf(source.text, node), match, workflow.variables(job.map, step), digestFile);
  if (push === undefined) return undefined;
  const { reference, certainty } = push;
  const by = { type: 'script' as const, node, push };
  return { job, index, reference, certainty, by, pushes: undefined, lowerCase: false };
}

/** What follows is written for `sh`, and what PowerShell makes of it nobody knows. */
function hasPosixShell({ source, root }: Workflow, { map }: Job, step: unknown): boolean {
  const shell =
    source.read(step, 'shell') ??
    source.read(map, 'defaults', 'run', 'shell') ??
    source.read(root, 'defaults', 'run', 'shell');
  if (shell !== undefined) return /^(?:ba)?sh\b/.test(shell);
  return !source.strings(source.get(map, 'runs-on')).some((label) => /^windows/i.test(label));
}

function lines(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `name=ghcr.io/acme/app`, one of the parts of an output. */
function nameOfOutput(part: string): readonly string[] {
  const name = /^"?name=(.+?)"?$/.exec(part)?.[1];
  return name === undefined ? [] : [name];
}

/** A tag as written, or what docker/metadata-action makes tags of. */
function namesOfTag(workflow: Workflow, job: Job, line: string): readonly Named[] {
  const id = /\$\{\{\s*steps\.([\w-]+)\.outputs\.tags\s*\}\}/.exec(line)?.[1];
  if (id === undefined) return [{ reference: line, lowerCase: false }];
  const { source } = workflow;
  const step = job.steps.items.find((each) => source.read(each, 'id') === id);
  if (!source.read(step, 'uses')?.startsWith('docker/metadata-action@')) {
    return [{ reference: line, lowerCase: false }];
  }
  const images = source.read(step, 'with', 'images') ?? '';
  return images.split('\n').flatMap((each) => {
    const parts = each.split(',').map((part) => part.trim());
    const named = parts.find((part) => part.startsWith('name='))?.slice('name='.length);
    const found = named === undefined ? parts.filter((part) => part !== '' && !part.includes('=')) : [named];
    return found.map((reference) => ({ reference, lowerCase: true }));
  });
}
