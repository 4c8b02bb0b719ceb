import { Disposable, type ExtensionContext, languages, type TextDocument, window, workspace } from 'vscode';
import { trustGrantedNotification } from '../../server/src/lsp/protocol.ts';
import { registerCommands } from './commands/index.ts';
import { documentSelector } from './document-selector.ts';
import { ImagesView } from './images/images-view.ts';
import { mayBeOurs } from './json-gate.ts';
import { ReportDocuments } from './reports/report-documents.ts';
import { Server } from './server.ts';
import { RememberedPasswords } from './signing/passwords.ts';
import { RecentKeys } from './signing/recent-keys.ts';
import { LanguageStatus } from './status/language-status.ts';
import { isVirtualWorkspace } from './workspace-mode.ts';

let server: Server | undefined;

/** Builds the object graph. The server starts with the first document that may hold images, or the first command. */
export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('ImageSeal', { log: true });
  const selector = documentSelector();
  const status = new LanguageStatus(selector);
  const started = new Server(context, output, {
    onState: (state) => {
      status.show(state);
      images.showStatus(state.state === 'running' ? state.status : undefined);
    },
    onImagesChanged: () => images.refresh(),
  });
  const images = new ImagesView(started, context.workspaceState);
  const reports = new ReportDocuments();
  server = started;

  const waiting: Disposable[] = [];
  const startFor = (document: TextDocument) => {
    if (languages.match(selector, document) === 0 || !mayBeOurs(document)) return;
    for (const listener of waiting.splice(0)) listener.dispose();
    started.client().catch(() => undefined);
  };
  waiting.push(
    workspace.onDidOpenTextDocument(startFor),
    workspace.onDidChangeTextDocument(({ document }) => startFor(document)),
  );
  context.subscriptions.push(
    output,
    status,
    images,
    reports,
    ...registerCommands({
      server: started,
      output,
      extensionUri: context.extensionUri,
      reports,
      images,
      passwords: new RememberedPasswords(context.secrets, context.globalState),
      recentKeys: new RecentKeys(context.workspaceState),
    }),
    workspace.onDidGrantWorkspaceTrust(() => {
      if (!isVirtualWorkspace()) void started.notify(trustGrantedNotification);
    }),
    { dispose: () => Disposable.from(...waiting).dispose() },
  );
  for (const document of workspace.textDocuments) startFor(document);
}

/** Stops the server; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  await server?.stop();
  server = undefined;
}
