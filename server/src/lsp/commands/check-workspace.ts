import * as l10n from '@vscode/l10n';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Finding } from '../../analysis/finding.ts';
import { type Lookup, lookupKey, lookupsOf } from '../../analysis/lookup.ts';
import { visibleFindings } from '../../analysis/visible-findings.ts';
import { priority } from '../../registry/host-limiter.ts';
import type { ClosedFiles } from '../closed-files.ts';
import type { SessionContext } from '../context.ts';
import { toRange } from '../convert.ts';
import type { DiagnosticStyle } from '../diagnostics.ts';
import { placeOf } from '../image-list.ts';
import { analysisOf } from '../profiles.ts';
import { type CheckWorkspaceParams, type CheckWorkspaceResult, checkWorkspaceRequest } from '../protocol.ts';
import type { LongRequest, LongRequests } from './long-requests.ts';
import { lookUpAll } from './look-up-all.ts';
import { type ManifestFile, manifestsOfWorkspace, readManifest } from './manifest-file.ts';

/** `imageseal/checkWorkspace`: checks every manifest; the findings of files that are not open are published. */
export function registerCheckWorkspace(
  context: SessionContext,
  requests: LongRequests,
  closedFiles: ClosedFiles,
  onChecked: () => void,
): void {
  requests.serve<CheckWorkspaceParams, CheckWorkspaceResult>(
    checkWorkspaceRequest,
    () => l10n.t('Checking manifests'),
    async (_, request) => {
      const result = await checkWorkspace(context, closedFiles, request);
      onChecked();
      return result;
    },
  );
}

/** Looks up whatever the manifests of the workspace name, and publishes what is to be said of the closed ones. */
export async function checkWorkspace(
  context: SessionContext,
  closedFiles: ClosedFiles,
  request: LongRequest,
): Promise<CheckWorkspaceResult> {
  const totals = new Map<string, Totals>();
  const again: string[] = [];
  const lookups = new Map<string, Lookup>();
  for await (const file of manifestsOfWorkspace(context, request.signal)) {
    totals.set(file.uri, check(context, closedFiles, file));
    if (!file.profile.lookUps) continue;
    const { configuration } = file.profile;
    const unknown = lookupsOf(analysisOf(file.manifest, file.profile).images, configuration).filter(
      (lookup) => context.engine.store.isStale(lookup),
    );
    if (unknown.length > 0) again.push(file.uri);
    for (const lookup of unknown) lookups.set(lookupKey(lookup), lookup);
  }
  closedFiles.keepOnly(totals.keys());
  await lookUpAll(context.engine, lookups.values(), priority.scan, request);
  for (const uri of again) {
    const file = await readManifest(context, uri);
    if (file) totals.set(uri, check(context, closedFiles, file));
  }
  const all = [...totals.values()];
  const sum = (pick: (each: Totals) => number) => all.reduce((total, each) => total + pick(each), 0);
  return {
    files: all.length,
    images: sum(({ images }) => images),
    findings: sum(({ findings }) => findings),
    unknown: sum(({ unknown }) => unknown),
  };
}

interface Totals {
  readonly images: number;
  readonly findings: number;
  readonly unknown: number;
}

function check({ style }: SessionContext, closedFiles: ClosedFiles, file: ManifestFile): Totals {
  const { images, findings } = analysisOf(file.manifest, file.profile);
  if (file.open) closedFiles.mark(file.uri);
  else {
    const ranges = images.map((image) => toRange(file.text, placeOf(image)));
    closedFiles.publish(file, ranges, diagnosticsOf(style, file, findings));
  }
  return {
    images: images.length,
    findings: findings.length,
    unknown: images.filter(
      ({ verdict, reference }) => verdict === 'unknown' && reference.kind === 'reference',
    ).length,
  };
}

function diagnosticsOf(
  style: DiagnosticStyle,
  file: ManifestFile,
  findings: readonly Finding[],
): Diagnostic[] {
  return visibleFindings(findings).map((finding) => style.toDiagnostic(file.text, finding, 0));
}

/** What Problems says of a file that was part of a check is brought up to date. Gives what of it is not known. */
export async function recheck(
  context: SessionContext,
  closedFiles: ClosedFiles,
  uri: string,
): Promise<Lookup[]> {
  const file = await readManifest(context, uri);
  if (file === undefined) {
    closedFiles.remove(uri);
    return [];
  }
  check(context, closedFiles, file);
  if (file.open || !file.profile.lookUps) return [];
  const { images } = analysisOf(file.manifest, file.profile);
  const { store } = context.engine;
  return lookupsOf(images, file.profile.configuration).filter((lookup) => store.isStale(lookup));
}
