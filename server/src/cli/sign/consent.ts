import * as l10n from '@vscode/l10n';
import { canonicalName, canonicalTagged } from '../../image/names.ts';
import type { Publication } from '../../signature/publication.ts';
import type { CliContext, Output } from '../context.ts';
import { CliError } from '../exit-code.ts';
import { printable } from '../printable.ts';
import { wrap } from '../wrap.ts';
import type { Target } from './target.ts';

type Asking = Pick<CliContext, 'terminal' | 'stderr'>;

/** A tag may name something else than its reader thinks: whoever is there confirms the digest, others are told. */
export async function confirmTag(
  target: Target,
  yes: boolean,
  { terminal, stderr }: Asking,
): Promise<boolean> {
  if (target.tag === undefined) return true;
  const { digest } = target.where.subject;
  const tagged = printable(canonicalTagged(target.reference));
  if (terminal && !yes)
    return await terminal.confirm(l10n.t('Sign {0}, which {1} names now?', digest, tagged));
  const exact = printable(`${canonicalName(target.reference)}@${digest}`);
  stderr.write(`${l10n.t('Signing {0}, which {1} names now.', exact, tagged)}\n`);
  return true;
}

/**
 * Says what becomes public, and asks whether it may.
 * @throws CliError when nobody agreed.
 */
export async function agreeToPublish(
  publication: Publication | undefined,
  yes: boolean,
  { terminal, stderr }: Asking,
): Promise<void> {
  if (!publication) return;
  stderr.write(publicationText(publication, stderr));
  if (yes) return;
  if (!terminal)
    throw new CliError(l10n.t('Nothing was signed: nobody is there to agree to this. Add --yes if you do.'));
  if (!(await terminal.confirm(l10n.t('Make this public?'))))
    throw new CliError(l10n.t('Nothing was signed, and nothing was published.'));
}

function publicationText({ where, what }: Publication, { columns }: Output): string {
  const lines = [
    wrap(printable(where), 0, columns),
    ...what.map((each) => wrap(`  - ${printable(each)}`, 4, columns)),
  ];
  return lines.join('');
}
