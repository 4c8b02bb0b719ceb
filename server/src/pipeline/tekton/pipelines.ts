import * as l10n from '@vscode/l10n';
import { secretsOf, signFlags } from '../cosign-step.ts';
import { type Certainty, surer, withoutTag } from '../image-name.ts';
import { cosignImage } from '../pinned-actions.ts';
import { matchAny } from '../scripts.ts';
import type { CiFile, SigningStepOptions } from '../signing-plan.ts';
import type { Yaml } from '../step-yaml.ts';
import type { Build, Question } from '../system.ts';
import { addItems } from '../yaml-edit.ts';
import { type MapNode, readYaml, type SeqNode, type YamlSource } from '../yaml-source.ts';
import { clusterKey, notesOf, secretsFor, variablesOf } from './steps.ts';

/** Tasks of the catalogue, and those named after what they use, that build images. */
const builders = /kaniko|buildah|buildkit|buildpacks|docker|podman|jib|s2i|source-to-image|\bko\b|build/i;

export interface Tasks {
  readonly name: string;
  readonly spec: MapNode;
  readonly tasks: SeqNode;
}

export function tasksOf(source: YamlSource): readonly Tasks[] {
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

/** A task of a pipeline that is given the image's name, and builds. */
export function buildsInPipeline(
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
