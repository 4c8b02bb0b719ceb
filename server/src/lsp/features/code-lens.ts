import * as l10n from '@vscode/l10n';
import type { CodeLens, CodeLensParams } from 'vscode-languageserver/node';
import { deciding, hasExpired } from '../../analysis/deciding-signature.ts';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import { shortSigner } from '../../analysis/signer.ts';
import { openManifest, type SessionContext } from '../context.ts';
import { toPosition, toRange } from '../convert.ts';
import { analysisOf } from '../profiles.ts';
import { clientCommands, type VerifyImageParams } from '../protocol.ts';

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
  return images
    .filter(({ reference }) => reference.kind === 'reference')
    .map((image) => {
      const { field } = image;
      const position = toPosition(document.text, field.span.start);
      const params: VerifyImageParams = { uri: document.uri, position };
      return {
        range: toRange(document.text, field.alias ?? field.span),
        // A lens needs a command; an empty one is shown as text.
        command: context.client.commands
          ? { title: titleOf(image), command: clientCommands.verifyImage, arguments: [params] }
          : { title: titleOf(image), command: '' },
      };
    });
}

function titleOf(image: AnalyzedImage): string {
  const { verdict, evidence } = image;
  const signer = signerOf(image);
  switch (verdict) {
    case 'trusted':
      return signer === undefined ? l10n.t('Signed, trusted') : l10n.t('Signed by {0}, trusted', signer);
    case 'signed':
      return signer === undefined ? l10n.t('Signed') : l10n.t('Signed by {0}', signer);
    case 'unverified':
      return l10n.t('Signature found, not verified');
    case 'untrusted':
      return signer === undefined
        ? l10n.t('Signed by a stranger')
        : l10n.t('Signed by {0}, not trusted', signer);
    case 'invalid':
      return hasExpired(deciding(evidence, verdict))
        ? l10n.t('Signature expired')
        : l10n.t('Broken signature');
    case 'unsigned':
      return l10n.t('Not signed');
    case 'unknown':
      return evidence.pending ? l10n.t('Being looked up…') : l10n.t('Unknown');
  }
}

/** Who has signed, where it is proved. */
function signerOf({ evidence, verdict }: AnalyzedImage): string | undefined {
  if (verdict !== 'trusted' && verdict !== 'signed' && verdict !== 'untrusted') return undefined;
  const report = deciding(evidence, verdict);
  return report?.verified && report.signer ? shortSigner(report.signer) : undefined;
}
