import { homedir } from 'node:os';
import { isAbsolute, posix, win32 } from 'node:path';

export interface PathsEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
}

const here = (): PathsEnvironment => ({ env: process.env, platform: process.platform, homedir: homedir() });

/**
 * Where evidence is kept between runs: `$XDG_CACHE_HOME/imageseal` where that is set (and absolute, as the XDG Base
 * Directory Specification wants it), else the platform's own folder for caches.
 */
export function cacheDirectory({ env, platform, homedir }: PathsEnvironment = here()): string {
  const { join } = platform === 'win32' ? win32 : posix;
  const xdg = env.XDG_CACHE_HOME;
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'imageseal');
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA || join(homedir, 'AppData', 'Local'), 'imageseal');
  }
  if (platform === 'darwin') return join(homedir, 'Library', 'Caches', 'imageseal');
  return join(homedir, '.cache', 'imageseal');
}
