import * as l10n from '@vscode/l10n';
import type { Span } from '../../manifest/text-span.ts';
import { type Json, JsonSyntaxError, readJsonTree } from '../../signature/notation/json.ts';

/** Nobody writes longer documents. */
const maxLength = 1024 * 1024;

/** Reads a document; what is wrong with it is one sentence, and where. Never throws. */
export function readJson(
  text: string,
): { readonly root: Json } | { readonly span: Span; readonly message: string } {
  if (text.length > maxLength)
    return { span: { start: 0, end: 0 }, message: l10n.t('It is larger than 1 MB.') };
  try {
    return { root: readJsonTree(text) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const message = text.trim() === '' ? nothingIn() : sentenceOf(error, text);
    return { span: error.span, message };
  }
}

function nothingIn(): string {
  return l10n.t('There is no statement: add one to "trustPolicies".');
}

function sentenceOf({ problem, span }: JsonSyntaxError, text: string): string {
  switch (problem) {
    case 'mark':
      return l10n.t('It begins with a byte order mark, which notation refuses: save it without.');
    case 'after':
      return l10n.t('There is text after the end: remove it.');
    case 'depth':
    case 'values':
      return l10n.t('It is nested too deeply.');
    case 'string':
      return l10n.t('This string holds an escape or a character that JSON does not allow.');
    case 'end':
      return l10n.t('This is not JSON: it ends too early.');
    case 'unexpected':
      return unexpected(text, span);
  }
}

function unexpected(text: string, { start, end }: Span): string {
  if (/^\/[/*]/.test(text.slice(start, start + 2))) return l10n.t('This is not JSON: it has no comments.');
  // Anybody may name any file to be read as a policy, and of a key or a token nothing may show up in a log.
  return /^[ \t\n\r]*[{[]/.test(text)
    ? l10n.t('This is not JSON: "{0}" cannot stand here.', text.slice(start, end))
    : l10n.t('This is not JSON: it must begin with {0}.', '{');
}
