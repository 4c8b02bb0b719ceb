import * as l10n from '@vscode/l10n';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { AnalyzedImage, Finding } from '../../analysis/finding.ts';
import type { Fix } from '../../analysis/fixes/fix.ts';
import { fixesFor, pinAllEdits } from '../../analysis/fixes/index.ts';
import { trustSignerFix } from '../../analysis/fixes/trust-signer.ts';
import { placesOf, sameField } from '../../analysis/image-places.ts';
import type { Span } from '../../manifest/text-span.ts';
import { ciActions } from '../ci-documents.ts';
import { canTrust, configurationEdit } from '../configuration-edit.ts';
import { openManifest, type SessionContext } from '../context.ts';
import { isWantedKind, sameRange, toPosition, toRange, toSpan, toTextEdits } from '../convert.ts';
import type { OpenDocument } from '../document-store.ts';
import { analysisOf, type ManifestProfile } from '../profiles.ts';
import { clientCommands, type TrustSignerParams } from '../protocol.ts';
import { keyChoices, trustedBy } from '../trust-choices.ts';
import { editOf } from '../workspace-edit.ts';
import { signAction } from './sign-action.ts';
import { signingStepAction } from './signing-step-action.ts';

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

  const { version } = document;
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
        const mends = fix.preferred || isTrust(fix);
        if (!mends && !touches(finding.span, range)) continue;
        const about = { image: finding.image, diagnostics: diagnosticsOf(document, finding, diagnostics) };
        const action = await quickFix(context, document, profile, fix, about);
        if (action) (mends ? actions : silencing).push(action);
      }
    }
    for (const image of images) {
      for (const fix of await trustWithoutFinding(context, document, profile, image)) {
        const finding = findings.find((each) => each.image === image && each.rule === 'unverified-signature');
        const about = { image, diagnostics: finding ? diagnosticsOf(document, finding, diagnostics) : [] };
        const action = await quickFix(context, document, profile, fix, about);
        if (action) actions.push(action);
      }
    }
    for (const image of images) {
      const finding = findings.find((each) => each.image === image && each.rule === 'unsigned');
      const mended = finding ? diagnosticsOf(document, finding, diagnostics) : [];
      const action = signAction(context, document, profile, image, mended);
      if (action) actions.push(action);
      const inCi = await signingStepAction(context, document, image, mended);
      if (inCi) actions.push(inCi);
    }
    actions.push(...(await ciActions(context.client, document, range, diagnostics)));
    const unpinned = findings.filter(isUnpinned);
    const unknown = unpinned.find(canBeLookedUp);
    if (unknown && context.client.commands && context.engine.mode === 'online' && profile.lookUps) {
      actions.push(lookUpAndPin(document, unknown, diagnostics));
    }
    if (unpinned.length > 0 && pins.length > 1) actions.push(pinAll(CodeActionKind.QuickFix));
    actions.push(...silencing);
  }
  if (wantsFixAll && pins.length > 0) actions.push(pinAll(fixAllKind));
  // While other files were read, the text may have changed: what was made of it is for nobody then.
  return document.version === version ? actions : [];
}

async function quickFix(
  context: SessionContext,
  document: OpenDocument,
  profile: ManifestProfile,
  fix: Fix,
  about: { readonly image: AnalyzedImage | undefined; readonly diagnostics: Diagnostic[] },
): Promise<CodeAction | undefined> {
  const { title, configure, trustRoot } = fix;
  const command = context.client.commands ? trustCommand(document, about.image, fix) : undefined;
  let edit: WorkspaceEdit | undefined;
  if (trustRoot) {
    // It takes a question, which only the editor's command asks.
    if (!command || !canTrust(context, document.path, profile)) return undefined;
  } else {
    edit =
      configure === undefined
        ? editOf(context.client, document, toTextEdits(document.text, fix.edits))
        : (await configurationEdit(context, document.path, profile, configure))?.edit;
    if (edit === undefined) return undefined;
  }
  return {
    title,
    kind: CodeActionKind.QuickFix,
    ...(about.diagnostics.length > 0 && { diagnostics: about.diagnostics }),
    ...(context.client.preferredActions && fix.preferred && { isPreferred: true }),
    // The editor's command makes the same edit, and saves the file: only then does it count.
    ...(command ? { command } : edit && { edit }),
  };
}

/** Fixes that no finding offers: of what is signed there is none, and which keys lie in the workspace only the disk knows. */
async function trustWithoutFinding(
  context: SessionContext,
  document: OpenDocument,
  profile: ManifestProfile,
  image: AnalyzedImage,
): Promise<Fix[]> {
  const signer = image.verdict === 'untrusted' ? undefined : trustSignerFix(image);
  return signer ? [signer] : await keyChoices(context, document.path, profile, image);
}

function trustCommand(
  { uri, text }: OpenDocument,
  image: AnalyzedImage | undefined,
  fix: Fix,
): CodeAction['command'] {
  const signer = trustedBy(fix);
  if (image === undefined || signer === undefined) return undefined;
  const position = toPosition(text, image.field.span.start);
  const params: TrustSignerParams = { uri, position, signer };
  return { title: fix.title, command: clientCommands.trustSigner, arguments: [params] };
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

function isTrust(fix: Fix): boolean {
  return trustedBy(fix) !== undefined;
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
