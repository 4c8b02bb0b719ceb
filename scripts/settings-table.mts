/**
 * The settings tables of README.md and README.ko.md, made from package.json: `npm run readme` writes them between
 * their marks; a test holds that they are current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const marks = { start: '<!-- settings: npm run readme -->', end: '<!-- /settings -->' };

interface Group {
  readonly title: string;
  readonly properties: Record<string, Setting>;
}
interface Setting {
  readonly default: unknown;
  readonly markdownDescription: string;
}

const heads = {
  en: ['Setting', 'Default', 'What it does'],
  ko: ['설정', '기본값', '설명'],
} as const;

/** Each README with the locale of its table. */
export const readmes = { 'README.md': 'en', 'README.ko.md': 'ko' } as const;

/** The text of a README with its table brought up to date. */
export function withSettingsTable(file: keyof typeof readmes): { current: string; wanted: string } {
  const current = readFileSync(join(root, file), 'utf8');
  const [start, end] = [current.indexOf(marks.start), current.indexOf(marks.end)];
  if (start < 0 || end < start) throw new Error(`${file} has no place for the settings: ${marks.start}`);
  const table = settingsTable(readmes[file]);
  const wanted = `${current.slice(0, start)}${marks.start}\n${table}\n${current.slice(end)}`;
  return { current, wanted };
}

function settingsTable(locale: 'en' | 'ko'): string {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const words: Record<string, string> = read(locale === 'en' ? 'package.nls.json' : 'package.nls.ko.json');
  const say = (text: string) => text.replace(/^%(.+)%$/, (all, key: string) => words[key] ?? all);
  const groups: Group[] = read('package.json').contributes.configuration;
  const head = heads[locale];
  const lines = [`| ${head.join(' | ')} |`, '| --- | --- | --- |'];
  for (const { title, properties } of groups) {
    lines.push(`| **${say(title)}** | | |`);
    for (const [name, setting] of Object.entries(properties)) {
      const text = say(setting.markdownDescription).replaceAll('|', '\\|');
      lines.push(`| \`${name}\` | \`${JSON.stringify(setting.default)}\` | ${text} |`);
    }
  }
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of Object.keys(readmes) as (keyof typeof readmes)[]) {
    writeFileSync(join(root, file), withSettingsTable(file).wanted);
  }
}
