import * as l10n from '@vscode/l10n';
import type { TextEdit } from '../../manifest/text-span.ts';
import { secretKey } from '../cosign-step.ts';
import { surer } from '../image-name.ts';
import { pushOf, type Variables } from '../scripts.ts';
import { signsImage } from '../signers.ts';
import { signingScript } from '../signing-script.ts';
import type { Build, Question, System } from '../system.ts';
import { expand } from '../variables.ts';
import { addEntries, addItems, changeScript, joined } from '../yaml-edit.ts';
import { type MapNode, readYaml, type YamlSource } from '../yaml-source.ts';
import { byTask, notesOf } from './docker-task.ts';
import { canSignBehind, notationSteps } from './notation-steps.ts';
import {
  conditionBehind,
  listsOf,
  macro,
  onWindows,
  type StepList,
  scriptAt,
  secretsFor,
  variablesOf,
} from './steps.ts';

const digestFile = '/tmp/image-digest';

/** Set for pull requests alone. */
const guard = '[ "$SYSTEM_PULLREQUEST_ISFORK" != "True" ]';

/** Azure Pipelines. */
export const azure: System = {
  id: 'azure',
  builds(file, question) {
    const [source] = readYaml(file.text);
    return source === undefined
      ? []
      : listsOf(source).flatMap((list) => buildOf(source, list, question) ?? []);
  },
  scripts(file) {
    const [source] = readYaml(file.text);
    if (source === undefined) return [];
    return listsOf(source).flatMap(({ steps }) =>
      steps.items.flatMap((step) => scriptAt(source, step)?.script ?? []),
    );
  },
};

/** The last step of a list that pushes the image. */
function buildOf(source: YamlSource, list: StepList, question: Question): Build | undefined {
  const variables = variablesOf(source, list, question);
  const signed = list.steps.items.some((step) => {
    const at = scriptAt(source, step);
    const notation =
      /^Notation@/.test(source.read(step, 'task') ?? '') && source.read(step, 'inputs', 'command') === 'sign';
    const target = source.read(step, 'inputs', 'artifactRefs') ?? '';
    if (notation) return expand(target, [macro], variables.scope).some((text) => question.match(text));
    return at && signsImage(at.script, question.match, variables) !== undefined;
  });
  let found: Build | undefined;
  list.steps.items.forEach((_, index) => {
    const build =
      byTask(source, list, index, variables, question) ?? byScript(source, list, index, variables, question);
    if (build && surer(build.certainty, found?.certainty) === build.certainty) found = { ...build, signed };
  });
  return found;
}

function byScript(
  source: YamlSource,
  list: StepList,
  index: number,
  variables: Variables,
  question: Question,
): Build | undefined {
  const { options } = question;
  const item = list.steps.items[index];
  const step = source.map(item);
  const at = scriptAt(source, step);
  // What `cmd.exe` and PowerShell run is not written for a shell.
  if (at === undefined || step === undefined || step !== item || onWindows(source, list)) return undefined;
  const push = pushOf(at.script, question.match, variables, digestFile);
  if (push === undefined) return undefined;
  return {
    label: l10n.t('step "{0}"', source.read(step, 'displayName') ?? 'script'),
    certainty: push.certainty,
    signed: false,
    plan() {
      const { option } = push.command.digest;
      const insertions = option ? [{ at: option.at + at.script.offset, text: option.text }] : [];
      if (options.tool === 'notation') {
        if (!canSignBehind(push)) return undefined;
        const behind = notationSteps(push, conditionBehind(source, step), options);
        const edit = addItems(source.text, list.steps, index, behind);
        const changed = edit && changeScript(source.text, at.node, insertions, []);
        return changed && { edits: joined([...changed, edit]), notes: notesOf(options) };
      }
      const key = options.key ?? secretKey;
      const lines = signingScript(push, { guard, key }, options);
      const changed = lines && changeScript(source.text, at.node, insertions, lines);
      const secrets = changed && withSecrets(source, step, key);
      return secrets && { edits: joined([...changed, ...secrets]), notes: notesOf(options) };
    },
  };
}

function withSecrets(source: YamlSource, step: MapNode, key: string): readonly TextEdit[] | undefined {
  const secrets = secretsFor(key);
  if (Object.keys(secrets).length === 0) return [];
  const own = source.own(step, 'env');
  const map = own && source.map(own.value);
  if (own !== undefined && (map === undefined || map !== own.value)) return undefined;
  const missing = Object.fromEntries(
    Object.entries(secrets).filter(([name]) => !map || !source.own(map, name)),
  );
  if (Object.keys(missing).length === 0) return [];
  const edit = map ? addEntries(source.text, map, missing) : addEntries(source.text, step, { env: missing });
  return edit && [edit];
}
