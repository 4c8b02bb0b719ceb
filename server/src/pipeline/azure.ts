import * as l10n from '@vscode/l10n';
import { isMap, isSeq, type Scalar, visit } from 'yaml';
import { canonicalName } from '../image/names.ts';
import type { TextEdit } from '../manifest/text-span.ts';
import { secretKey, secretsOf } from './cosign-step.ts';
import { type Certainty, hole, surer } from './image-name.ts';
import { dockerPushed, type Push, pushOf, type Script, scriptOf, type Variables } from './scripts.ts';
import { signsImage } from './signers.ts';
import type { SigningStepOptions } from './signing-plan.ts';
import { signingScript } from './signing-script.ts';
import type { Yaml } from './step-yaml.ts';
import type { Build, Question, System } from './system.ts';
import { expand, type Scope, scopeOf, scopes } from './variables.ts';
import { addEntries, addItems, changeScript, joined } from './yaml-edit.ts';
import { type MapNode, readYaml, type SeqNode, type YamlSource } from './yaml-source.ts';

/** `$(name)`; `${{ … }}` matches without a name. */
const macro = /\$\(([\w.]+)\)|\$\{\{.*?\}\}/g;

const digestFile = '/tmp/image-digest';

/** Set for pull requests alone. */
const guard = '[ "$SYSTEM_PULLREQUEST_ISFORK" != "True" ]';
const notOfFork = "ne(variables['System.PullRequest.IsFork'], 'True')";

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

/** The steps of a job, or of the whole pipeline. */
interface StepList {
  readonly steps: SeqNode;
  /** What it stands in, the outermost first. */
  readonly holders: readonly MapNode[];
}

function listsOf(source: YamlSource): readonly StepList[] {
  const found: StepList[] = [];
  visit(source.root as Parameters<typeof visit>[0], {
    Pair(_, pair, path) {
      if (source.string(pair.key) !== 'steps' || !isSeq(pair.value)) return;
      found.push({ steps: pair.value, holders: path.filter((node) => isMap(node)) });
    },
  });
  return found;
}

