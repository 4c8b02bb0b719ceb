import * as l10n from '@vscode/l10n';
import { tagStart } from '../image-name.ts';
import type { Script } from '../scripts.ts';
import { readCommands, type Word } from '../shell/commands.ts';
import { imageCommand } from '../shell/image-commands.ts';
import type { SignCommand } from '../signers.ts';
import type { OutdatedStep } from './outdated-step.ts';

/** Images that are signed by a tag: it may name something else by the time it is signed. */
export function taggedTargets({ targets }: SignCommand, script: Script): readonly OutdatedStep[] {
  return targets.flatMap((target) => {
    if (!isTagged(target)) return [];
    const message = l10n.t(
      'This signs whatever the tag names by then; sign the digest that the build pushed.',
    );
    const fix = pushedDigest(target, script);
    return [{ span: { start: target.start, end: target.end }, message, ...(fix && { fix }) }];
  });
}

/** What a variable holds is not known, so only what is written counts. */
export function isTagged({ text }: Word): boolean {
  const bare = text.replaceAll('"', '');
  if (bare.includes('@') || bare.includes('{}') || /^[-<>]/.test(bare)) return false;
  if (/^\$(?:\w+|\{\{?[^}]*\}?\}|\(.*\))$/s.test(bare)) return false;
  return bare.includes('/') || tagStart(bare) < bare.length;
}

/** The same script pushed it, and can say what digest that was. */
function pushedDigest(target: Word, script: Script): OutdatedStep['fix'] {
  const reference = target.text.replaceAll('"', '');
  const pushed = readCommands(script.source)
    .flatMap((command) => imageCommand(command, '/tmp/image-digest') ?? [])
    .find(
      ({ references, digest }) =>
        references.includes(reference) && digest.option === undefined && !digest.resolved,
    );
  // Where the script itself is in quotes, more of them would end it.
  if (pushed === undefined || target.text.includes('"')) return undefined;
  const name = reference.slice(0, tagStart(reference));
  return {
    title: l10n.t('Sign the digest'),
    edits: [
      {
        span: { start: target.start, end: target.end },
        newText: `"${name}@$(${pushed.digest.print(reference)})"`,
      },
    ],
  };
}
