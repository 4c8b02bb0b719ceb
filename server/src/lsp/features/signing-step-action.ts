import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver/node';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import { addSigningStepTitle } from '../ci-documents.ts';
import type { SessionContext } from '../context.ts';
import { toPosition } from '../convert.ts';
import type { OpenDocument } from '../document-store.ts';
import { clientCommands, type VerifyImageParams } from '../protocol.ts';
import { folderFor, likelyFile } from '../signing-plans.ts';

/** Has an unsigned image signed where it is built: by the editor's command, which shows what would be changed. */
export async function signingStepAction(
  context: SessionContext,
  document: OpenDocument,
  { verdict, reference, field }: AnalyzedImage,
  diagnostics: Diagnostic[],
): Promise<CodeAction | undefined> {
  const { client, host } = context;
  if (verdict !== 'unsigned' || reference.kind !== 'reference' || !client.commands || !host.trusted)
    return undefined;
  const folder = folderFor(context, document.path);
  if (folder === undefined) return undefined;
  const title = addSigningStepTitle(await likelyFile(context, folder, reference));
  const position = toPosition(document.text, field.span.start);
  const params: VerifyImageParams = { uri: document.uri, position };
  return {
    title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics.length > 0 && { diagnostics }),
    command: { title, command: clientCommands.addSigningStep, arguments: [params] },
  };
}
