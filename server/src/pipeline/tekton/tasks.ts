import * as l10n from '@vscode/l10n';
import type { TextEdit } from '../../manifest/text-span.ts';
import { secretsOf, signFlags } from '../cosign-step.ts';
import { type Certainty, surer, withoutTag } from '../image-name.ts';
import { cosignShellImage } from '../pinned-actions.ts';
import { matchAny, pushOf, scriptOf, type Variables } from '../scripts.ts';
import { signsImage } from '../signers.ts';
import type { SigningStepOptions } from '../signing-plan.ts';
import type { Yaml } from '../step-yaml.ts';
import type { Build, Question } from '../system.ts';
import { addEntries, addItems, changeScript, joined } from '../yaml-edit.ts';
import type { MapNode, SeqNode, YamlSource } from '../yaml-source.ts';
import { clusterKey, notesOf, scriptAt, secretsFor, variablesOf } from './steps.ts';

/** Where a step leaves the digest for those behind it, and for the pipeline. */
const digestFile = '$(results.IMAGE_DIGEST.path)';

export interface Steps {
  readonly name: string;
  readonly spec: MapNode;
  readonly steps: SeqNode;
}

export function stepsOf(source: YamlSource): readonly Steps[] {
  const name = source.read(source.root, 'metadata', 'name') ?? '';
  return [['spec'], ['spec', 'taskSpec']].flatMap((path) => {
    const spec = source.map(source.get(source.root, ...path));
    const steps = source.seq(source.get(spec, 'steps'));
    return spec && steps ? [{ name, spec, steps }] : [];
  });
}

/** A step of a task that pushes the image by itself. */
export function buildsInTask(
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
