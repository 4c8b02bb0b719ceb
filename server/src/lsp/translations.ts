import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as l10n from '@vscode/l10n';

/** Far above the size of any bundle of ours. */
const MAX_LENGTH = 4 * 1024 * 1024;

/**
 * Loads the sentences of the client's language, before the first of them is needed. `bundle` is the file or `file:` URI
 * that the client names; without one the bundle of `locale` that came with the server is taken, if there is one.
 * Returns what went wrong; the messages are English then.
 */
export function loadTranslations(
  bundle: string | undefined,
  locale: string | undefined,
  folder: string,
): string | undefined {
  const candidates = bundle === undefined ? bundlesFor(locale, folder) : [bundle];
  let problem: string | undefined;
  for (const candidate of candidates) {
    try {
      const path = candidate.startsWith('file:') ? fileURLToPath(candidate) : candidate;
      const contents = readFileSync(path, 'utf8');
      if (contents.length > MAX_LENGTH) throw new Error('it is too large');
      l10n.config({ contents: JSON.parse(contents) });
      return undefined;
    } catch (error) {
      if (bundle !== undefined) problem = `The translations ${candidate} cannot be used: ${String(error)}`;
    }
  }
  return problem;
}

/** `ko-KR` → the bundles `ko-kr` and `ko`. */
function bundlesFor(locale: string | undefined, folder: string): string[] {
  const name = locale?.toLowerCase().replaceAll('_', '-') ?? '';
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(name)) return [];
  return [...new Set([name, name.slice(0, name.search(/-|$/))])].map((tag) =>
    join(folder, `bundle.l10n.${tag}.json`),
  );
}
