import * as l10n from '@vscode/l10n';
import { UsageError } from './exit-code.ts';

/** `a=1`, or several with commas between them, quoted as in CSV where a value holds a comma. @throws UsageError */
export function annotationsOf(given: readonly string[]): Readonly<Record<string, string>> {
  const annotations = new Map<string, string>();
  for (const pair of given.flatMap(fieldsOf)) {
    const equals = pair.indexOf('=');
    const [key, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
    if (equals < 1) throw new UsageError(l10n.t('"{0}" is no annotation: write -a key=value.', pair));
    if ((annotations.get(key) ?? value) !== value)
      throw new UsageError(
        l10n.t(
          'The annotation "{0}" cannot be both "{1}" and "{2}".',
          key,
          annotations.get(key) ?? '',
          value,
        ),
      );
    annotations.set(key, value);
  }
  return Object.fromEntries(annotations);
}

function fieldsOf(text: string): string[] {
  return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}
