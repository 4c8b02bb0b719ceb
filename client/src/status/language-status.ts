import { type Disposable, type DocumentFilter, LanguageStatusSeverity, languages } from 'vscode';
import { isVirtualWorkspace } from '../workspace-mode.ts';
import { type ServerState, statusView } from './status-view.ts';

const severities = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

/** The entry behind `{}` in the status bar: busy, offline, restricted, or what is wrong. A click shows the log. */
export class LanguageStatus implements Disposable {
  readonly #item;

  constructor(selector: readonly DocumentFilter[]) {
    this.#item = languages.createLanguageStatusItem('imageseal.status', selector);
    this.#item.name = 'ImageSeal';
    this.show({ state: 'starting' });
  }

  show(state: ServerState): void {
    const view = statusView(state, isVirtualWorkspace());
    this.#item.text = view.text;
    this.#item.detail = view.detail;
    this.#item.severity = severities[view.severity];
    this.#item.busy = view.busy;
    this.#item.command = view.command;
    this.#item.accessibilityInformation = { label: `${view.text}. ${view.detail}` };
  }

  dispose(): void {
    this.#item.dispose();
  }
}
