import * as l10n from '@vscode/l10n';
import type { FixProvider } from './fix.ts';

/** Writes `# imageseal-ignore <rule>` on a line above the finding's, with that line's indentation. */
export const suppress: FixProvider = {
  offer({ rule, span }, { text, comments }) {
    if (!comments || rule === 'unused-suppression') return undefined;
    const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
    const lineAbove = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, Math.max(0, lineStart - 1));
    // Inside a block scalar a comment would become part of the value.
    if (/[|>][+-]?[ \t\r]*$/.test(lineAbove)) return undefined;
    const indent = /^[ \t]*/.exec(text.slice(lineStart, span.start))?.[0] ?? '';
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    return {
      title: l10n.t('Ignore "{0}" here', rule),
      preferred: false,
      edits: [
        { span: { start: lineStart, end: lineStart }, newText: `${indent}# imageseal-ignore ${rule}${eol}` },
      ],
    };
  },
};
