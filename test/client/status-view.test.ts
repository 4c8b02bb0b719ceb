import { describe, expect, it, vi } from 'vitest';
import { statusView } from '../../client/src/status/status-view.ts';
import type { StatusParams } from '../../server/src/lsp/protocol.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (message: string, ...args: unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)])),
  },
}));

function running(status: Partial<StatusParams> = {}, virtual = false) {
  const calm: StatusParams = { health: 'ok', quiescent: true, pending: 0, mode: 'online' };
  return statusView({ state: 'running', status: { ...calm, ...status } }, virtual);
}

describe('the status item', () => {
  it('is calm when there is nothing to do, and shows the log at a click', () => {
    expect(running()).toMatchObject({ text: 'ImageSeal', severity: 'information', busy: false });
    expect(running().command.command).toBe('imageseal.showOutput');
  });

  it('is busy while images are looked up, and says how many', () => {
    expect(running({ quiescent: false, pending: 3 })).toMatchObject({
      busy: true,
      detail: 'Looking up images: 3 to go.',
    });
    expect(statusView({ state: 'starting' }, false).busy).toBe(true);
  });

  it('leads to workspace trust in Restricted Mode', () => {
    const view = running({ mode: 'restricted' });
    expect(view.text).toBe('ImageSeal: restricted');
    expect(view.command.command).toBe('workbench.trust.manage');
  });

  it('does not speak of trust in a virtual workspace, where granting it would change nothing', () => {
    const view = running({ mode: 'restricted' }, true);
    expect(view.text).toBe('ImageSeal: local rules only');
    expect(view.command.command).toBe('imageseal.showOutput');
  });

  it('leads to the setting when offline', () => {
    expect(running({ mode: 'offline' })).toMatchObject({
      text: 'ImageSeal: offline',
      command: { command: 'workbench.action.openSettings', arguments: ['imageseal.offline'] },
    });
  });

  it('tells a problem before anything else, in the words of the server', () => {
    const view = running({ health: 'warning', mode: 'offline', message: 'ghcr.io refuses the credentials.' });
    expect(view).toMatchObject({ severity: 'warning', detail: 'ghcr.io refuses the credentials.' });
    expect(running({ health: 'error' }).severity).toBe('error');
  });

  it('offers a restart when the server is gone', () => {
    expect(statusView({ state: 'stopped' }, false)).toMatchObject({
      severity: 'error',
      command: { command: 'imageseal.restartServer' },
    });
  });

  it('tells states apart in words, not only by icon or colour', () => {
    const texts = [
      running(),
      running({ mode: 'offline' }),
      running({ mode: 'restricted' }),
      running({ health: 'error' }),
      statusView({ state: 'stopped' }, false),
    ].map((view) => view.text);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
