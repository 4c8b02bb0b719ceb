import * as l10n from '@vscode/l10n';
import type { CodeLens, CodeLensParams } from 'vscode-languageserver/node';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import { openManifest, type SessionContext } from '../context.ts';
import { toRange } from '../convert.ts';
import { analysisOf } from '../profiles.ts';
import { clientCommands } from '../protocol.ts';

/** `textDocument/codeLens`: the verdict above each image. Off unless `imageseal.codeLens.enable` is set. */
export function registerCodeLens(context: SessionContext): void {
  const { connection, guard, client } = context;
  if (!client.codeLens) return;
  connection.onCodeLens(
    guard.request('textDocument/codeLens', [], (params: CodeLensParams) => codeLenses(context, params)),
  );
}

async function codeLenses(context: SessionContext, { textDocument }: CodeLensParams): Promise<CodeLens[]> {
  const opened = await openManifest(context, textDocument.uri);
  if (!opened?.profile.settings.codeLens) return [];
  const { document, profile } = opened;
  const { images } = analysisOf(document.manifest(profile.manifest), profile);
  // A lens needs a command; an empty one is shown as text.
  const command = context.client.commands ? clientCommands.showOutput : '';
  return images
    .filter(({ reference }) => reference.kind === 'reference')
    .map((image) => ({
      range: toRange(document.text, image.field.alias ?? image.field.span),
      command: { title: titleOf(image), command },
    }));
}

function titleOf({ verdict, evidence }: AnalyzedImage): string {
  switch (verdict) {
    case 'trusted':
      return l10n.t('Signed, trusted');
    case 'signed':
      return l10n.t('Signed');
    case 'unverified':
      return l10n.t('Signature found, not verified');
    case 'untrusted':
      return l10n.t('Signed by a stranger');
    case 'invalid':
      return l10n.t('Broken signature');
    case 'unsigned':
      return l10n.t('Not signed');
    case 'unknown':
      return evidence.pending ? l10n.t('Being looked up…') : l10n.t('Unknown');
  }
}
