import type { LogOutputChannel, Uri } from 'vscode';
import type { ImagesView } from '../images/images-view.ts';
import type { ReportDocuments } from '../reports/report-documents.ts';
import type { Server } from '../server.ts';
import type { RememberedPasswords } from '../signing/passwords.ts';
import type { RecentKeys } from '../signing/recent-keys.ts';

/** What commands work with. */
export interface CommandContext {
  readonly server: Server;
  readonly output: LogOutputChannel;
  readonly extensionUri: Uri;
  readonly reports: ReportDocuments;
  readonly images: ImagesView;
  readonly passwords: RememberedPasswords;
  readonly recentKeys: RecentKeys;
}

/** One command of the palette, of a hover link or of a notification's button. */
export interface Command {
  /** As in package.json and in `clientCommands`. */
  readonly id: string;
  run(context: CommandContext, ...args: readonly unknown[]): Promise<void>;
}
