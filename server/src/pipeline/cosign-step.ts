import { cosignImage } from './pinned-actions.ts';
import type { ImageTool } from './shell/image-commands.ts';
import type { SignatureFormat, SigningStepOptions } from './signing-plan.ts';

/** The key that a CI system without an issuer in the public instance signs with: its secrets hold it. */
export const secretKey = 'env://COSIGN_PRIVATE_KEY';

/** `cosign sign …` of a reference (shell text, with its digest). Without a key it is keyless. */
export function signCommand(
  reference: string,
  { format }: Pick<SigningStepOptions, 'format'>,
  key: string | undefined,
  program = 'cosign',
): string {
  return [program, 'sign', '--yes', ...signFlags(format, key), `"${reference}"`].join(' ');
}

/**
 * The signing config stands for the services to use. Legacy signatures cannot be made with one, and a key with one is
 * written to the public transparency log, which nobody asked for.
 */
export function signFlags(format: SignatureFormat | undefined, key: string | undefined): readonly string[] {
  return [
    ...(key === undefined ? [] : [`--key ${key}`]),
    ...(format === 'legacy' ? ['--new-bundle-format=false'] : []),
    ...(format === 'legacy' || key !== undefined ? ['--use-signing-config=false'] : []),
    ...(key === undefined ? [] : ['--tlog-upload=false']),
  ];
}

/** The secrets that a step with this key needs in its environment: names of variables. */
export function secretsOf(key: string | undefined): readonly string[] {
  if (key === undefined || /^(?!env:)\w+:\/\//.test(key)) return [];
  const variable = /^env:\/\/(\w+)$/.exec(key)?.[1];
  return [...(variable === undefined ? [] : [variable]), 'COSIGN_PASSWORD'];
}

/** Where a script puts Cosign. */
export const cosignPath = '/tmp/cosign';

/**
 * Brings Cosign from its own image, known by its digest, to `cosignPath`; `undefined` where there is no tool for it.
 * Copying works with a daemon on another machine too.
 */
export function fetchCosign(tool: ImageTool): string | undefined {
  switch (tool) {
    case 'docker':
    case 'podman':
      return `${tool} cp "$(${tool} create ${cosignImage})":/ko-app/cosign ${cosignPath}`;
    case 'buildah':
      return `cp "$(buildah mount "$(buildah from ${cosignImage})")"/ko-app/cosign ${cosignPath}`;
    default:
      return undefined;
  }
}
