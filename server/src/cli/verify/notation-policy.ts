import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { createTrustFiles } from '../../platform/trust-files.ts';
import { describeDetail } from '../../signature/detail.ts';
import { loadNotation } from '../../trust/notation/load-notation.ts';
import type { NotationPolicy, TrustStoreFolder } from '../../trust/policy.ts';
import type { CliContext } from '../context.ts';
import { CliError } from '../exit-code.ts';
import { readSmallFile } from '../read-small-file.ts';
import type { NotationFlags } from './notation-flags.ts';

/**
 * The trust policy and the trust stores that the flags name, and notation's own in place of the one that they do not name.
 * @throws CliError
 */
export async function readNotationPolicy(
  { policy, store }: NotationFlags,
  { cwd, env }: Pick<CliContext, 'cwd' | 'env'>,
): Promise<NotationPolicy> {
  const files = createTrustFiles({ env });
  const own = policy === undefined || store === undefined ? files.own() : undefined;
  const document = policy === undefined ? own?.document() : readDocument(policy, cwd);
  if (document === undefined)
    throw new CliError(
      l10n.t('notation has no trust policy in its own configuration: name one with --trust-policy FILE.'),
    );
  const folder = store === undefined ? own?.store() : files.store(store, cwd);
  const read = { ...document, store: usable(folder) };
  const problem = (await loadNotation()).problemOfPolicy(read);
  if (problem) throw new CliError(describeDetail(problem));
  return read;
}

function readDocument(file: string, cwd: string): Pick<NotationPolicy, 'name' | 'document'> {
  return { name: file, document: { text: readSmallFile(resolve(cwd, file), file).toString('utf8') } };
}

function usable(folder: TrustStoreFolder | undefined): TrustStoreFolder {
  if (folder === undefined)
    throw new CliError(
      l10n.t(
        'notation has no trust stores in its own configuration: name their folder with --trust-store DIR.',
      ),
    );
  if (folder.problem !== undefined) throw new CliError(folder.problem);
  return folder;
}
