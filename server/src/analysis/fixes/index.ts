import type { TextEdit } from '../../manifest/text-span.ts';
import type { Analysis } from '../analyze.ts';
import type { Finding } from '../finding.ts';
import type { Fix, FixContext, FixProvider } from './fix.ts';
import { pinDigest, pinEdit } from './pin-digest.ts';
import { removeSuppression } from './remove-suppression.ts';
import { suppress } from './suppress.ts';
import { switchOff } from './switch-off.ts';
import { trustSigner } from './trust-signer.ts';
import { updatePin } from './update-pin.ts';

/** The table of fixes, in the order they are offered. */
const providers: readonly FixProvider[] = [
  pinDigest,
  updatePin,
  trustSigner,
  removeSuppression,
  suppress,
  switchOff,
];

export function fixesFor(finding: Finding, context: FixContext): Fix[] {
  return providers.flatMap((provider) => provider.offer(finding, context) ?? []);
}

/** Every pin a file can get now, each place once (an anchor is pinned for all its aliases). Moved pins are left alone. */
export function pinAllEdits(analysis: Analysis): TextEdit[] {
  const edits = new Map<string, TextEdit>();
  for (const finding of analysis.findings) {
    if ((finding.rule !== 'unpinned' && finding.rule !== 'latest-tag') || !finding.image) continue;
    const edit = pinEdit(finding.image);
    if (edit) edits.set(`${edit.span.start}:${edit.span.end}`, { span: edit.span, newText: edit.newText });
  }
  return [...edits.values()];
}
