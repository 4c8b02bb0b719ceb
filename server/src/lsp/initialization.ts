import type { InitializeParams, WorkspaceFolder } from 'vscode-languageserver/node';
import type { InitializationOptions } from './protocol.ts';
import { uriOf } from './uris.ts';

/** The client's options, each of its right type or absent: what is damaged grants nothing. */
export function readOptions({ initializationOptions }: InitializeParams): InitializationOptions {
  const given: Record<string, unknown> =
    typeof initializationOptions === 'object' && initializationOptions !== null ? initializationOptions : {};
  const text = (name: keyof InitializationOptions) =>
    typeof given[name] === 'string' && given[name] !== '' ? { [name]: given[name] } : {};
  return {
    trusted: given.trusted === true,
    offline: given.offline === true,
    settings: given.settings,
    httpFetch: given.httpFetch === true,
    commands: given.commands === true,
    jsonSchemas: given.jsonSchemas === true,
    ...text('cacheDirectory'),
    ...text('docsDirectory'),
    ...text('l10nBundle'),
  };
}

/** The workspace folders; clients of older days have one root. */
export function workspaceFoldersOf(params: InitializeParams): readonly WorkspaceFolder[] {
  if (params.workspaceFolders && params.workspaceFolders.length > 0) return params.workspaceFolders;
  const uri = params.rootUri ?? (params.rootPath ? uriOf(params.rootPath) : undefined);
  return uri ? [{ uri, name: uri }] : [];
}
