import * as l10n from '@vscode/l10n';
import { type Connection, type ProgressToken, WorkDoneProgress } from 'vscode-languageserver/node';

/** Milliseconds between two reports at least. */
const INTERVAL_MS = 100;

/** Tells the client how far a long request has come; without a token it stays silent. */
export class Progress {
  readonly #connection: Connection;
  readonly #token: ProgressToken | undefined;
  #lastReport = 0;

  constructor(connection: Connection, token: ProgressToken | undefined) {
    this.#connection = connection;
    this.#token = token;
  }

  begin(title: string): void {
    this.#send({ kind: 'begin', title, cancellable: true, percentage: 0 });
  }

  report(done: number, total: number): void {
    const now = performance.now();
    if (done < total && now < this.#lastReport + INTERVAL_MS) return;
    this.#lastReport = now;
    const percentage = total === 0 ? 100 : Math.floor((100 * done) / total);
    this.#send({ kind: 'report', message: l10n.t('{0} of {1}', done, total), percentage });
  }

  /** What is being done, of something that cannot be counted. */
  say(message: string): void {
    this.#send({ kind: 'report', message });
  }

  end(): void {
    this.#send({ kind: 'end' });
  }

  #send(value: ProgressValue): void {
    if (this.#token === undefined) return;
    void this.#connection.sendProgress(WorkDoneProgress.type, this.#token, value);
  }
}

type ProgressValue =
  | { kind: 'begin'; title: string; cancellable: boolean; percentage: number }
  | { kind: 'report'; message: string; percentage?: number }
  | { kind: 'end' };
