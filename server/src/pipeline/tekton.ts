import * as l10n from '@vscode/l10n';
import type { TextEdit } from '../manifest/text-span.ts';
import { secretsOf, signFlags } from './cosign-step.ts';
import { type Certainty, surer, withoutTag } from './image-name.ts';
import { cosignImage, cosignShellImage } from './pinned-actions.ts';
import { matchAny, pushOf, type Script, scriptOf, type Variables } from './scripts.ts';
import { signsImage } from './signers.ts';
import type { CiFile, SigningStepOptions } from './signing-plan.ts';
import type { Yaml } from './step-yaml.ts';
import type { Build, Question, System } from './system.ts';
import type { Scope } from './variables.ts';
import { addEntries, addItems, changeScript, joined } from './yaml-edit.ts';
import { type MapNode, readYaml, type SeqNode, type YamlSource } from './yaml-source.ts';

/** `$(params.NAME)` and its like. */
const replacement = /\$\(([\w.-]+)\)|\$\(.*?\)/g;

/** The key that Cosign keeps in a secret of the namespace: `cosign generate-key-pair k8s://NAMESPACE/cosign-key`. */
const clusterKey = 'k8s://$(context.taskRun.namespace)/cosign-key';

/** Where a step leaves the digest for those behind it, and for the pipeline. */
const digestFile = '$(results.IMAGE_DIGEST.path)';

/** Tasks of the catalogue, and those named after what they use, that build images. */
const builders = /kaniko|buildah|buildkit|buildpacks|docker|podman|jib|s2i|source-to-image|\bko\b|build/i;

/** Tekton pipelines and tasks. */
export const tekton: System = {
  id: 'tekton',
  builds(file, question) {
    return readYaml(file.text).flatMap((source) => [
      ...tasksOf(source).flatMap((task) => buildsInPipeline(source, task, question)),
      ...stepsOf(source).flatMap((task) => buildsInTask(source, task, question)),
    ]);
  },
  scripts(file) {
    return readYaml(file.text).flatMap((source) =>
      stepsOf(source).flatMap(({ steps }) => steps.items.flatMap((step) => scriptAt(source, step) ?? [])),
    );
  },
};

interface Tasks {
  readonly name: string;
  readonly spec: MapNode;
  readonly tasks: SeqNode;
}

function tasksOf(source: YamlSource): readonly Tasks[] {
  const name =
    source.read(source.root, 'metadata', 'name') ??
    source.read(source.root, 'metadata', 'generateName') ??
    '';
  return [['spec'], ['spec', 'pipelineSpec']].flatMap((path) => {
    const spec = source.map(source.get(source.root, ...path));
    const tasks = source.seq(source.get(spec, 'tasks'));
    return spec && tasks ? [{ name, spec, tasks }] : [];
  });
}

interface Steps {
  readonly name: string;
  readonly spec: MapNode;
  readonly steps: SeqNode;
}

function stepsOf(source: YamlSource): readonly Steps[] {
  const name = source.read(source.root, 'metadata', 'name') ?? '';
  return [['spec'], ['spec', 'taskSpec']].flatMap((path) => {
    const spec = source.map(source.get(source.root, ...path));
    const steps = source.seq(source.get(spec, 'steps'));
    return spec && steps ? [{ name, spec, steps }] : [];
  });
}

/** Parameters are known by what a run gives them, else by their defaults. */
function variablesOf(source: YamlSource, spec: MapNode): Variables {
  const scope: Scope = (name) => {
    const key = /^params\.([\w-]+)$/.exec(name)?.[1];
    if (key === undefined) return undefined;
    const named = (list: unknown) => source.items(list).find((each) => source.read(each, 'name') === key);
    const given = source.read(named(source.get(source.root, 'spec', 'params')), 'value');
    const value = given ?? source.read(named(source.get(spec, 'params')), 'default');
    return value === undefined ? undefined : [value];
  };
  return { syntaxes: [replacement], scope };
}

/** A task of a pipeline that is given the image's name, and builds. */
function buildsInPipeline(
  source: YamlSource,
  { name, spec, tasks }: Tasks,
  question: Question,
): readonly Build[] {
  const variables = variablesOf(source, spec);
  return tasks.items.flatMap((task, index): Build[] => {
    const taskName = source.read(task, 'name');
    const uses = referenceOf(source, task);
    if (taskName === undefined || !builds(source, task, uses)) return [];
    let found: { readonly reference: string; readonly certainty: Certainty } | undefined;
    for (const param of source.items(source.get(task, 'params'))) {
      const reference = source.read(param, 'value');
      if (reference === undefined || !/image|destination|output|tag/i.test(source.read(param, 'name') ?? ''))
        continue;
      const certainty = matchAny(question.match, reference, variables);
      if (certainty && surer(found?.certainty, certainty) !== found?.certainty)
        found = { reference, certainty };
    }
    if (found === undefined) return [];
    const { reference, certainty } = found;
    const result = `$(tasks.${taskName}.results.IMAGE_DIGEST)`;
    return [
      {
        label: l10n.t('pipeline "{0}", task "{1}"', name, taskName),
        certainty,
        signed: tasks.items.some((other) => signsResult(source, other, result)),
        plan() {
          if (question.options.tool !== 'cosign') return undefined;
          const taken = new Set(tasks.items.map((each) => source.read(each, 'name')));
          const sign = taken.has('sign-image') ? `sign-${taskName}` : 'sign-image';
          const added = pipelineTask(sign, withoutTag(reference), result, question.options);
          const edit = addItems(source.text, tasks, index, [added]);
          return (
            edit && {
              edits: [edit],
              notes: [...resultNotes(uses, question.files), ...notesOf(question.options)],
            }
          );
        },
      },
    ];
  });
}

