import * as l10n from '@vscode/l10n';
import type { FixProvider } from './fix.ts';

/** Takes away a comment that suppresses nothing: the whole line when it stands alone, else from its `#` on. */
export const removeSuppression: FixProvider = {
  offer({ rule, span }, { text }) {
    if (rule !== 'unused-suppression') return undefined;
    const hash = text.lastIndexOf('#', span.start);
    const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
    const lineEnd = text.indexOf('\n', span.end);
    const end = lineEnd < 0 ? text.length : lineEnd;
    if (hash < lineStart) return undefined;
    // Other rules named in the same comment are still needed.
    const names = text.slice(hash, end).match(/imageseal-ignore(?:-document)?[ \t]+([a-z\- ,\t]+)/)?.[1];
    if (names !== undefined && names.trim().split(/[\s,]+/).length > 1) return undefined;
    const before = text.slice(lineStart, hash);
    const alone = before.trim() === '';
    const start = alone ? lineStart : lineStart + before.trimEnd().length;
    const carriageReturn = text[end - 1] === '\r' ? 1 : 0;
    const stop = alone ? Math.min(end + 1, text.length) : end - carriageReturn;
    return {
      title: l10n.t('Remove this comment'),
      preferred: true,
      edits: [{ span: { start, end: stop }, newText: '' }],
    };
  },
};
