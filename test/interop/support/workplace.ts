import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { distDirectory } from '../../support/build.ts';
import { type Ran, run, succeed } from './run.ts';

/** The versions that are out there: the last one of the older storage format, and today's. */
export const versions = ['2.6.5', '3.1.3'] as const;
export type CosignVersion = (typeof versions)[number];

/** Of every key file. */
export const password = 'correct horse battery staple';

/** A folder for a test file, and both programs at work in it with nothing of the person who runs the suite. */
export interface Workplace {
  readonly folder: string;
  /** Runs the real cosign. @throws Error when it fails. */
  cosign(version: CosignVersion, ...args: readonly string[]): Promise<Ran>;
  /** The same, and how it ended is the answer. */
  tryCosign(version: CosignVersion, ...args: readonly string[]): Promise<Ran>;
  /** Signs or verifies images by the library of the real notation (test/interop/notation). @throws Error when it cannot. */
  notation(...args: readonly string[]): Promise<readonly NotationAnswer[]>;
  /** Runs dist/cli.js. @throws Error when it fails. */
  imageseal(...args: readonly string[]): Promise<Ran>;
  tryImageseal(...args: readonly string[]): Promise<Ran>;
  /** `imageseal sign` or `imageseal attest`. @throws Error when it fails. */
  sign(what: 'sign' | 'attest', images: readonly string[], ...flags: readonly string[]): Promise<void>;
  /** What `imageseal verify` finds, and how it ended. */
  verify(images: readonly string[], ...flags: readonly string[]): Promise<Verified>;
  /** @throws Error when it fails. */
  openssl(...args: readonly string[]): Promise<Ran>;
}

/** What the library of notation says of one image. */
export interface NotationAnswer {
  readonly reference: string;
  /** Of `verify`, with the reason why not, or with what the policy only logs and what was signed along. */
  readonly accepted?: boolean;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What `imageseal verify --output json` says of images, in their order. */
export interface Verified {
  readonly code: number;
  readonly images: readonly {
    readonly verdict: string;
    readonly signatures: readonly {
      readonly layout: string;
      readonly kind: string;
      readonly predicateType?: string;
      readonly signer: Readonly<Record<string, unknown>>;
      readonly trusted: boolean;
    }[];
  }[];
}

export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'imageseal-interop-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const programs = inject('cosign');
  const notationProgram = inject('notation');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    DOCKER_CONFIG: join(folder, 'docker'),
    COSIGN_PASSWORD: password,
    // Nothing may be asked of the public instance: who tries fails.
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_COLOR: '1',
  };
  const tryCosign: Workplace['tryCosign'] = (version, ...args) => run(programs[version], args, env, folder);
  const tryImageseal: Workplace['tryImageseal'] = (...args) =>
    run(process.execPath, [join(distDirectory, 'cli.js'), ...args], env, folder);
  return {
    folder,
    tryCosign,
    tryImageseal,
    cosign: (version, ...args) => succeed(`cosign ${version} ${args.join(' ')}`, tryCosign(version, ...args)),
    async notation(...args) {
      const { stdout } = await succeed(`notation ${args.join(' ')}`, run(notationProgram, args, env, folder));
      return JSON.parse(stdout);
    },
    imageseal: (...args) => succeed(`imageseal ${args.join(' ')}`, tryImageseal(...args)),
    async sign(what, images, ...flags) {
      await succeed(`imageseal ${what} ${flags.join(' ')}`, tryImageseal(what, ...flags, '--yes', ...images));
    },
    async verify(images, ...flags) {
      const { code, stdout, stderr } = await tryImageseal('verify', '-o', 'json', ...flags, ...images);
      if (!stdout.startsWith('[')) throw new Error(`imageseal verify ${flags.join(' ')} said: ${stderr}`);
      return { code, images: JSON.parse(stdout) };
    },
    openssl: (...args) => succeed(`openssl ${args.join(' ')}`, run('openssl', args, env, folder)),
  };
}
