/**
 * Compares what the sources say with what l10n/ translates: `npm run l10n` lists strings without a translation and
 * translations of strings that are gone.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every string that client and server pass to `l10n.t`, as the keys of a bundle. */
export async function sourceStrings(): Promise<string[]> {
  const files = globSync('{client,server}/src/**/*.ts', { cwd: root })
    .map((file) => ({ contents: readFileSync(join(root, file), 'utf8'), extension: extname(file) }))
    .filter(({ contents }) => contents.includes('l10n'));
  return Object.keys(await getL10nJson(files)).sort();
}

/** The translations of a locale. */
export function bundle(locale: string): Record<string, string> {
  return JSON.parse(readFileSync(join(root, 'l10n', `bundle.l10n.${locale}.json`), 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const strings = await sourceStrings();
  const translations = bundle('ko');
  const missing = strings.filter((key) => translations[key] === undefined);
  const stale = Object.keys(translations).filter((key) => !strings.includes(key));
  for (const key of missing) console.log(`missing  ${JSON.stringify(key)}`);
  for (const key of stale) console.log(`stale    ${JSON.stringify(key)}`);
  console.log(`${strings.length} strings, ${missing.length} missing, ${stale.length} stale`);
  process.exitCode = missing.length + stale.length > 0 ? 1 : 0;
}
