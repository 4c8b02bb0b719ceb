import { l10n } from 'vscode';

/** `name=value, …` as `cosign sign -a` has it, one after the other; or one sentence that says what is wrong. */
export function parseAnnotations(text: string): Readonly<Record<string, string>> | string {
  const annotations: Record<string, string> = Object.create(null);
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(0, at)).trim();
    if (name === '') return l10n.t('"{0}" is no annotation: write name=value.', part);
    if (name in annotations) return l10n.t('There are two annotations "{0}".', name);
    annotations[name] = part.slice(at + 1).trim();
  }
  return { ...annotations };
}
