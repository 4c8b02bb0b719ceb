import type { TextDocument, Uri } from 'vscode';
import type { LanguageClient, Middleware } from 'vscode-languageclient/node';
import { JsonGate } from './json-gate.ts';

/** Keeps JSON that is no manifest from the server: neither its text nor a question about it is sent. */
export function gateMiddleware(client: () => LanguageClient | undefined): Middleware {
  const gate = new JsonGate();
  const reopen = (document: TextDocument) =>
    client()?.getFeature('textDocument/didOpen').getProvider(document)?.send(document);
  const unlessHeld = <R>(document: TextDocument | Uri, next: () => R): R | undefined =>
    gate.isHeld('uri' in document ? document.uri : document) ? undefined : next();

  return {
    didOpen: async (document, next) => {
      if (gate.admitOpened(document)) await next(document);
    },
    didChange: async (event, next) => {
      const verdict = gate.admitChanged(event.document);
      if (verdict === 'open') await reopen(event.document);
      else if (verdict === 'pass') await next(event);
    },
    didSave: async (document, next) => {
      await unlessHeld(document, () => next(document));
    },
    didClose: async (document, next) => {
      if (gate.admitClosed(document)) await next(document);
    },
    provideDiagnostics: (document, previous, token, next) =>
      unlessHeld(document, () => next(document, previous, token)),
    provideHover: (document, position, token, next) =>
      unlessHeld(document, () => next(document, position, token)),
    provideCodeActions: (document, range, context, token, next) =>
      unlessHeld(document, () => next(document, range, context, token)),
    provideCodeLenses: (document, token, next) => unlessHeld(document, () => next(document, token)),
    provideInlayHints: (document, range, token, next) =>
      unlessHeld(document, () => next(document, range, token)),
    provideCompletionItem: (document, position, context, token, next) =>
      unlessHeld(document, () => next(document, position, context, token)),
    provideDocumentLinks: (document, token, next) => unlessHeld(document, () => next(document, token)),
  };
}
