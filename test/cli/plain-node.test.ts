import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { distDirectory, ensureBuilt } from '../support/build.ts';
import { Workspace } from './support/run-cli.ts';
import { startShop, workflow, writeTrustFiles } from './support/shop.ts';

/** The machine's own Node, not the project's: npm scripts put node_modules/.bin in front of it. */
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

describe('the command line on the Node that is there', () => {
  beforeAll(async () => {
    await ensureBuilt();
  });

  it.each([['--offline'], ['--no-cache']])('checks standard input with %s', (flag) => {
    const { status, stdout, stderr } = spawnSync(
      'node',
      [join(distDirectory, 'cli.js'), 'check', flag, '--format', 'json', '-'],
      {
        encoding: 'utf8',
        env: { PATH: path, HOME: process.env.HOME, SSL_CERT_FILE: '' },
        input: 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "127.0.0.1:9/app:1"}]}\n',
      },
    );
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ summary: { files: 1, images: 1, findings: 1, unknown: 1 } });
  });

  it('verifies signatures, with keys and with certificates', async () => {
    const registry = await startShop();
    const workspace = new Workspace();
    try {
      writeTrustFiles(workspace);
      const images = ['bundle-p384', 'bundle-ed25519', 'keyless-v2-ci', 'keyed-logged'];
      const keys = ['p384.pub', 'ed25519.pub', 'logged.pub'].flatMap((key) => ['--key', key]);
      const identity = ['--certificate-identity', workflow, '--certificate-oidc-issuer-regexp', '/actions$'];
      const { code, stdout, stderr } = await run(
        [
          ...['verify', '--offline', '-o', 'json'],
          ...images.map((image) => `${registry.authority('oci.localhost')}/shop/${image}:1.0`),
          ...keys,
          ...identity,
          ...['--trusted-root', 'trusted_root.json', '--insecure-ignore-tlog'],
        ],
        workspace,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout).map(({ verdict }: { verdict: string }) => verdict)).toEqual(
        images.map(() => 'trusted'),
      );
    } finally {
      workspace.remove();
      await registry.close();
    }
  });

  it('makes a key pair, signs with it, and verifies that', async () => {
    const registry = await startShop();
    const workspace = new Workspace();
    try {
      const image = `${registry.authority('oci.localhost')}/shop/plain:1.0`;
      const password = { COSIGN_PASSWORD: 'correct horse' };
      const made = await run(['generate-key-pair'], workspace, password);
      expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
      const { code, stdout } = await run(
        ['sign', '--key', 'cosign.key', '-o', 'json', image],
        workspace,
        password,
      );
      expect([code, JSON.parse(stdout)]).toMatchObject([0, [{ image, layout: 'referrer' }]]);
      const flags = ['--offline', '--key', 'cosign.pub', '--insecure-ignore-tlog'];
      expect((await run(['verify', ...flags, image], workspace)).code).toBe(0);
    } finally {
      workspace.remove();
      await registry.close();
    }
  });
});

/** Not spawnSync: the registry is in this process. */
async function run(
  args: readonly string[],
  workspace: Workspace,
  env: Readonly<Record<string, string>> = {},
) {
  const child = spawn('node', [join(distDirectory, 'cli.js'), ...args], {
    cwd: workspace.folder,
    env: { PATH: path, HOME: workspace.root, XDG_CACHE_HOME: join(workspace.root, 'cache'), ...env },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}
