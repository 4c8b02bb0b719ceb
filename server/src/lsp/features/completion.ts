import { type CompletionItem, CompletionItemKind, type CompletionParams } from 'vscode-languageserver/node';
import { completeConfiguration } from '../../configuration/completion.ts';
import type { SessionContext } from '../context.ts';
import { toOffset, toRange } from '../convert.ts';

/** `textDocument/completion` in `.imageseal.yaml`. */
export function registerCompletion(context: SessionContext): void {
  const { connection, guard, client } = context;
  if (!client.completion) return;
  connection.onCompletion(
    guard.request('textDocument/completion', [], (params: CompletionParams) => complete(context, params)),
  );
}

async function complete(
  { documents, profiles }: SessionContext,
  { textDocument, position }: CompletionParams,
): Promise<CompletionItem[]> {
  const document = documents.get(textDocument.uri);
  if (document === undefined) return [];
  const profile = await profiles.of(document.uri, document.text.languageId);
  if (profile.kind !== 'configuration') return [];
  const { text } = document;
  return completeConfiguration(text.getText(), toOffset(text, position)).map(
    ({ kind, label, insertText, detail, span }) => ({
      label,
      kind: kind === 'key' ? CompletionItemKind.Property : CompletionItemKind.EnumMember,
      documentation: detail,
      filterText: insertText,
      textEdit: { range: toRange(text, span), newText: insertText },
    }),
  );
}
