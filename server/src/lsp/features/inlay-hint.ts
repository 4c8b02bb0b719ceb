import { type InlayHint, InlayHintKind, type InlayHintParams } from 'vscode-languageserver/node';
import { shortDigest } from '../../image/digest.ts';
import { openManifest, type SessionContext } from '../context.ts';
import { toPosition, toSpan } from '../convert.ts';
import { analysisOf } from '../profiles.ts';

/**
 * `textDocument/inlayHint`: behind an image that is not pinned, the digest its tag names. Off unless
 * `imageseal.inlayHints.enable` is set.
 */
export function registerInlayHints(context: SessionContext): void {
  const { connection, guard, client } = context;
  if (!client.inlayHints) return;
  connection.languages.inlayHint.on(
    guard.request('textDocument/inlayHint', [], (params: InlayHintParams) => inlayHints(context, params)),
  );
}

async function inlayHints(
  context: SessionContext,
  { textDocument, range }: InlayHintParams,
): Promise<InlayHint[]> {
  const opened = await openManifest(context, textDocument.uri);
  if (!opened?.profile.settings.inlayHints) return [];
  const { document, profile } = opened;
  const visible = toSpan(document.text, range);
  const { images } = analysisOf(document.manifest(profile.manifest), profile);
  return images.flatMap(({ field, reference, evidence: { tag } }) => {
    if (reference.kind !== 'reference' || reference.digest !== undefined || field.versionElsewhere) return [];
    const at = (field.alias ?? field.parts?.version ?? field.span).end;
    if (tag?.state !== 'resolved' || at < visible.start || at > visible.end) return [];
    return [
      {
        position: toPosition(document.text, at),
        label: shortDigest(tag.digest),
        kind: InlayHintKind.Parameter,
        tooltip: tag.digest,
        paddingLeft: true,
      },
    ];
  });
}
