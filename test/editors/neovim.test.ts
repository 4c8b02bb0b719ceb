import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildImage, startRegistry } from '../support/registry/index.ts';

interface Report {
  readonly problem?: string;
  readonly version: string;
  readonly arrived: boolean;
  readonly diagnostics: readonly {
    code: string;
    line: number;
    text: string;
    message: string;
  }[];
  readonly actions: readonly string[];
  readonly gone: boolean;
}

const registry = await startRegistry();
const image = buildImage({ text: 'neovim' });
registry.push('localhost', 'team/app', image, '1.0');
const reference = `${registry.host}/team/app:1.0`;
const folder = mkdtempSync(join(tmpdir(), 'imageseal-neovim-'));

afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

const manifest = (reference: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: ${reference} # keep this comment
`;

/** Runs Neovim without a window on drive.lua; the registry in this process must be able to answer meanwhile. */
async function neovim(
  file: string,
  initializationOptions: unknown,
  waitFor: readonly string[],
): Promise<Report> {
  const report = join(folder, 'report.json');
  const input = {
    command: [process.execPath, new URL('../../dist/cli.js', import.meta.url).pathname, 'lsp', '--stdio'],
    root: folder,
    file,
    report,
    initializationOptions,
    waitFor,
    fixLine: 8,
    // Within the tag.
    fixColumn: reference.length + 12,
    timeout: 15_000,
  };
  const script = new URL('neovim/drive.lua', import.meta.url).pathname;
  const child = spawn('nvim', ['--headless', '-u', 'NONE', '-n', '-c', `luafile ${script}`], {
    cwd: folder,
    env: {
      ...process.env,
      IMAGESEAL_NEOVIM: JSON.stringify(input),
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
    },
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.once('exit', resolve));
  return JSON.parse(readFileSync(report, 'utf8'));
}

it('shows diagnostics in Neovim and pins with its code action', async () => {
  const file = join(folder, 'pod.yaml');
  writeFileSync(file, manifest(reference));
  const report = await neovim(file, { trusted: true }, ['unpinned', 'unsigned']);

  expect(report.problem).toBeUndefined();
  expect(report.arrived).toBe(true);
  expect(report.diagnostics.map(({ code, line, text }) => `${line} ${code}: ${text}`).toSorted()).toEqual([
    '8 unpinned: 1.0',
    `8 unsigned: ${registry.host}/team/app`,
  ]);
  expect(report.actions[0]).toMatch(/^Pin to sha256:/);
  expect(report.gone).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(manifest(`${reference}@${image.digest}`));
});

it('is in Restricted Mode unless the editor says that the workspace is trusted', async () => {
  const before = registry.connections;
  const file = join(folder, 'restricted.yaml');
  writeFileSync(file, manifest(reference));
  const report = await neovim(file, {}, ['unpinned']);

  expect(report.diagnostics.map(({ code }) => code)).toEqual(['unpinned']);
  expect(report.actions.filter((title) => title.startsWith('Pin to'))).toEqual([]);
  expect(registry.connections).toBe(before);
});
