import { describe, expect, it } from 'vitest';
import { hasBrowser, opener, openUrl } from '../../server/src/platform/open-url.ts';

describe('a browser', () => {
  it.each([
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['linux', {}, false],
    ['darwin', {}, true],
    ['darwin', { SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22' }, false],
    ['win32', {}, true],
  ] as const)('of %s with %j would be seen: %s', (platform, env, seen) => {
    expect(hasBrowser(env, platform)).toBe(seen);
  });

  it('gets the address as one argument, whatever is in it', () => {
    const url = 'https://issuer.example/auth?a=1&b=$(id)&c="';
    expect(opener(url, 'win32')).toEqual(['rundll32', 'url.dll,FileProtocolHandler', url]);
    expect(opener(url, 'darwin')).toEqual(['open', url]);
    expect(opener(url, 'linux')).toEqual(['xdg-open', url]);
  });

  it('that is not installed is no error', async () => {
    expect(await openUrl('https://issuer.example', { PATH: '/nowhere' }, 'linux')).toBe(false);
  });
});
