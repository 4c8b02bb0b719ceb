import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { CliContext } from './context.ts';

/** Loads the translations for `LC_ALL`, `LC_MESSAGES` or `LANG`, in that order as POSIX has it. English is built in. */
export function loadTranslations({ env, distDirectory }: Pick<CliContext, 'env' | 'distDirectory'>): void {
  const language = languageOf(env);
  if (language === undefined) return;
  const folder = join(distDirectory, '..', 'l10n');
  // What only the command line says has a folder of its own: the extension ships without it.
  const own = join(folder, 'cli');
  l10n.config({ contents: { ...read(folder, language), ...read(own, language) } });
}

/** The translations of one folder; none when it has no file for the language. */
function read(folder: string, language: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(folder, `bundle.l10n.${language}.json`), 'utf8'));
  } catch {
    return {};
  }
}

/** `ko_KR.UTF-8` → `ko`; `undefined` for English and the C locale. */
export function languageOf(env: CliContext['env']): string | undefined {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  const language = /^([a-z]{2,3})(?:[_.@-]|$)/.exec(locale)?.[1];
  return language === 'en' ? undefined : language;
}
