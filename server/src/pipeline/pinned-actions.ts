import type { CiFile } from './signing-plan.ts';
import { Commented, type Yaml } from './step-yaml.ts';

/** The actions that steps are made of: the commit each release is, so that nobody can change what runs. */
const pinned = {
  'sigstore/cosign-installer': { tag: 'v4.1.2', commit: '6f9f17788090df1f26f669e9d70d6ae9567deba6' },
  'docker/login-action': { tag: 'v4.1.0', commit: '4907a6ddec9925e35a0a9e82d7399ccc52663121' },
  'notaryproject/notation-action': { tag: 'v1.2.2', commit: 'b6fee73110795d6793253c673bd723f12bcf9bbb' },
} as const;

export type PinnedAction = keyof typeof pinned;

/** The image of Cosign; its program is `/ko-app/cosign`. The digest is that of the index, for every platform. */
export const cosignImage =
  'ghcr.io/sigstore/cosign/cosign:v3.1.3@sha256:9e5c2f2edc34351160407ca3416c61855bdf9403c3c5936e0f0be7fc261611b8';
/** The same with a shell, for CI systems that run scripts in it. */
export const cosignShellImage = 'ghcr.io/sigstore/cosign/cosign:v3.1.3-dev';

/** What `uses:` says of an action, `path` below it included; in the version that the workspace has, else pinned. */
export function usesAction(action: PinnedAction, files: readonly CiFile[], path = ''): Yaml {
  const known = usedVersion(action, files);
  if (known) {
    const uses = `${action}${path}@${known.ref}`;
    return known.comment === undefined ? uses : new Commented(uses, known.comment);
  }
  const { tag, commit } = pinned[action];
  return new Commented(`${action}${path}@${commit}`, tag);
}

/** As text with its comment: `owner/name@<commit> # <tag>`. */
export function pinnedReference(action: PinnedAction): string {
  const { tag, commit } = pinned[action];
  return `${action}@${commit} # ${tag}`;
}

interface UsedVersion {
  readonly ref: string;
  readonly comment: string | undefined;
}

/** The version of an action that some workflow uses, unless it is too old for what steps do with it. */
function usedVersion(action: PinnedAction, files: readonly CiFile[]): UsedVersion | undefined {
  const escaped = action.replaceAll('/', '\\/');
  const uses = new RegExp(
    `uses:[ \\t]*['"]?${escaped}(?:\\/[\\w./-]+)?@([\\w./-]+)['"]?(?:[ \\t]+#[ \\t]*([^\\r\\n]*))?`,
    'g',
  );
  for (const { text } of files) {
    for (const match of text.matchAll(uses)) {
      const version = { ref: match[1] ?? '', comment: match[2]?.trim() || undefined };
      const major = majorOf(version.ref, version.comment);
      if (action !== 'sigstore/cosign-installer' || (major !== undefined && major >= 4)) return version;
    }
  }
  return undefined;
}

/** The major version that a ref, or the comment behind a commit, names. */
export function majorOf(ref: string, comment: string | undefined): number | undefined {
  const text = /^[0-9a-f]{40}$/.test(ref) ? comment : ref;
  const major = /^(?:tag=)?v?(\d+)(?![0-9a-f]{6})/.exec(text ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
}
