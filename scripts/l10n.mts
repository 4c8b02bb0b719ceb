/**
 * Compares what the sources say with what l10n/ translates: `npm run l10n` lists strings without a translation and
 * translations of strings that are gone, by folder: one that another part of the program begins to say moves.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where translations lie. What only the command line says has a folder of its own, which the extension ships without. */
export const folders = { shared: 'l10n', cli: 'l10n/cli' } as const;
export type Part = keyof typeof folders;

/** Every string that client, server and command line pass to `l10n.t`, as the keys of the bundles. */
export async function sourceStrings(): Promise<Record<Part, string[]>> {
  const files = globSync('{client,server}/src/**/*.ts', { cwd: root });
  const isCli = (file: string) => /^server[\\/]src[\\/]cli[\\/]/.test(file);
  const shared = await stringsOf(files.filter((file) => !isCli(file)));
  const cli = await stringsOf(files.filter(isCli));
  return { shared: [...shared].sort(), cli: [...cli].filter((key) => !shared.has(key)).sort() };
}

async function stringsOf(files: readonly string[]): Promise<Set<string>> {
  const sources = files
    .map((file) => ({ contents: readFileSync(join(root, file), 'utf8'), extension: extname(file) }))
    .filter(({ contents }) => contents.includes('l10n'));
  return new Set(Object.keys(await getL10nJson(sources)));
}

/** The translations into a locale. */
export function bundle(part: Part, locale: string): Record<string, string> {
  return JSON.parse(readFileSync(join(root, folders[part], `bundle.l10n.${locale}.json`), 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sources = await sourceStrings();
  let wrong = 0;
  for (const part of Object.keys(folders) as Part[]) {
    const strings = sources[part];
    const translations = bundle(part, 'ko');
    const missing = strings.filter((key) => translations[key] === undefined);
    const stale = Object.keys(translations).filter((key) => !strings.includes(key));
    for (const key of missing) console.log(`missing  ${JSON.stringify(key)}`);
    for (const key of stale) console.log(`stale    ${JSON.stringify(key)}`);
    console.log(
      `${folders[part]}: ${strings.length} strings, ${missing.length} missing, ${stale.length} stale`,
    );
    wrong += missing.length + stale.length;
  }
  process.exitCode = wrong > 0 ? 1 : 0;
}
