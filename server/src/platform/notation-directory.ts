import { posix, win32 } from 'node:path';

/**
 * Where notation keeps its configuration: `NOTATION_CONFIG`, or `notation` in the user's folder for such things as Go's
 * os.UserConfigDir has it. `undefined` where there is none. (notation then takes `.notation` in the working folder; what
 * somebody else has put there is not for us to trust.)
 */
export function notationDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const { join, isAbsolute, resolve } = platform === 'win32' ? win32 : posix;
  if (env.NOTATION_CONFIG) return resolve(env.NOTATION_CONFIG);
  const parent = configurationFolder(env, platform);
  return parent !== undefined && isAbsolute(parent) ? join(parent, 'notation') : undefined;
}

function configurationFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return env.AppData ?? env.APPDATA;
  if (platform === 'darwin') return env.HOME && posix.join(env.HOME, 'Library', 'Application Support');
  return env.XDG_CONFIG_HOME || (env.HOME && posix.join(env.HOME, '.config'));
}