function scriptAt(source: YamlSource, step: unknown): { node: Scalar; script: Script } | undefined {
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

function variablesOf(source: YamlSource, { holders }: StepList, { options }: Question): Variables {
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

/** `Docker@2`: the registry is that of a service connection, and its name is not in the file. */
function byTask(
  source: YamlSource,
  list: StepList,
  index: number,
  variables: Variables,
  question: Question,
): Build | undefined {
  const step = list.steps.items[index];
  if (!/^Docker@2/.test(source.read(step, 'task') ?? '')) return undefined;
  const input = (name: string) => source.read(step, 'inputs', name);
  if (!/^(?:buildAndPush|push)$/i.test(input('command') ?? 'buildAndPush')) return undefined;
  const repository = input('repository');
  if (repository === undefined) return undefined;
  const certainty = expand(repository, [macro], variables.scope).reduce<Certainty | undefined>(
    (best, text) => surer(best, question.match(`${hole}/${text}`)),
    undefined,
  );
  if (certainty === undefined) return undefined;
  const tag = (input('tags') ?? '$(Build.BuildId)').split(/[\n,]/)[0]?.trim() || '$(Build.BuildId)';
  const connection = input('containerRegistry');
  return {
    label: l10n.t('step "{0}"', source.read(step, 'displayName') ?? 'Docker@2'),
    certainty: certainty === 'possible' ? 'possible' : 'exact',
    signed: false,
    plan() {
      const reference = `${canonicalName(question.image)}:${tag}`;
      const made = stepsBehind(
        source,
        list,
        index,
        dockerPushed(reference, certainty),
        connection,
        question.options,
      );
      const edit = made && addItems(source.text, list.steps, index, made);
      const registry = l10n.t(
        'The registry is taken to be {0}: which one the service connection "{1}" leads to is not in the file.',
        question.image.registry,
        connection ?? '',
      );
      return edit && { edits: [edit], notes: [registry, ...notesOf(question.options)] };
    },
  };
}

/** The task signs in for itself alone, so signing needs a sign-in of its own. */
function stepsBehind(
  source: YamlSource,
  list: StepList,
  index: number,
  push: Push,
  connection: string | undefined,
  options: SigningStepOptions,
): readonly Yaml[] | undefined {
  const own = source.read(list.steps.items[index], 'condition');
  const condition = own === undefined ? `and(succeeded(), ${notOfFork})` : `and(${own}, ${notOfFork})`;
  const signedIn = list.steps.items.some(
    (step, at) =>
      at < index &&
      /^Docker@2/.test(source.read(step, 'task') ?? '') &&
      source.read(step, 'inputs', 'command') === 'login' &&
      source.read(step, 'inputs', 'containerRegistry') === connection,
  );
  const login: Yaml[] =
    signedIn || connection === undefined
      ? []
      : [
          {
            task: 'Docker@2',
            displayName: 'Log in to the registry',
            condition,
            inputs: { command: 'login', containerRegistry: connection },
          },
        ];
  if (options.tool === 'notation') return [...login, ...notationSteps(push, condition, options)];
  const key = options.key ?? secretKey;
  const lines = signingScript(push, { key }, options);
  return (
    lines && [
      ...login,
      {
        bash: `${['set -e', ...lines].join('\n')}\n`,
        displayName: 'Sign the image',
        condition,
        ...(secretsOf(key).length > 0 && { env: secretsFor(key) }),
      },
    ]
  );
}

function notationSteps(
  { command, reference }: Push,
  condition: string,
  options: SigningStepOptions,
): readonly Yaml[] {
  const name = reference.slice(0, reference.lastIndexOf(':'));
  const digest = `echo "##vso[task.setvariable variable=IMAGE_DIGEST]$(${command.digest.print(reference)})"`;
  return [
    { bash: digest, displayName: 'Find the digest', condition },
    {
      task: 'Notation@0',
      displayName: 'Install Notation',
      condition,
      inputs: { command: 'install', version: '1.3.2' },
    },
    {
      task: 'Notation@0',
      displayName: 'Sign the image',
      condition,
      inputs: {
        command: 'sign',
        artifactRefs: `${name}@$(IMAGE_DIGEST)`,
        signatureFormat: 'cose',
        plugin: 'azureKeyVault',
        // The task's own spelling.
        azurekvServiceConection: 'azure-key-vault',
        keyid: options.key ?? '$(NOTATION_KEY_ID)',
      },
    },
  ];
}

/** Secret variables are in no environment by themselves. */
function secretsFor(key: string): Record<string, string> {
  return Object.fromEntries(secretsOf(key).map((name) => [name, `$(${name})`]));
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
      if (options.tool !== 'cosign') return undefined;
      const key = options.key ?? secretKey;
      const lines = signingScript(push, { guard, key }, options);
      const { option } = push.command.digest;
      const insertions = option ? [{ at: option.at + at.script.offset, text: option.text }] : [];
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

function onWindows(source: YamlSource, { holders }: StepList): boolean {
  const pool = [...holders].reverse().find((holder) => source.get(holder, 'pool') !== undefined);
  const image = source.read(pool, 'pool', 'vmImage') ?? source.read(pool, 'pool') ?? '';
  return /windows/i.test(image);
}

function notesOf({ tool, key }: SigningStepOptions): readonly string[] {
  if (tool === 'notation') {
    return [
      l10n.t(
        'Name the service connection of your key vault in azurekvServiceConection, and set the variable NOTATION_KEY_ID to the id of the key.',
      ),
    ];
  }
  if (key !== undefined && key !== secretKey) return [];
  return [
    l10n.t(
      'Azure Pipelines has no issuer in the public Sigstore instance, so a key signs: set the secret variables COSIGN_PRIVATE_KEY and COSIGN_PASSWORD, or give a key of Azure Key Vault (azurekms://…).',
    ),
  ];
}
