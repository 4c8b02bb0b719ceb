import { type InitializeParams, MarkupKind, ResourceOperationKind } from 'vscode-languageserver/node';
import type { InitializationOptions } from './protocol.ts';

/** What the client can do, in one flat record: nothing is sent that is not listed here. */
export interface ClientFeatures {
  readonly pullDiagnostics: boolean;
  readonly diagnosticVersion: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticData: boolean;
  readonly configuration: boolean;
  readonly watchConfiguration: boolean;
  readonly watchFiles: boolean;
  /** Files outside of the workspace, too. */
  readonly watchOutside: boolean;
  readonly workspaceFolders: boolean;
  readonly codeActions: boolean;
  readonly preferredActions: boolean;
  readonly documentChanges: boolean;
  readonly createFiles: boolean;
  readonly hoverMarkup: MarkupKind;
  readonly codeLens: boolean;
  readonly codeLensRefresh: boolean;
  readonly inlayHints: boolean;
  readonly inlayHintRefresh: boolean;
  readonly completion: boolean;
  readonly workDoneProgress: boolean;
  /** The commands of `clientCommands` exist, so that links to them work. */
  readonly commands: boolean;
  readonly httpFetch: boolean;
  /** It knows the JSON schemas of docs/schemas, and says what they say. */
  readonly jsonSchemas: boolean;
}

export function clientFeatures(
  { capabilities }: InitializeParams,
  options: InitializationOptions,
): ClientFeatures {
  const { textDocument, workspace, window } = capabilities;
  const published = textDocument?.publishDiagnostics;
  // 3.18 gives the pull model its own copy of these members; clients of 3.17 mean the older ones for both.
  const pulled = textDocument?.diagnostic as typeof published | undefined;
  return {
    // Without refresh, what a look-up finds later would never be shown.
    pullDiagnostics:
      textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    diagnosticVersion: published?.versionSupport === true,
    codeDescription: published?.codeDescriptionSupport === true || pulled?.codeDescriptionSupport === true,
    diagnosticData: published?.dataSupport === true || pulled?.dataSupport === true,
    configuration: workspace?.configuration === true,
    watchConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchOutside: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    preferredActions: textDocument?.codeAction?.isPreferredSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createFiles:
      workspace?.workspaceEdit?.resourceOperations?.includes(ResourceOperationKind.Create) === true,
    hoverMarkup: textDocument?.hover?.contentFormat?.[0] ?? MarkupKind.PlainText,
    codeLens: textDocument?.codeLens !== undefined,
    codeLensRefresh: workspace?.codeLens?.refreshSupport === true,
    inlayHints: textDocument?.inlayHint !== undefined,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport === true,
    completion: textDocument?.completion !== undefined,
    workDoneProgress: window?.workDoneProgress === true,
    commands: options.commands === true,
    httpFetch: options.httpFetch === true,
    jsonSchemas: options.jsonSchemas === true,
  };
}
