import { withoutTag } from '../image-name.ts';
import type { Push } from '../scripts.ts';
import type { SigningStepOptions } from '../signing-plan.ts';
import type { Yaml } from '../step-yaml.ts';
import { macro } from './steps.ts';

/** The task `Notation@0`, which takes a digest only as a variable of the pipeline. */
export function notationSteps(
  { command, reference }: Push,
  condition: string,
  options: SigningStepOptions,
): readonly Yaml[] {
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
        artifactRefs: `${withoutTag(reference)}@$(IMAGE_DIGEST)`,
        signatureFormat: 'cose',
        plugin: 'azureKeyVault',
        // The task's own spelling.
        azurekvServiceConection: 'azure-key-vault',
        keyid: options.key ?? '$(NOTATION_KEY_ID)',
      },
    },
  ];
}

/**
 * Can steps behind a script sign what it pushed? They know Docker's sign-in, and variables of the pipeline, but not those of
 * the script.
 */
export function canSignBehind({ command, reference }: Push): boolean {
  return command.tool === 'docker' && !/[$`]/.test(reference.replaceAll(macro, ''));
}
