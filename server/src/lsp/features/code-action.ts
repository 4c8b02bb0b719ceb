import * as l10n from '@vscode/l10n';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
} from 'vscode-languageserver/node';
import type { Finding } from '../../analysis/finding.ts';
import type { Fix } from '../../analysis/fixes/fix.ts';
import { fixesFor, pinAllEdits } from '../../analysis/fixes/index.ts';
import { placesOf, sameField } from '../../analysis/image-places.ts';
import type { Span } from '../../manifest/text-span.ts';
import { openManifest, type SessionContext } from '../context.ts';
import { isWantedKind, sameRange, toRange, toSpan, toTextEdits } from '../convert.ts';
import type { OpenDocument } from '../document-store.ts';
import { analysisOf, type ManifestProfile } from '../profiles.ts';
import { clientCommands } from '../protocol.ts';
import { switchOffEdit } from '../switch-off-edit.ts';
import { editOf } from '../workspace-edit.ts';

/** Pins every image of a file whose digest is known. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.imageseal`;

/** `textDocument/codeAction`: the fixes of every finding in the range, drawn or not, and the pin of the whole file. */
export function registerCodeActions(context: SessionContext): void {
  const { connection, guard, client } = context;
  if (!client.codeActions) return;
  connection.onCodeAction(
    guard.request('textDocument/codeAction', [], (params: CodeActionParams) => codeActions(context, params)),
  );
}

async function codeActions(context: SessionContext, params: CodeActionParams): Promise<CodeAction[]> {
  const opened = await openManifest(context, params.textDocument.uri);
  if (opened === undefined) return [];
  const { document, profile } = opened;
  const { only } = params.context;
  const wantsFixes = isWantedKind(CodeActionKind.QuickFix, only);
  // Source actions are shown only to those who ask for them: elsewhere they would stand twice.
  const wantsFixAll = only !== undefined && isWantedKind(fixAllKind, only);
  if (!wantsFixes && !wantsFixAll) return [];

  const analysis = analysisOf(document.manifest(profile.manifest), profile);
  const pins = pinAllEdits(analysis);
  const pinAll = (kind: CodeActionKind): CodeAction => ({
    title: l10n.t('Pin all images in this file'),
    kind,
    edit: editOf(context.client, document, toTextEdits(document.text, pins)),
  });
  const actions: CodeAction[] = [];
  if (wantsFixes) {
    const range = toSpan(document.text, params.range);
    const { diagnostics } = params.context;
    // With the cursor anywhere in an image, everything that mends it is offered; what silences, only on its squiggle.
    const images = analysis.images.filter((image) => placesOf(image).some((place) => touches(place, range)));
    const findings = analysis.findings.filter(
      ({ span, image }) => touches(span, range) || (image && images.some((here) => sameField(here, image))),
    );
    const fixContext = { text: document.text.getText(), analysis, comments: profile.comments };
    // What only silences comes last.
    const silencing: CodeAction[] = [];
    for (const finding of findings) {
      for (const fix of fixesFor(finding, fixContext)) {
        if (!fix.preferred && !touches(finding.span, range)) continue;
        const action = await quickFix(context, document, profile, finding, fix, diagnostics);
        if (action) (fix.preferred ? actions : silencing).push(action);
      }
    }
    const unpinned = findings.filter(isUnpinned);
    const unknown = unpinned.find(canBeLookedUp);
    if (unknown && context.client.commands && context.engine.mode === 'online' && profile.lookUps) {
      actions.push(lookUpAndPin(document, unknown, diagnostics));
    }
    if (unpinned.length > 0 && pins.length > 1) actions.push(pinAll(CodeActionKind.QuickFix));
    actions.push(...silencing);
  }
  if (wantsFixAll && pins.length > 0) actions.push(pinAll(fixAllKind));
  return actions;
}

async function quickFix(
  context: SessionContext,
  document: OpenDocument,
  profile: ManifestProfile,
  finding: Finding,
  fix: Fix,
  diagnostics: readonly Diagnostic[],
): Promise<CodeAction | undefined> {
  const edit =
    fix.switchOff === undefined
      ? editOf(context.client, document, toTextEdits(document.text, fix.edits))
      : await switchOffEdit(context, document, profile, fix.switchOff);
  if (edit === undefined) return undefined;
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: diagnosticsOf(document, finding, diagnostics),
    ...(context.client.preferredActions && fix.preferred && { isPreferred: true }),
    edit,
  };
}

/** The digest is not known yet: the editor's command looks it up, with progress, and pins then. */
function lookUpAndPin(
  document: OpenDocument,
  finding: Finding,
  diagnostics: readonly Diagnostic[],
): CodeAction {
  const title = l10n.t('Look up and pin the images of this file');
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: diagnosticsOf(document, finding, diagnostics),
    command: { title, command: clientCommands.pinFile, arguments: [document.uri] },
  };
}

/** Of the diagnostics the client named those that this finding made, or that hide it. */
function diagnosticsOf(document: OpenDocument, finding: Finding, all: readonly Diagnostic[]): Diagnostic[] {
  const range = toRange(document.text, finding.span);
  const here = all.filter((diagnostic) => sameRange(diagnostic.range, range));
  const own = here.filter(({ code }) => code === finding.rule);
  return own.length > 0 ? own : here;
}

function isUnpinned({ rule }: Finding): boolean {
  return rule === 'unpinned' || rule === 'latest-tag';
}

function canBeLookedUp({ image }: Finding): boolean {
  return (
    image?.reference.kind === 'reference' &&
    image.field.pin !== undefined &&
    image.evidence.tag?.state !== 'resolved' &&
    image.evidence.blocked === undefined
  );
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
