import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { goInstall } from '../../scripts/lib/tools.mjs';
import { notationVersion } from './notation.ts';
import { cosignVersion } from './verify.ts';

const frizbeeVersion = 'v0.1.7';

/** The path of frizbee, or undefined where Go or its module proxy is missing. */
export function installFrizbee(): string | undefined {
  try {
    return goInstall(`github.com/stacklok/frizbee@${frizbeeVersion}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** What was measured, and on what; `others` are paths. */
export function versions(
  root: string,
  others: Readonly<Record<'frizbee' | 'cosign' | 'notation', string | undefined>>,
): Record<string, string> {
  const require = createRequire(import.meta.url);
  const commit = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], {
    encoding: 'utf8',
  }).trim();
  return {
    imageseal: `${require('../../package.json').version} (${commit})`,
    'yaml-language-server': require('yaml-language-server/package.json').version,
    frizbee: others.frizbee ? frizbeeVersion : 'not run',
    cosign: others.cosign ? cosignVersion : 'not run',
    'notation-go': others.notation ? notationVersion : 'not run',
    node: process.version,
  };
}

export interface Size {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: number;
}

/** The bundles, and the VSIX when one has been packaged. */
export function measureSizes(root: string): Size[] {
  const vsix = readdirSync(root).filter((name) => name.endsWith('.vsix'));
  const bundles = readdirSync(join(root, 'dist'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => join('dist', name));
  return [...bundles, ...vsix].map((name) => {
    const content = readFileSync(join(root, name));
    return { name, bytes: content.length, gzip: gzipSync(content).length };
  });
}
