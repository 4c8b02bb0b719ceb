import { dirname, join } from 'node:path';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { configurationFileNames } from '../configuration/discover.ts';
import { setRuleSeverity } from '../configuration/edit-configuration.ts';
import type { RuleId } from '../configuration/rule-ids.ts';
import { readTextFile } from '../platform/text-files.ts';
import type { SessionContext } from './context.ts';
import { toTextEdits } from './convert.ts';
import type { OpenDocument } from './document-store.ts';
import type { ManifestProfile } from './profiles.ts';
import { uriOf } from './uris.ts';
import { editOfFiles } from './workspace-edit.ts';

/**
 * The edit that switches a rule off in the nearest `.imageseal.yaml`, or in a new one at the top of the workspace
 * folder. `undefined` when the client cannot create files, or the document is on no disk.
 */
export async function switchOffEdit(
  { client, documents, projects }: Pick<SessionContext, 'client' | 'documents' | 'projects'>,
  document: OpenDocument,
  { configuration }: ManifestProfile,
  rule: RuleId,
): Promise<WorkspaceEdit | undefined> {
  if (document.path === undefined || !client.documentChanges || !client.createFiles) return undefined;
  const { source } = configuration;
  if (source === undefined) {
    const folder = projects.folderOf(document.path) ?? dirname(document.path);
    const uri = uriOf(join(folder, configurationFileNames[0]));
    const [edit] = setRuleSeverity('', rule, 'off') ?? [];
    if (edit === undefined) return undefined;
    const start = { line: 0, character: 0 };
    return {
      documentChanges: [
        { kind: 'create', uri, options: { ignoreIfExists: true } },
        {
          textDocument: { uri, version: null },
          edits: [{ range: { start, end: start }, newText: edit.newText }],
        },
      ],
    };
  }
  const open = documents.atPath(source);
  const text = open?.text ?? (await onDisk(source));
  const edits = text && setRuleSeverity(text.getText(), rule, 'off');
  if (text === undefined || edits === undefined) return undefined;
  const version = open?.version ?? null;
  return editOfFiles(client, [{ uri: text.uri, version, edits: toTextEdits(text, edits) }]);
}

async function onDisk(path: string): Promise<TextDocument | undefined> {
  const text = await readTextFile(path).catch(() => undefined);
  // The editor's text of the file has no byte order mark.
  return text === undefined
    ? undefined
    : TextDocument.create(uriOf(path), 'yaml', 0, text.replace(/^\ufeff/, ''));
}
