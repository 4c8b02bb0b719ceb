import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { CliContext } from './context.ts';

/** Loads the translations for `LC_ALL`, `LC_MESSAGES` or `LANG`, in that order as POSIX has it. English is built in. */
export function loadTranslations({ env, distDirectory }: Pick<CliContext, 'env' | 'distDirectory'>): void {
  const language = languageOf(env);
  if (language === undefined) return;
  try {
    const contents = readFileSync(join(distDirectory, '..', 'l10n', `bundle.l10n.${language}.json`), 'utf8');
    l10n.config({ contents });
  } catch {
    // No translation into that language.
  }
}

/** `ko_KR.UTF-8` → `ko`; `undefined` for English and the C locale. */
export function languageOf(env: CliContext['env']): string | undefined {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  const language = /^([a-z]{2,3})(?:[_.@-]|$)/.exec(locale)?.[1];
  return language === 'en' ? undefined : language;
}
