import { l10n } from 'vscode';
import { clientCommands, type StatusParams } from '../../../server/src/lsp/protocol.ts';

/** What the extension knows of its server. */
export type ServerState =
  | { readonly state: 'starting' }
  | { readonly state: 'running'; readonly status: StatusParams }
  /** Ended, and not started again. */
  | { readonly state: 'stopped' };

/** What the language status item shows. Each state differs in its words, not only in colour or icon. */
export interface StatusView {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'information' | 'warning' | 'error';
  readonly busy: boolean;
  readonly command: { readonly title: string; readonly command: string; readonly arguments?: unknown[] };
}

/** The most pressing thing first: no server, a problem, no permission to connect, work in progress, nothing to do. */
export function statusView(server: ServerState, virtual: boolean): StatusView {
  const showOutput = { title: l10n.t('Show Output'), command: clientCommands.showOutput };
  const view = (text: string, detail: string, rest: Partial<StatusView> = {}): StatusView => ({
    text,
    detail,
    severity: 'information',
    busy: false,
    command: showOutput,
    ...rest,
  });

  if (server.state === 'starting') {
    return view('ImageSeal', l10n.t('The language server is starting.'), { busy: true });
  }
  if (server.state === 'stopped') {
    const command = { title: l10n.t('Restart'), command: clientCommands.restartServer };
    return view(l10n.t('ImageSeal: stopped'), l10n.t('The language server is not running.'), {
      severity: 'error',
      command,
    });
  }

  const { health, mode, pending, quiescent, message } = server.status;
  if (health !== 'ok') {
    const detail = message ?? l10n.t('Something went wrong; the output says what.');
    return view(l10n.t('ImageSeal: problem'), detail, { severity: health, busy: !quiescent });
  }
  if (mode === 'restricted' && virtual) {
    const detail = l10n.t(
      'In a virtual workspace images are checked by local rules alone; no registry is asked.',
    );
    return view(l10n.t('ImageSeal: local rules only'), detail);
  }
  if (mode === 'restricted') {
    const detail = l10n.t(
      'In Restricted Mode images are checked by local rules alone; no registry is asked.',
    );
    const command = { title: l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage' };
    return view(l10n.t('ImageSeal: restricted'), detail, { command });
  }
  if (mode === 'offline') {
    const detail = l10n.t('Offline: images are checked by local rules and by what is already known.');
    const command = {
      title: l10n.t('Settings'),
      command: 'workbench.action.openSettings',
      arguments: ['imageseal.offline'],
    };
    return view(l10n.t('ImageSeal: offline'), detail, { command });
  }
  if (!quiescent) {
    const detail =
      pending > 0 ? l10n.t('Looking up images: {0} to go.', pending) : l10n.t('Checking manifests.');
    return view('ImageSeal', detail, { busy: true });
  }
  return view('ImageSeal', l10n.t('Every image that can be looked up has been.'));
}
