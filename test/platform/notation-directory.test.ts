import { describe, expect, it } from 'vitest';
import { notationDirectory } from '../../server/src/platform/notation-directory.ts';

describe("notation's own directory", () => {
  it.each<[NodeJS.Platform, NodeJS.ProcessEnv, string | undefined]>([
    ['linux', { HOME: '/home/ann' }, '/home/ann/.config/notation'],
    ['linux', { HOME: '/home/ann', XDG_CONFIG_HOME: '/home/ann/etc' }, '/home/ann/etc/notation'],
    ['linux', { HOME: '/home/ann', XDG_CONFIG_HOME: '' }, '/home/ann/.config/notation'],
    // Go takes no relative folder, and a folder of the workspace must not be taken for the user's.
    ['linux', { HOME: '/home/ann', XDG_CONFIG_HOME: 'etc' }, undefined],
    ['linux', {}, undefined],
    [
      'darwin',
      { HOME: '/Users/ann', XDG_CONFIG_HOME: '/x' },
      '/Users/ann/Library/Application Support/notation',
    ],
    ['win32', { AppData: 'C:\\Users\\ann\\AppData\\Roaming' }, 'C:\\Users\\ann\\AppData\\Roaming\\notation'],
    ['win32', { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming' }, 'C:\\Users\\ann\\AppData\\Roaming\\notation'],
    ['win32', {}, undefined],
    ['linux', { HOME: '/home/ann', NOTATION_CONFIG: '/etc/notation' }, '/etc/notation'],
    ['win32', { NOTATION_CONFIG: 'D:\\notation' }, 'D:\\notation'],
  ])('on %s with %j', (platform, env, directory) => {
    expect(notationDirectory(env, platform)).toBe(directory);
  });
});
