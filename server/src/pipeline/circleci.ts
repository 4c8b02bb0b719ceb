import * as l10n from '@vscode/l10n';
import type { Scalar } from 'yaml';
import { type Certainty, surer } from './image-name.ts';
import {
  dockerPushed,
  matchAny,
  type Push,
  pushOf,
  type Script,
  scriptOf,
  type Variables,
} from './scripts.ts';
import { signsImage } from './signers.ts';
import type { SigningStepOptions } from './signing-plan.ts';
import { type SigningScript, signingScript } from './signing-script.ts';
import type { Yaml } from './step-yaml.ts';
import type { Build, Question, System } from './system.ts';
import { scopeOf, scopes } from './variables.ts';
import { addEntries, addItems, changeScript, joined } from './yaml-edit.ts';
import { type MapNode, readYaml, type SeqNode, type YamlSource } from './yaml-source.ts';

/** `<< parameters.name >>`. */
const parameter = /<<\s*([\w.-]+)\s*>>/g;

const digestFile = '/tmp/image-digest';

/** Set only for pull requests of forks. */
const guard = '[ -z "${CIRCLE_PR_NUMBER:-}" ]';

/** Cosign does not know CircleCI by itself; a token of the right audience is asked for by hand. */
const token = `export SIGSTORE_ID_TOKEN="$(circleci run oidc get --claims '{"aud": "sigstore"}')"`;

/** CircleCI. */
export const circleci: System = {
  id: 'circleci',
  builds(file, question) {
    const [source] = readYaml(file.text);
    if (source === undefined) return [];
    return [
      ...jobsOf(source).flatMap((job) => buildsOf(source, job, question)),
      ...orbJobs(source, question),
    ];
  },
  scripts(file) {
    const [source] = readYaml(file.text);
    return source === undefined
      ? []
      : jobsOf(source).flatMap((job) =>
          job.steps.items.flatMap((step) => scriptAt(source, step)?.script ?? []),
        );
  },
};

interface Job {
  readonly name: string;
  readonly map: MapNode;
  readonly steps: SeqNode;
}

function jobsOf(source: YamlSource): readonly Job[] {
  return ['jobs', 'commands'].flatMap((kind) =>
    source.entries(source.get(source.root, kind)).flatMap(([name, value]) => {
      const map = source.map(value);
      const own = map && source.own(map, 'steps')?.value;
      const steps = source.seq(own);
      return map && steps && steps === own ? [{ name, map, steps }] : [];
    }),
  );
}

function scriptAt(source: YamlSource, step: unknown): { node: Scalar; script: Script } | undefined {
  const run = source.get(step, 'run');
  const node = source.scalar(run) ?? source.scalar(source.get(run, 'command'));
  return node && { node, script: scriptOf(source.text, node) };
}

function variablesOf(
  source: YamlSource,
  job: MapNode | undefined,
  { options }: Question,
  step?: unknown,
): Variables {
  const [owner, name] = options.origin?.path.split('/') ?? [];
  return {
    syntaxes: [parameter],
    scope: scopes(
      (variable) => {
        if (variable.startsWith('parameters.')) {
          const value = source.read(job, 'parameters', variable.slice('parameters.'.length), 'default');
          return value === undefined ? undefined : [value];
        }
        if (variable.startsWith('pipeline.parameters.')) {
          const key = variable.slice('pipeline.parameters.'.length);
          const value = source.read(source.root, 'parameters', key, 'default');
          return value === undefined ? undefined : [value];
        }
        const value =
          source.read(step, 'run', 'environment', variable) ?? source.read(job, 'environment', variable);
        return value === undefined ? undefined : [value];
      },
      scopeOf({ CIRCLE_PROJECT_USERNAME: owner, CIRCLE_PROJECT_REPONAME: name }),
    ),
  };
}

function buildsOf(source: YamlSource, job: Job, question: Question): readonly Build[] {
  let found: Build | undefined;
  const signed = job.steps.items.some((step) => {
    const at = scriptAt(source, step);
    return (
      at && signsImage(at.script, question.match, variablesOf(source, job.map, question, step)) !== undefined
    );
  });
  job.steps.items.forEach((_, index) => {
    const build = byScript(source, job, index, question) ?? byOrb(source, job, index, question);
    if (build && surer(build.certainty, found?.certainty) === build.certainty) found = { ...build, signed };
  });
  return found ? [found] : [];
}

