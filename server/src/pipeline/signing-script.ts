import { cosignPath, fetchCosign, signCommand } from './cosign-step.ts';
import { withoutTag } from './image-name.ts';
import type { Push } from './scripts.ts';
import type { SigningStepOptions } from './signing-plan.ts';

/** A shell script that signs what was pushed before it on the same machine. */
export interface SigningScript {
  /** Shell test that fails for pull requests of forks; and how the comment calls them. */
  readonly guard?: string;
  /** Lines before signing: where a token comes from. */
  readonly before?: readonly string[];
  readonly key: string | undefined;
}

/** `undefined` where Cosign cannot be brought to the machine. */
export function signingScript(
  { command, reference }: Push,
  { guard, before = [], key }: SigningScript,
  options: SigningStepOptions,
): readonly string[] | undefined {
  const fetch = fetchCosign(command.tool);
  if (fetch === undefined) return undefined;
  const lines = [
    fetch,
    ...before,
    `IMAGE_DIGEST="$(${command.digest.print(reference)})"`,
    signCommand(`${withoutTag(reference)}@$IMAGE_DIGEST`, options, key, cosignPath),
  ];
  return guard === undefined
    ? ['# Sign what was pushed, by its digest.', ...lines]
    : [
        '# Sign what was pushed, by its digest, but nothing that a fork asks for.',
        `if ${guard}; then`,
        ...lines.map((line) => `  ${line}`),
        'fi',
      ];
}
