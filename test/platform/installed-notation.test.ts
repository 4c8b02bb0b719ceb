import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createNotationRunner,
  findNotation,
  type InstalledNotation,
  notationProgram,
} from '../../server/src/platform/installed-notation.ts';
import type { NotationProgram } from '../../server/src/signature/signing.ts';
import { failureOf } from '../support/signing.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const { signal } = new AbortController();

/**
 * A stand-in for `notation` on PATH. What it says of its version is what notation 1.3.2 says (cmd/notation/version.go), and
 * of a signature that it pushed what 2.0.0-alpha.1 says (cmd/notation/sign.go); it notes its arguments in a file.
 */
function installed(script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'imageseal-notation-'));
  folders.push(folder);
  const program = join(folder, 'notation');
  const noted = join(folder, 'arguments.json');
  writeFileSync(
    program,
    `#!${process.execPath}\nconst [, , command, ...args] = process.argv;\n` +
      `require('node:fs').writeFileSync(${JSON.stringify(noted)}, JSON.stringify([command, ...args]));\n${script}`,
  );
  chmodSync(program, 0o755);
  const run = createNotationRunner({ ...process.env, PATH: folder });
  return { run, asked: (): unknown => JSON.parse(readFileSync(noted, 'utf8')) };
}

const version = (text: string) =>
  `console.log('Notation - a tool to sign and verify artifacts.\\n\\nVersion:     ${text}\\nGo version:  go1.24.2\\nGit commit:  abc');`;

describe('findNotation', () => {
  it.each(['1.1.0', '1.3.2', '2.0.0-alpha.1'])('takes version %s', async (text) => {
    expect(await findNotation(installed(version(text)).run, signal)).toMatchObject({ version: text });
  });

  it.each([
    ['1.0.1', 'is version 1.0.1: install notation 1.1 or newer'],
    ['0.9.0', 'is version 0.9.0'],
    ['unreleased', 'does not say which version it is'],
  ])('refuses version %s', async (text, words) => {
    expect(await findNotation(installed(version(text)).run, signal)).toEqual({
      problem: expect.stringContaining(words),
    });
  });

  it('says when there is none', async () => {
    expect(await findNotation(createNotationRunner({ PATH: '/nowhere' }), signal)).toEqual({
      problem: expect.stringContaining('not on PATH'),
    });
  });
});

describe('notation sign', () => {
  const what: Parameters<NotationProgram['sign']>[0] = {
    image: `registry.example/app@sha256:${'a'.repeat(64)}`,
    ...{ annotations: {}, expiry: undefined, insecure: false, signal },
    format: 'cose',
  };
  const manifest = `sha256:${'b'.repeat(64)}`;
  const pushed = `console.log('Successfully signed ${what.image}\\nPushed the signature to registry.example/app@${manifest}');`;
  const signWith = (script: string, key: Omit<Parameters<typeof notationProgram>[1], 'name'> = {}) => {
    const { run, asked } = installed(script);
    const notation: InstalledNotation = { version: '1.3.2', run };
    return { program: notationProgram(notation, { name: 'kms', ...key }), asked };
  };

  it('is told everything, each value with its flag', async () => {
    const service = { url: 'http://tsa.example', anchors: [] };
    const { program, asked } = signWith(pushed, { timestamp: { service, rootFile: '/tsa.crt' } });
    const annotations = { env: 'prod', note: '-x=y z' };
    expect(await program.sign({ ...what, annotations, expiry: 86_400, insecure: true })).toEqual({
      manifest,
    });
    expect(asked()).toEqual([
      'sign',
      '--key=kms',
      '--signature-format=cose',
      '--user-metadata=env=prod',
      '--user-metadata=note=-x=y z',
      '--expiry=86400s',
      '--timestamp-url=http://tsa.example',
      '--timestamp-root-cert=/tsa.crt',
      '--insecure-registry',
      what.image,
    ]);
  });

  it('need not say what it pushed', async () => {
    const { program, asked } = signWith(`console.log('Successfully signed ${what.image}');`);
    expect(await program.sign(what)).toEqual({ manifest: undefined });
    expect(asked()).toEqual(['sign', '--key=kms', '--signature-format=cose', what.image]);
  });

  it('that fails says why, on one line', async () => {
    const { program } = signWith(
      `console.error('Warning: x\\nError: no such\\tkey\\u202e'); process.exit(1);`,
    );
    expect(await failureOf(program.sign(what))).toMatchObject({
      code: 'notation-plugin-failed',
      args: ['kms', 'no such key '],
    });
  });

  it('is called off with everything else', async () => {
    const controller = new AbortController();
    const { program } = signWith('setTimeout(() => {}, 60000);');
    const signing = failureOf(program.sign({ ...what, signal: controller.signal }));
    controller.abort();
    expect(await signing).toMatchObject({ code: 'cancelled' });
  });
});
