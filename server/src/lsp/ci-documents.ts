import * as l10n from '@vscode/l10n';
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
} from 'vscode-languageserver/node';
import { contains, type Span } from '../manifest/text-span.ts';
import { ciSystemOf } from '../pipeline/ci-path.ts';
import { loadPipeline } from '../pipeline/load-pipeline.ts';
import type { OutdatedStep } from '../pipeline/outdated/outdated-step.ts';
import type { CiFile } from '../pipeline/signing-plan.ts';
import { toRange, toTextEdits } from './convert.ts';
import { diagnosticSource } from './diagnostics.ts';
import type { OpenDocument } from './document-store.ts';
import { nameOf } from './uris.ts';
import { editOf, type editOfFiles } from './workspace-edit.ts';

/** What a diagnostic of a signing step is called; docs/signing-step.md tells of them. */
const code = 'signing-step';

type Client = Parameters<typeof editOfFiles>[0];

/**
 * The signing steps of an open CI file that are out of date; `undefined` for every other file. Files are known by their
 * path alone: what a Tekton task says of images is said of it as a manifest.
 */
export async function ciDiagnostics(document: OpenDocument): Promise<Diagnostic[] | undefined> {
  return (await stepsOf(document))?.map((step) => diagnosticOf(document, step));
}

/** The fixes of the steps in a range. */
export async function ciActions(
  client: Client,
  document: OpenDocument,
  range: Span,
  shown: readonly Diagnostic[],
): Promise<readonly CodeAction[]> {
  return ((await stepsOf(document)) ?? []).flatMap(({ span, message, fix }): CodeAction[] => {
    const touches = contains(span, range.start) || contains(range, span.start);
    if (fix === undefined || !touches) return [];
    const diagnostics = shown.filter((each) => each.code === code && each.message === message);
    const edit = editOf(client, document, toTextEdits(document.text, fix.edits));
    return [{ title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, edit }];
  });
}

async function stepsOf(document: OpenDocument): Promise<readonly OutdatedStep[] | undefined> {
  const path = (document.path ?? nameOf(document.uri)).replaceAll('\\', '/');
  if (ciSystemOf(path) === undefined) return undefined;
  const { outdatedSteps } = await loadPipeline();
  const file: CiFile = { path, text: document.text.getText() };
  return outdatedSteps(file);
}

function diagnosticOf({ text }: OpenDocument, { span, message }: OutdatedStep): Diagnostic {
  const range = toRange(text, span);
  return { range, severity: DiagnosticSeverity.Warning, code, source: diagnosticSource, message };
}

/** For an unsigned image. */
export function addSigningStepTitle(file: string | undefined): string {
  return file === undefined
    ? l10n.t('Add a signing step to CI…')
    : l10n.t('Add a signing step to {0}…', file);
}
