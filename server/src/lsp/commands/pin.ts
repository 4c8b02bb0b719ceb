import * as l10n from '@vscode/l10n';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import type { AnalyzedImage, Finding } from '../../analysis/finding.ts';
import { pinAllEdits } from '../../analysis/fixes/index.ts';
import { pinEdit } from '../../analysis/fixes/pin-digest.ts';
import { type Lookup, lookupKey, lookupOf } from '../../analysis/lookup.ts';
import { describeVerdict } from '../../analysis/verdict.ts';
import { priority } from '../../registry/host-limiter.ts';
import type { SessionContext } from '../context.ts';
import { toTextEdits } from '../convert.ts';
import { analysisOf } from '../profiles.ts';
import { type PinParams, type PinResult, pinRequest } from '../protocol.ts';
import { editOfFiles, type FileEdits } from '../workspace-edit.ts';
import type { LongRequest, LongRequests } from './long-requests.ts';
import { lookUpAll } from './look-up-all.ts';
import { type ManifestFile, manifestsOfWorkspace, readManifest } from './manifest-file.ts';

/** `imageseal/pin`: looks up what is not known and returns the edits that pin one file, or the whole workspace. */
export function registerPin(context: SessionContext, requests: LongRequests): void {
  requests.serve<PinParams, PinResult>(
    pinRequest,
    () => l10n.t('Pinning images'),
    (params, request) => pin(context, params, request),
  );
}

async function pin(context: SessionContext, { uri }: PinParams, request: LongRequest): Promise<PinResult> {
  // Between the look-ups and the edits minutes may pass, so of each file only its name is kept.
  const uris: string[] = [];
  const lookups = new Map<string, Lookup>();
  for await (const file of filesOf(context, uri, request.signal)) {
    const unpinned = unpinnedImages(file);
    if (unpinned.length > 0) uris.push(file.uri);
    for (const { reference } of unpinned) {
      if (reference.kind !== 'reference' || !file.profile.lookUps) continue;
      const lookup = lookupOf(reference, file.profile.configuration);
      lookups.set(lookupKey(lookup), lookup);
    }
  }
  await lookUpAll(context.engine, lookups.values(), priority.visible, request);

  const edits: FileEdits[] = [];
  const skipped: { uri: string; image: string; reason: string }[] = [];
  let pinned = 0;
  for (const each of uris) {
    const file = await readManifest(context, each);
    if (file === undefined) continue;
    const pins = pinAllEdits(analysisOf(file.manifest, file.profile));
    for (const image of unpinnedImages(file)) {
      if (pinEdit(image) === undefined)
        skipped.push({ uri: file.uri, image: image.field.text, reason: reasonFor(image) });
    }
    if (pins.length === 0) continue;
    pinned += pins.length;
    edits.push({
      uri: file.uri,
      version: file.open?.version ?? null,
      edits: toTextEdits(file.text, pins),
    });
  }
  const edit: WorkspaceEdit = editOfFiles(context.client, edits);
  return { edit, pinned, skipped };
}

async function* filesOf(
  context: SessionContext,
  uri: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<ManifestFile> {
  if (uri === undefined) {
    yield* manifestsOfWorkspace(context, signal);
    return;
  }
  const file = await readManifest(context, uri);
  if (file) yield file;
}

/** The images that a rule complains about; what is suppressed or switched off is left alone. */
function unpinnedImages({ manifest, profile }: ManifestFile): AnalyzedImage[] {
  const { findings } = analysisOf(manifest, profile);
  return findings.filter(isUnpinned).flatMap(({ image }) => image ?? []);
}

function isUnpinned({ rule }: Finding): boolean {
  return rule === 'unpinned' || rule === 'latest-tag';
}

function reasonFor(image: AnalyzedImage): string {
  if (image.evidence.tag?.state === 'resolved') return l10n.t('A digest cannot be written in this place.');
  return describeVerdict(image);
}
