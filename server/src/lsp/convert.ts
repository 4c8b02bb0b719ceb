import {
  type CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Position,
  type TextEdit as ProtocolTextEdit,
  type Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Severity } from '../configuration/rule-ids.ts';
import type { Span, TextEdit } from '../manifest/text-span.ts';

/* The only place where an offset becomes a line and a character, and back. Positions count UTF-16 units, as offsets do. */

export function toRange(text: TextDocument, span: Span): Range {
  return { start: text.positionAt(span.start), end: text.positionAt(span.end) };
}

export function toPosition(text: TextDocument, offset: number): Position {
  return text.positionAt(offset);
}

/** The line (from 0) that holds `offset`. */
export function lineAt(text: TextDocument, offset: number): number {
  return offset === 0 ? 0 : text.positionAt(offset).line;
}

export function toOffset(text: TextDocument, position: Position): number {
  return text.offsetAt(position);
}

export function toSpan(text: TextDocument, range: Range): Span {
  return { start: text.offsetAt(range.start), end: text.offsetAt(range.end) };
}

/** The same diagnostic, `by` lines further down. */
export function moveLines(diagnostic: Diagnostic, by: number): Diagnostic {
  const { start, end } = diagnostic.range;
  return {
    ...diagnostic,
    range: {
      start: { line: start.line + by, character: start.character },
      end: { line: end.line + by, character: end.character },
    },
  };
}

export function sameRange(a: Range, b: Range): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}

export function toTextEdits(text: TextDocument, edits: readonly TextEdit[]): ProtocolTextEdit[] {
  return edits.map(({ span, newText }) => ({ range: toRange(text, span), newText }));
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export function toSeverity(severity: Exclude<Severity, 'off'>): DiagnosticSeverity {
  return severities[severity];
}

/** Whether actions of `kind` are asked for: `only` names the kind itself or one above it. Nothing named means all. */
export function isWantedKind(kind: CodeActionKind, only: readonly CodeActionKind[] | undefined): boolean {
  return only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}
