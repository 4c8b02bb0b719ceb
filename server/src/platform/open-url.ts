import { spawn } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a browser of this machine would be seen by whoever runs us. */
export function hasBrowser(env: Environment, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'win32' || platform === 'darwin') return !env.SSH_CONNECTION;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** What opens an address on this system; the address is one argument, and never goes through a shell. */
export function opener(
  url: string,
  platform: NodeJS.Platform,
): readonly [program: string, ...args: string[]] {
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return [platform === 'darwin' ? 'open' : 'xdg-open', url];
}

/** Nothing that a browser, and every page's helper programs, should inherit. */
const secrets = ['COSIGN_PASSWORD', 'SIGSTORE_ID_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];

/** Opens an address in the user's browser; `false` when that could not even be tried. */
export function openUrl(
  url: string,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const [program, ...args] = opener(url, platform);
  const inherited = Object.fromEntries(Object.entries(env).filter(([name]) => !secrets.includes(name)));
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true, env: inherited });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
