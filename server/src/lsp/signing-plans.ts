import { resolve } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnalyzedImage } from '../analysis/finding.ts';
import type { RepositoryName } from '../image/names.ts';
import { applyEdits } from '../manifest/text-span.ts';
import { ciSystemOf } from '../pipeline/ci-path.ts';
import { loadPipeline } from '../pipeline/load-pipeline.ts';
import type { CiFile, SigningPlan, SigningPlans, SigningStepOptions } from '../pipeline/signing-plan.ts';
import { ciPath, possibleCiFiles, readCiFile, usualCiFiles } from '../platform/ci-files.ts';
import { originOf } from '../platform/git-origin.ts';
import type { TrustPolicy } from '../trust/policy.ts';
import type { SessionContext } from './context.ts';
import { toTextEdits } from './convert.ts';
import type { SigningPlanItem } from './protocol.ts';
import { uriOf } from './uris.ts';
import { editOfFiles } from './workspace-edit.ts';

type Files = Pick<SessionContext, 'documents' | 'projects'>;

/** Plans are made for one workspace folder: that of the file which names the image, else the first. */
export function folderFor({ projects }: Files, path: string | undefined): string | undefined {
  return (path === undefined ? undefined : projects.folderOf(path)) ?? projects.folders[0];
}

/** Every CI file of a folder, as it is in the editor or else on the disk. Gives other messages a turn. */
export async function ciFilesOf(
  { documents }: Files,
  folder: string,
  signal: AbortSignal,
): Promise<readonly CiFile[]> {
  const found: CiFile[] = [];
  let turn = performance.now();
  for (const path of possibleCiFiles(folder)) {
    if (signal.aborted) break;
    if (performance.now() - turn > 10) {
      await breathe();
      turn = performance.now();
    }
    const file = fileAt({ documents }, path, folder);
    if (file && ciSystemOf(file.path, file.text)) found.push(file);
  }
  return found;
}

/** The file to whose builds the step would be added, looked for in the usual places alone: a menu cannot wait. */
export async function likelyFile(
  context: Files,
  folder: string,
  image: RepositoryName,
): Promise<string | undefined> {
  const files = usualCiFiles(folder).flatMap((path) => fileAt(context, path, folder) ?? []);
  const { plans } = await plansFor(image, files, folder, ['cosign']);
  const [first, ...others] = new Set(plans.map(({ file }) => file));
  return others.length === 0 ? first : undefined;
}

type Tool = SigningStepOptions['tool'];

export interface ToolPlan extends SigningPlan {
  readonly tool: Tool;
}

/** What each of the tools would do, those of the first one first; not every CI system has a step of Notation's. */
export async function plansFor(
  image: RepositoryName,
  files: readonly CiFile[],
  folder: string,
  tools: readonly Tool[],
): Promise<{ readonly plans: readonly ToolPlan[]; readonly signed: SigningPlans['signed'] }> {
  const { signingPlans } = await loadPipeline();
  const origin = originOf(folder);
  const plans: ToolPlan[] = [];
  let signed: SigningPlans['signed'] = [];
  for (const tool of tools) {
    const found = signingPlans(image, files, { tool, ...(origin && { origin }) });
    // A step is brought up to date in one way, whoever asks.
    const others = found.plans.filter(({ kind }) => kind !== 'upgrade' || plans.length === 0);
    plans.push(...others.map((plan) => ({ ...plan, tool })));
    signed = found.signed;
  }
  return { plans, signed };
}

/**
 * Whose signatures an image is to have: those that the rule for it trusts, else those that it has already. Both, where
 * nothing of that is known: then a person chooses.
 */
export function toolsFor(
  { evidence }: AnalyzedImage,
  { rule, keys, identities, incomplete, notation }: TrustPolicy,
): readonly Tool[] {
  const found = evidence.image?.state === 'found' ? evidence.image.discovery.signatures : [];
  const byNotation =
    rule === undefined ? found.some(({ layout }) => layout === 'notation') : notation !== undefined;
  const byCosign =
    rule === undefined
      ? found.some(({ layout }) => layout !== 'notation')
      : keys.length + identities.length > 0 || incomplete !== undefined;
  if (byNotation === byCosign) return ['cosign', 'notation'];
  return byNotation ? ['notation'] : ['cosign'];
}

/** A plan with its edit; `undefined` when the client cannot create the file. */
export function itemOf(
  { client, documents }: Pick<SessionContext, 'client' | 'documents'>,
  folder: string,
  plan: ToolPlan,
  files: readonly CiFile[],
): SigningPlanItem | undefined {
  const { file, kind, label, notes, tool } = plan;
  const path = resolve(folder, file);
  const open = documents.atPath(path);
  const uri = open?.uri ?? uriOf(path);
  let edit: WorkspaceEdit;
  if (kind === 'create') {
    if (!client.documentChanges || !client.createFiles) return undefined;
    const start = { line: 0, character: 0 };
    const newText = applyEdits('', plan.edits);
    edit = {
      documentChanges: [
        { kind: 'create', uri, options: { ignoreIfExists: false } },
        { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText }] },
      ],
    };
  } else {
    const before = files.find((each) => each.path === file)?.text ?? '';
    const text = open?.text ?? TextDocument.create(uri, 'yaml', 0, before);
    const version = open?.version ?? null;
    edit = editOfFiles(client, [{ uri, version, edits: toTextEdits(text, plan.edits) }]);
  }
  return { file, uri, kind, label, notes, tool, edit };
}

function fileAt({ documents }: Pick<Files, 'documents'>, path: string, folder: string): CiFile | undefined {
  const open = documents.atPath(path);
  return open ? { path: ciPath(path, folder), text: open.text.getText() } : readCiFile(path, folder);
}
