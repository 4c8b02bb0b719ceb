import { dirname, join } from 'node:path';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ConfigurationChange } from '../analysis/fixes/fix.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { configurationFileNames } from '../configuration/discover.ts';
import { setRuleSeverity } from '../configuration/edit-configuration.ts';
import { addTrustRule } from '../configuration/edit-trust.ts';
import { applyEdits, type TextEdit } from '../manifest/text-span.ts';
import { readTextFile } from '../platform/text-files.ts';
import type { SessionContext } from './context.ts';
import { toTextEdits } from './convert.ts';
import type { ManifestProfile } from './profiles.ts';
import { uriOf } from './uris.ts';
import { editOfFiles } from './workspace-edit.ts';

export interface ConfigurationEdit {
  readonly edit: WorkspaceEdit;
  /** The `.imageseal.yaml` that it changes or makes. */
  readonly uri: string;
}

/**
 * The edit that changes the nearest `.imageseal.yaml` of a file, or makes one at the top of its workspace folder.
 * `undefined` when the client cannot create files, the file is on no disk, or there is nothing that could be changed.
 */
export async function configurationEdit(
  context: Pick<SessionContext, 'client' | 'documents' | 'projects'>,
  path: string | undefined,
  { configuration }: Pick<ManifestProfile, 'configuration'>,
  change: ConfigurationChange,
): Promise<ConfigurationEdit | undefined> {
  const { client, documents } = context;
  if (path === undefined || !canConfigure(client)) return undefined;
  if ('trust' in change && !isTrustOfFile(configuration)) return undefined;
  const { source } = configuration;
  if (source === undefined) {
    const edits = editsFor('', change) ?? [];
    if (edits.length === 0) return undefined;
    const uri = uriOf(join(configurationFolder(context, path, undefined), configurationFileNames[0]));
    const start = { line: 0, character: 0 };
    const documentChanges: WorkspaceEdit['documentChanges'] = [
      { kind: 'create', uri, options: { ignoreIfExists: true } },
      {
        textDocument: { uri, version: null },
        edits: [{ range: { start, end: start }, newText: applyEdits('', edits) }],
      },
    ];
    return { uri, edit: { documentChanges } };
  }
  const open = documents.atPath(source);
  const text = open?.text ?? (await onDisk(source));
  const edits = text && editsFor(text.getText(), change);
  if (text === undefined || edits === undefined) return undefined;
  const version = open?.version ?? null;
  const edit = editOfFiles(client, [{ uri: text.uri, version, edits: toTextEdits(text, edits) }]);
  return { uri: text.uri, edit };
}

/** Would a trust rule that is written to the `.imageseal.yaml` of a file count, as far as is known without reading it? */
export function canTrust(
  { client }: Pick<SessionContext, 'client'>,
  path: string | undefined,
  { configuration }: Pick<ManifestProfile, 'configuration'>,
): boolean {
  return path !== undefined && canConfigure(client) && isTrustOfFile(configuration);
}

function canConfigure({ documentChanges, createFiles }: SessionContext['client']): boolean {
  return documentChanges && createFiles;
}

/** What the settings say of trust replaces what the file says. */
function isTrustOfFile({ trust, trustFile }: Configuration): boolean {
  return trust === undefined || trustFile !== undefined;
}

/** The folder of the `.imageseal.yaml` that holds for a file, or of the one that would be made for it. */
export function configurationFolder(
  { projects }: Pick<SessionContext, 'projects'>,
  path: string,
  source: string | undefined,
): string {
  return source === undefined ? (projects.folderOf(path) ?? dirname(path)) : dirname(source);
}

function editsFor(text: string, change: ConfigurationChange): TextEdit[] | undefined {
  return 'trust' in change
    ? addTrustRule(text, change.trust)
    : setRuleSeverity(text, change.switchOff, 'off');
}

async function onDisk(path: string): Promise<TextDocument | undefined> {
  const text = await readTextFile(path).catch(() => undefined);
  // The editor's text of the file has no byte order mark.
  return text === undefined
    ? undefined
    : TextDocument.create(uriOf(path), 'yaml', 0, text.replace(/^\ufeff/, ''));
}