/** By the name of the task it uses, or the images that its own steps run in. */
function builds(source: YamlSource, task: unknown, uses: string | undefined): boolean {
  if (uses !== undefined) return builders.test(uses);
  const steps = source.items(source.get(task, 'taskSpec', 'steps'));
  return steps.some((step) => builders.test(source.read(step, 'image') ?? ''));
}

function referenceOf(source: YamlSource, task: unknown): string | undefined {
  const resolved = source
    .items(source.get(task, 'taskRef', 'params'))
    .find((param) => source.read(param, 'name') === 'name');
  return source.read(task, 'taskRef', 'name') ?? source.read(resolved, 'value');
}

function signsResult(source: YamlSource, task: unknown, result: string): boolean {
  const uses = source
    .items(source.get(task, 'params'))
    .some((param) => source.read(param, 'value')?.includes(result));
  const steps = source.items(source.get(task, 'taskSpec', 'steps'));
  const images = steps.flatMap((step) => source.read(step, 'image') ?? []);
  return uses && /cosign|notation|sign/i.test([referenceOf(source, task) ?? '', ...images].join(' '));
}

/** No shell: the image of Cosign, known by its digest, has none. */
function pipelineTask(name: string, image: string, digest: string, options: SigningStepOptions): Yaml {
  const key = options.key ?? clusterKey;
  return {
    name,
    params: [
      { name: 'IMAGE', value: image },
      { name: 'DIGEST', value: digest },
    ],
    taskSpec: {
      params: [{ name: 'IMAGE' }, { name: 'DIGEST' }],
      steps: [
        {
          name: 'sign',
          image: cosignImage,
          ...(secretsOf(key).length > 0 && { env: secretsFor(key) }),
          args: [
            'sign',
            '--yes',
            ...signFlags(options.format, key).flatMap((flag) => flag.split(' ')),
            '$(params.IMAGE)@$(params.DIGEST)',
          ],
        },
      ],
    },
  };
}

function secretsFor(key: string): readonly Yaml[] {
  return secretsOf(key).map((name) => ({
    name,
    valueFrom: { secretKeyRef: { name: 'cosign-key', key: name } },
  }));
}

/** A step of a task that pushes the image by itself. */
function buildsInTask(
  source: YamlSource,
  { name, spec, steps }: Steps,
  question: Question,
): readonly Build[] {
  const variables = variablesOf(source, spec);
  let found: Build | undefined;
  const signed = steps.items.some((step) => {
    const script = scriptAt(source, step);
    return script && signsImage(script, question.match, variables) !== undefined;
  });
  steps.items.forEach((step, index) => {
    const pushed =
      kanikoOf(source, step, question, variables) ?? scriptOfStep(source, step, question, variables);
    if (pushed === undefined || surer(pushed.certainty, found?.certainty) !== pushed.certainty) return;
    found = {
      label: l10n.t('task "{0}", step "{1}"', name, source.read(step, 'name') ?? String(index + 1)),
      certainty: pushed.certainty,
      signed,
      plan: () => taskPlan(source, spec, steps, index, pushed, question.options),
    };
  });
  return found ? [found] : [];
}

interface Pushed {
  readonly reference: string;
  readonly certainty: Certainty;
  /** Shell text that prints the digest; and the edits after which it does. */
  readonly print: string;
  readonly edits: readonly TextEdit[] | undefined;
}

function kanikoOf(
  source: YamlSource,
  step: unknown,
  { match }: Question,
  variables: Variables,
): Pushed | undefined {
  const args = source.seq(source.get(step, 'args'));
  if (args === undefined || !/kaniko/.test(source.read(step, 'image') ?? '')) return undefined;
  const words = args.items.map((arg) => source.string(arg) ?? '');
  const value = (option: string) =>
    words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1) ??
    words[words.indexOf(option) + 1];
  const reference = words.some((word) => word.startsWith('--destination'))
    ? value('--destination')
    : undefined;
  const certainty = reference && matchAny(match, reference, variables);
  if (reference === undefined || !certainty) return undefined;
  const known = words.some((word) => word.startsWith('--digest-file')) ? value('--digest-file') : undefined;
  const added = addItems(source.text, args, args.items.length - 1, [`--digest-file=${digestFile}`]);
  const edits = known === undefined ? added && [added] : [];
  return { reference, certainty, print: `cat ${known ?? digestFile}`, edits };
}

