import * as l10n from '@vscode/l10n';
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver/node';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import type { SessionContext } from '../context.ts';
import { toPosition } from '../convert.ts';
import type { OpenDocument } from '../document-store.ts';
import type { ManifestProfile } from '../profiles.ts';
import { clientCommands, type VerifyImageParams } from '../protocol.ts';

/** Signs an unsigned image: by the editor's command, which asks everything else; where it can be done now. */
export function signAction(
  { client, engine }: SessionContext,
  document: OpenDocument,
  { lookUps }: ManifestProfile,
  { verdict, field }: AnalyzedImage,
  diagnostics: Diagnostic[],
): CodeAction | undefined {
  if (verdict !== 'unsigned' || !client.commands || engine.mode !== 'online' || !lookUps) return undefined;
  const title = l10n.t('Sign this image…');
  const params: VerifyImageParams = {
    uri: document.uri,
    position: toPosition(document.text, field.span.start),
  };
  return {
    title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics.length > 0 && { diagnostics }),
    command: { title, command: clientCommands.signImage, arguments: [params] },
  };
}
