import * as l10n from '@vscode/l10n';
import { UsageError } from './exit-code.ts';

/** `key=value` each, as notation reads them: whatever else stands in a value, commas too, is part of it. @throws UsageError */
export function userMetadataOf(given: readonly string[]): Readonly<Record<string, string>> {
  const metadata = new Map<string, string>();
  for (const pair of given) {
    const equals = pair.indexOf('=');
    const [key, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
    if (equals < 1 || value === '')
      throw new UsageError(l10n.t('"{0}" is no user metadata: write -m key=value.', pair));
    const other = metadata.get(key) ?? value;
    if (other !== value)
      throw new UsageError(
        l10n.t('The user metadata "{0}" cannot be both "{1}" and "{2}".', key, other, value),
      );
    metadata.set(key, value);
  }
  return Object.fromEntries(metadata);
}