function scriptAt(source: YamlSource, step: unknown): Script | undefined {
  const node = source.scalar(source.get(step, 'script')) ?? shellArgument(source, step);
  return node && scriptOf(source.text, node);
}

/** `command: [sh, -c]`, `args: [script]`. */
function shellArgument(source: YamlSource, step: unknown) {
  const words = [...source.items(source.get(step, 'command')), ...source.items(source.get(step, 'args'))];
  const at = words.findIndex((word) => /^-\w*c$/.test(source.string(word) ?? ''));
  return at < 0 ? undefined : source.scalar(words[at + 1]);
}

function scriptOfStep(
  source: YamlSource,
  step: unknown,
  { match }: Question,
  variables: Variables,
): Pushed | undefined {
  const node = source.scalar(source.get(step, 'script'));
  const script = node && scriptOf(source.text, node);
  const push = script && pushOf(script, match, variables, digestFile);
  if (push === undefined || node === undefined || script === undefined) return undefined;
  const { reference, certainty, command } = push;
  const { option, resolved } = command.digest;
  const print = command.digest.print(reference);
  // The step behind runs in another container: only what is written to the result gets there.
  const written = print.includes(digestFile);
  const insertions = option ? [{ at: option.at + script.offset, text: option.text }] : [];
  const lines = written ? [] : [`${print} | tr -d '\\n' > ${digestFile}`];
  const edits = resolved ? undefined : changeScript(source.text, node, insertions, lines);
  return { reference, certainty, print: written ? print : `cat ${digestFile}`, edits };
}

function taskPlan(
  source: YamlSource,
  spec: MapNode,
  steps: SeqNode,
  index: number,
  { reference, print, edits }: Pushed,
  options: SigningStepOptions,
): ReturnType<Build['plan']> {
  if (options.tool !== 'cosign' || edits === undefined) return undefined;
  const key = options.key ?? clusterKey;
  const flags = signFlags(options.format, key).join(' ');
  const step: Yaml = {
    name: 'sign',
    image: cosignShellImage,
    ...(secretsOf(key).length > 0 && { env: secretsFor(key) }),
    command: ['sh', '-c'],
    args: [`cosign sign --yes ${flags} "${withoutTag(reference)}@$(${print})"`],
  };
  const added = addItems(source.text, steps, index, [step]);
  const results = print.includes(digestFile) ? resultEdit(source, spec) : [];
  if (added === undefined || results === undefined) return undefined;
  const pin = l10n.t('The new step runs in {0}: pin the image to its digest.', cosignShellImage);
  return { edits: joined([...edits, added, ...results]), notes: [pin, ...notesOf(options)] };
}

/** The result that the digest is written to, as Tekton's own catalogue names it. */
function resultEdit(source: YamlSource, spec: MapNode): readonly TextEdit[] | undefined {
  const result: Yaml = { name: 'IMAGE_DIGEST', description: 'The digest of the image that was pushed' };
  const own = source.own(spec, 'results');
  if (own === undefined) {
    const edit = addEntries(source.text, spec, { results: [result] }, 'params');
    return edit && [edit];
  }
  const list = source.seq(own.value);
  if (list === undefined || list !== own.value) return undefined;
  if (list.items.some((each) => source.read(each, 'name') === 'IMAGE_DIGEST')) return [];
  const edit = addItems(source.text, list, list.items.length - 1, [result]);
  return edit && [edit];
}

/** Tasks of the catalogue have the result; one of the workspace may not. */
function resultNotes(uses: string | undefined, files: readonly CiFile[]): readonly string[] {
  if (uses === undefined) return [];
  for (const { text } of files) {
    for (const source of readYaml(text)) {
      if (
        source.read(source.root, 'kind') !== 'Task' ||
        source.read(source.root, 'metadata', 'name') !== uses
      )
        continue;
      const results = source.items(source.get(source.root, 'spec', 'results'));
      if (results.some((result) => source.read(result, 'name') === 'IMAGE_DIGEST')) return [];
      return [l10n.t('The task "{0}" has no result IMAGE_DIGEST: add it, and write the digest to it.', uses)];
    }
  }
  return [];
}

function notesOf({ key }: SigningStepOptions): readonly string[] {
  if (key !== undefined) return [];
  return [
    l10n.t(
      'The key is the secret "cosign-key" of the namespace (cosign generate-key-pair k8s://NAMESPACE/cosign-key); the service account must be allowed to read it. Where Tekton Chains runs, it can sign instead.',
    ),
  ];
}