function byScript(source: YamlSource, job: Job, index: number, question: Question): Build | undefined {
  const step = job.steps.items[index];
  const at = scriptAt(source, step);
  const push =
    at && pushOf(at.script, question.match, variablesOf(source, job.map, question, step), digestFile);
  if (at === undefined || push === undefined) return undefined;
  return {
    label: l10n.t('job "{0}", step "{1}"', job.name, source.read(step, 'run', 'name') ?? 'run'),
    certainty: push.certainty,
    signed: false,
    plan() {
      const { option } = push.command.digest;
      if (question.options.tool !== 'cosign') return undefined;
      const lines = signingScript(push, settings(question.options), question.options);
      const insertions = option ? [{ at: option.at + at.script.offset, text: option.text }] : [];
      const edits = lines && changeScript(source.text, at.node, insertions, lines);
      return edits ? { edits: joined(edits), notes: notesOf(question.options, push) } : undefined;
    },
  };
}

/** A step of the docker orb: `docker/push` with an image and the registry it is in. */
function byOrb(source: YamlSource, job: Job, index: number, question: Question): Build | undefined {
  const step = job.steps.items[index];
  const found = orbPush(
    source,
    source.get(step, 'docker/push'),
    variablesOf(source, job.map, question),
    question,
  );
  if (found === undefined) return undefined;
  return {
    label: l10n.t('job "{0}", step "{1}"', job.name, 'docker/push'),
    certainty: found.certainty,
    signed: false,
    plan() {
      const added = stepOf(found, question);
      const edit = added && addItems(source.text, job.steps, index, [added]);
      return edit && { edits: [edit], notes: notesOf(question.options, undefined) };
    },
  };
}

/** `docker/publish` among the jobs of a workflow: what it pushed is signed in its `post-steps`. */
function orbJobs(source: YamlSource, question: Question): readonly Build[] {
  return source.entries(source.get(source.root, 'workflows')).flatMap(([workflow, value]) =>
    source.items(source.get(value, 'jobs')).flatMap((item): Build[] => {
      const node = source.get(item, 'docker/publish');
      const map = source.map(node);
      const found = orbPush(source, map, variablesOf(source, undefined, question), question);
      if (map === undefined || found === undefined) return [];
      const after = source.get(map, 'post-steps');
      const signed = source.items(after).some((step) => {
        const at = scriptAt(source, step);
        return (
          at && signsImage(at.script, question.match, variablesOf(source, undefined, question)) !== undefined
        );
      });
      return [
        {
          label: l10n.t('workflow "{0}", job "{1}"', workflow, source.read(map, 'name') ?? 'docker/publish'),
          certainty: found.certainty,
          signed,
          plan() {
            const added = stepOf(found, question);
            const list = source.seq(after);
            if (added === undefined) return undefined;
            const edit = list
              ? addItems(source.text, list, list.items.length - 1, [added])
              : addEntries(source.text, map, { 'post-steps': [added] });
            return edit && { edits: [edit], notes: notesOf(question.options, undefined) };
          },
        },
      ];
    }),
  );
}

interface OrbPush {
  readonly reference: string;
  readonly certainty: Certainty;
}

function orbPush(
  source: YamlSource,
  node: unknown,
  variables: Variables,
  { match }: Question,
): OrbPush | undefined {
  const name = source.read(node, 'image');
  if (name === undefined) return undefined;
  // The orb's own defaults.
  const registry = source.read(node, 'registry') ?? 'docker.io';
  const tag = (source.read(node, 'tag') ?? '$CIRCLE_SHA1').split(',')[0] ?? '';
  const reference = `${registry}/${name}`;
  const certainty = matchAny(match, reference, {
    ...variables,
    syntaxes: [...variables.syntaxes, /\$\{?(\w+)\}?/g],
  });
  return certainty && { reference: `${reference}:${tag}`, certainty };
}

function stepOf(
  { reference, certainty }: OrbPush,
  { options }: Question,
): { readonly run: Yaml } | undefined {
  if (options.tool !== 'cosign') return undefined;
  const push = dockerPushed(reference, certainty);
  const lines = signingScript(push, settings(options), options);
  return lines && { run: { name: 'Sign the image', command: `${lines.join('\n')}\n` } };
}

function settings({ key }: SigningStepOptions): SigningScript {
  return { guard, key, ...(key === undefined && { before: [token] }) };
}

function notesOf({ key }: SigningStepOptions, push: Push | undefined): readonly string[] {
  const notes: string[] = [];
  if (key?.startsWith('env://')) {
    notes.push(l10n.t('Put the key and COSIGN_PASSWORD into a context that the job uses.'));
  }
  if (push?.command.digest.resolved) {
    notes.push(
      l10n.t('The command does not say what digest it pushed, so the registry is asked for it by the tag.'),
    );
  }
  return notes;
}
