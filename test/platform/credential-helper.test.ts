import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createHelperRunner } from '../../server/src/platform/credential-helper.ts';
import { createDockerCredentials } from '../../server/src/platform/docker-credentials.ts';

// Programs are shell scripts here; the protocol is the same everywhere.
const folder = mkdtempSync(join(tmpdir(), 'imageseal-helper-'));
afterAll(() => rmSync(folder, { recursive: true }));

const env = { PATH: `${folder}${delimiter}${process.env.PATH}` };

function program(name: string, script: string): void {
  const path = join(folder, `docker-credential-${name}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

describe.runIf(process.platform !== 'win32')('a helper from PATH', () => {
  it('gets the server on its input and gives user and secret', async () => {
    program('echo', `read server; printf '{"Username":"%s","Secret":"%s"}' "$1" "$server"`);
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ credHelpers: { 'ghcr.io': 'echo' } }));
    const credentials = createDockerCredentials({ env: { ...env, DOCKER_CONFIG: folder }, homedir: folder });
    expect(await credentials('ghcr.io', 'acme/app')).toEqual({
      type: 'basic',
      username: 'get',
      password: 'ghcr.io',
    });
    expect(await credentials('quay.io', 'acme/app')).toBeUndefined();
  });

  it('may end without reading its input', async () => {
    program('deaf', 'echo "credentials not found in native keychain"; exit 1');
    const result = await createHelperRunner(
      env,
      folder,
    )({
      program: 'docker-credential-deaf',
      server: 'x'.repeat(200_000),
      timeoutMs: 5_000,
    });
    expect(result).toEqual({
      outcome: 'exit',
      code: 1,
      stdout: 'credentials not found in native keychain\n',
    });
  });

  it('is ended when it hangs', async () => {
    program('slow', 'exec sleep 300');
    const run = createHelperRunner(env, folder);
    expect(await run({ program: 'docker-credential-slow', server: 'x', timeoutMs: 100 })).toEqual({
      outcome: 'timeout',
    });
  });

  it('may be missing', async () => {
    const run = createHelperRunner(env, folder);
    expect(await run({ program: 'docker-credential-none', server: 'x', timeoutMs: 1_000 })).toEqual({
      outcome: 'missing',
    });
  });

  it('is not taken from the folder in which the editor was started', async () => {
    program('here', 'echo \'{"Username":"evil","Secret":"x"}\'');
    const before = process.cwd();
    process.chdir(folder);
    try {
      const run = createHelperRunner({ PATH: '/usr/bin:/bin' }, '/');
      expect(await run({ program: 'docker-credential-here', server: 'x', timeoutMs: 1_000 })).toEqual({
        outcome: 'missing',
      });
    } finally {
      process.chdir(before);
    }
  });
});
