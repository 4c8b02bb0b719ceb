import {
  CodeActionKind,
  type InitializeParams,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { ClientFeatures } from './client-features.ts';
import { fixAllKind } from './features/code-action.ts';

/** What we offer, as far as the client can make use of it. */
export function serverCapabilities(client: ClientFeatures, params: InitializeParams): ServerCapabilities {
  return {
    ...(params.capabilities.general?.positionEncodings && { positionEncoding: PositionEncodingKind.UTF16 }),
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    hoverProvider: true,
    ...(client.pullDiagnostics && {
      diagnosticProvider: {
        identifier: 'imageseal',
        interFileDependencies: false,
        workspaceDiagnostics: false,
      },
    }),
    ...(client.codeActions && {
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
    }),
    ...(client.codeLens && { codeLensProvider: { resolveProvider: false } }),
    ...(client.inlayHints && { inlayHintProvider: { resolveProvider: false } }),
    ...(client.completion && { completionProvider: { triggerCharacters: [':'] } }),
    ...(client.workspaceFolders && {
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    }),
  };
}
