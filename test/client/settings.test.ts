import { describe, expect, it } from 'vitest';
import {
  declaredSettings,
  type Inspection,
  type SettingsReader,
  settingsItem,
} from '../../client/src/settings.ts';

const keys = [
  'imageseal.enable',
  'imageseal.rules.unpinned',
  'imageseal.rules.latest-tag',
  'imageseal.ignore',
  'imageseal.trust',
  'imageseal.offline',
  'imageseal.network.concurrency',
];
const defaults: Record<string, unknown> = {
  'imageseal.enable': true,
  'imageseal.rules.unpinned': 'warning',
  'imageseal.rules.latest-tag': 'warning',
  'imageseal.ignore': [],
  'imageseal.trust': [],
  'imageseal.offline': false,
  'imageseal.network.concurrency': 8,
};

function reader(set: Record<string, unknown>, scope = 'workspaceValue'): SettingsReader {
  return {
    get: (key) => set[key] ?? defaults[key],
    inspect: (key): Inspection => ({ [scope]: set[key] }) as Inspection,
  };
}

describe('workspace/configuration', () => {
  it('leaves out defaults of what .imageseal.yaml can say, so that the file decides', () => {
    expect(settingsItem(keys, 'imageseal', reader({}))).toEqual({
      enable: true,
      offline: false,
      network: { concurrency: 8 },
    });
  });

  it.each(['globalValue', 'workspaceValue', 'workspaceFolderValue'])('sends what is set as %s', (scope) => {
    const answer = settingsItem(keys, 'imageseal', reader({ 'imageseal.rules.unpinned': 'error' }, scope));
    expect(answer).toMatchObject({ rules: { unpinned: 'error' } });
    expect(answer).not.toHaveProperty('rules.latest-tag');
  });

  it('sends a value that equals the default when somebody has set it', () => {
    const set = reader({ 'imageseal.rules.unpinned': 'warning', 'imageseal.ignore': [] });
    expect(settingsItem(keys, 'imageseal', set)).toMatchObject({
      rules: { unpinned: 'warning' },
      ignore: [],
    });
  });

  it('answers for a section and for a single setting', () => {
    const set = reader({ 'imageseal.rules.unpinned': 'off' });
    expect(settingsItem(keys, 'imageseal.rules', set)).toEqual({ unpinned: 'off' });
    expect(settingsItem(keys, 'imageseal.rules.unpinned', set)).toBe('off');
    expect(settingsItem(keys, 'imageseal.rules.latest-tag', set)).toBeNull();
    expect(settingsItem(keys, 'imageseal.offline', set)).toBe(false);
  });
});

describe('declared settings', () => {
  it('are gathered from every group of package.json', () => {
    const configuration = [{ properties: { 'imageseal.a': {} } }, { properties: { 'imageseal.b': {} } }];
    expect(declaredSettings({ contributes: { configuration } })).toEqual(['imageseal.a', 'imageseal.b']);
    expect(declaredSettings({})).toEqual([]);
  });
});
