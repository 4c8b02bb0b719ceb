import * as l10n from '@vscode/l10n';
import { canonicalName } from '../../image/names.ts';
import { secretKey, secretsOf } from '../cosign-step.ts';
import { type Certainty, hole, surer } from '../image-name.ts';
import { dockerPushed, type Push, type Variables } from '../scripts.ts';
import type { SigningStepOptions } from '../signing-plan.ts';
import { signingScript } from '../signing-script.ts';
import type { Yaml } from '../step-yaml.ts';
import type { Build, Question } from '../system.ts';
import { expand } from '../variables.ts';
import { addItems } from '../yaml-edit.ts';
import type { YamlSource } from '../yaml-source.ts';
import { notationSteps } from './notation-steps.ts';
import { conditionBehind, macro, type StepList, secretsFor } from './steps.ts';

/** `Docker@2`: the registry is that of a service connection, and its name is not in the file. */
export function byTask(
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
  const condition = conditionBehind(source, list.steps.items[index]);
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

export function notesOf({ tool, key }: SigningStepOptions): readonly string[] {
  if (tool === 'notation') {
    return [
      key === undefined
        ? l10n.t(
            'Name the service connection of your key vault in azurekvServiceConection, and set the variable NOTATION_KEY_ID to the id of the key.',
          )
        : l10n.t('Name the service connection of your key vault in azurekvServiceConection.'),
    ];
  }
  if (key !== undefined && key !== secretKey) return [];
  return [
    l10n.t(
      'Azure Pipelines has no issuer in the public Sigstore instance, so a key signs: set the secret variables COSIGN_PRIVATE_KEY and COSIGN_PASSWORD, or give a key of Azure Key Vault (azurekms://…).',
    ),
  ];
}
