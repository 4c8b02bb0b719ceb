import type { ClientCapabilities } from 'vscode-languageserver/node';

/** What three kinds of client say they can do. */
export const presets = {
  /** VS Code with vscode-languageclient 11: pull diagnostics, everything refreshable. */
  vscode: {
    workspace: {
      applyEdit: true,
      workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
      configuration: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      workspaceFolders: true,
      codeLens: { refreshSupport: true },
      inlayHint: { refreshSupport: true },
      diagnostics: { refreshSupport: true },
    },
    textDocument: {
      synchronization: { dynamicRegistration: true, didSave: true },
      publishDiagnostics: { versionSupport: false, codeDescriptionSupport: true, dataSupport: true },
      diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
      hover: { dynamicRegistration: true, contentFormat: ['markdown', 'plaintext'] },
      completion: { dynamicRegistration: true },
      codeAction: {
        dynamicRegistration: true,
        isPreferredSupport: true,
        codeActionLiteralSupport: {
          codeActionKind: { valueSet: ['', 'quickfix', 'source', 'source.fixAll'] },
        },
      },
      codeLens: { dynamicRegistration: true },
      inlayHint: { dynamicRegistration: true },
    },
    window: { workDoneProgress: true, showMessage: {} },
    general: { positionEncodings: ['utf-16'] },
  },
  /** Neovim 0.7: push only, answers `workspace/configuration`, registers nothing. */
  neovim: {
    workspace: {
      applyEdit: true,
      workspaceEdit: { resourceOperations: ['rename', 'create', 'delete'] },
      configuration: true,
      workspaceFolders: true,
    },
    textDocument: {
      synchronization: { dynamicRegistration: false, didSave: true },
      publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
      hover: { dynamicRegistration: false, contentFormat: ['markdown', 'plaintext'] },
      completion: { dynamicRegistration: false },
      codeAction: {
        dynamicRegistration: false,
        codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source'] } },
      },
    },
    window: { workDoneProgress: true },
  },
  /** A client that says nothing about itself. */
  minimal: {},
} as const satisfies Record<string, ClientCapabilities>;

export type Preset = keyof typeof presets;
