import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { distDirectory, ensureBuilt } from '../support/build.ts';

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
});
