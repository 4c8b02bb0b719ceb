import { describe, expect, it } from 'vitest';
import type { HelperRequest, HelperResult } from '../../server/src/platform/credential-helper.ts';
import { createDockerCredentials } from '../../server/src/platform/docker-credentials.ts';
import type { Credential } from '../../server/src/registry/ports.ts';

const DOCKER = '/home/ann/.docker/config.json';
const PODMAN = '/home/ann/.config/containers/auth.json';

const basic = (user: string) => Buffer.from(user).toString('base64');

interface World {
  readonly files?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly helper?: (request: HelperRequest) => HelperResult;
}

/** Ann's machine: files by path (text, or a value to be written as JSON), and what her helpers say. */
function machine({ files = {}, env = {}, helper }: World) {
  const warnings: string[] = [];
  const helped: string[] = [];
  const reads: string[] = [];
  let time = 0;
  const quiet = () => {};
  const credentials = createDockerCredentials({
    env,
    homedir: '/home/ann',
    readFile: async (path) => {
      reads.push(path);
      const file = files[path];
      return file === undefined || typeof file === 'string' ? file : JSON.stringify(file);
    },
    runHelper: async (request) => {
      helped.push(`${request.program} ${request.server}`);
      return helper?.(request) ?? { outcome: 'missing' };
    },
    logger: { debug: quiet, info: quiet, error: quiet, warn: (message) => warnings.push(message) },
    clock: { now: () => time },
  });
  const find = (reference: string): Promise<Credential | undefined> => {
    const slash = reference.indexOf('/');
    return credentials(reference.slice(0, slash), reference.slice(slash + 1));
  };
  const pass = (ms: number) => {
    time += ms;
  };
  return { find, warnings, helped, reads, files, pass };
}

const user = (username: string, password: string): Credential => ({ type: 'basic', username, password });

describe('auths', () => {
  it('holds users, identity tokens and registry tokens', async () => {
    const { find } = machine({
      files: {
        [DOCKER]: {
          auths: {
            'ghcr.io': { auth: basic('ann:pass:with:colons') },
            'plain.example': { username: 'bob', password: 'word' },
            'azurecr.example': { auth: basic('00000000:'), identitytoken: 'refresh' },
            'token.example': { registrytoken: 'ready' },
            'desktop.example': { auth: basic('<token>:also-refresh') },
            'empty.example': {},
          },
        },
      },
    });
    expect(await find('ghcr.io/acme/app')).toEqual(user('ann', 'pass:with:colons'));
    expect(await find('plain.example/app')).toEqual(user('bob', 'word'));
    expect(await find('azurecr.example/app')).toEqual({ type: 'identity-token', token: 'refresh' });
    expect(await find('token.example/app')).toEqual({ type: 'registry-token', token: 'ready' });
    expect(await find('desktop.example/app')).toEqual({ type: 'identity-token', token: 'also-refresh' });
    expect(await find('empty.example/app')).toBeUndefined();
  });

  it.each([
    ['docker.io/library/nginx', 'https://index.docker.io/v1/'],
    ['docker.io/library/nginx', 'docker.io'],
    ['index.docker.io/library/nginx', 'https://index.docker.io/v1/'],
    ['docker.io/acme/app', 'registry-1.docker.io'],
    ['ghcr.io/acme/app', 'https://ghcr.io/v2/'],
    ['ghcr.io/acme/app', 'https://ghcr.io'],
    ['ghcr.io/acme/app', 'GHCR.io'],
    ['localhost:5000/app', 'http://localhost:5000/v1/'],
    ['quay.io/acme/app', 'quay.io/acme'],
    ['quay.io/acme/app', 'quay.io/acme/app'],
  ])('%s is served by the key %s', async (reference, key) => {
    const { find } = machine({ files: { [DOCKER]: { auths: { [key]: { auth: basic('ann:x') } } } } });
    expect(await find(reference)).toEqual(user('ann', 'x'));
  });

  it.each([
    ['evil-ghcr.io/acme/app', 'ghcr.io'],
    ['ghcr.io.evil.example/acme/app', 'ghcr.io'],
    ['sub.ghcr.io/acme/app', 'ghcr.io'],
    ['ghcr.io:8443/acme/app', 'ghcr.io'],
    ['ghcr.io/acme/app', 'ghcr.io:443'],
    ['registry.corp.example/app', '*.corp.example'],
    ['quay.io/acme-evil/app', 'quay.io/acme'],
    ['evil.example/index.docker.io/v1/', 'https://index.docker.io/v1/'],
    ['index.docker.io.evil.example/x', 'https://index.docker.io/v1/'],
  ])('%s never gets those of %s', async (reference, key) => {
    const { find } = machine({ files: { [DOCKER]: { auths: { [key]: { auth: basic('ann:x') } } } } });
    expect(await find(reference)).toBeUndefined();
  });

  it('the longest path wins over the host', async () => {
    const auths = {
      'quay.io': { auth: basic('host:x') },
      'quay.io/acme/app': { auth: basic('repository:x') },
      'quay.io/acme': { auth: basic('organisation:x') },
    };
    const { find } = machine({ files: { [PODMAN]: { auths } } });
    expect(await find('quay.io/acme/app')).toEqual(user('repository', 'x'));
    expect(await find('quay.io/acme/other')).toEqual(user('organisation', 'x'));
    expect(await find('quay.io/elsewhere/app')).toEqual(user('host', 'x'));
  });
});

describe('which file', () => {
  const holding = (name: string) => ({ auths: { 'ghcr.io': { auth: basic(`${name}:x`) } } });
  const env = {
    DOCKER_CONFIG: '/etc/docker-ann',
    REGISTRY_AUTH_FILE: '/etc/registry.json',
    XDG_RUNTIME_DIR: '/run/user/1000',
  };

  it.each([
    ['/etc/docker-ann/config.json', env],
    ['/etc/registry.json', env],
    ['/run/user/1000/containers/auth.json', env],
    [PODMAN, env],
    [DOCKER, {}],
    ['/cfg/containers/auth.json', { XDG_CONFIG_HOME: '/cfg' }],
  ])('%s is read', async (path, env) => {
    const { find } = machine({ env, files: { [path]: holding('ann') } });
    expect(await find('ghcr.io/acme/app')).toEqual(user('ann', 'x'));
  });

  it('Docker’s comes before the others; DOCKER_CONFIG takes the place of the home folder’s', async () => {
    const files = {
      '/etc/docker-ann/config.json': {},
      [DOCKER]: holding('home'),
      '/etc/registry.json': holding('podman'),
    };
    expect(await machine({ files }).find('ghcr.io/a')).toEqual(user('home', 'x'));
    expect(await machine({ files, env }).find('ghcr.io/a')).toEqual(user('podman', 'x'));
  });

  it('a broken file is said in one sentence, once, without its content, and the next one is asked', async () => {
    const { find, warnings } = machine({
      files: { [DOCKER]: '{"auths": {"ghcr.io": {"auth": "c2VjcmV0"}}', [PODMAN]: holding('podman') },
    });
    expect(await find('ghcr.io/a')).toEqual(user('podman', 'x'));
    await find('quay.io/b');
    expect(warnings).toEqual([`the registry credentials in ${DOCKER} are not used: it is not valid JSON`]);
  });

  it.each([
    '[]',
    'null',
    '{"auths": 7, "credHelpers": [], "credsStore": {}}',
    '{"auths": {"ghcr.io": "x"}}',
    '',
  ])('a file that holds %s gives nothing', async (text) => {
    expect(await machine({ files: { [DOCKER]: text } }).find('ghcr.io/a')).toBeUndefined();
  });

  it('is read again after a minute, so that a login takes effect', async () => {
    const { find, files, pass, reads } = machine({ files: {} });
    await Promise.all([find('ghcr.io/a'), find('ghcr.io/a'), find('quay.io/b')]);
    expect(reads.filter((path) => path === DOCKER)).toHaveLength(1);
    files[DOCKER] = holding('ann');
    pass(30_000);
    expect(await find('ghcr.io/a')).toBeUndefined();
    pass(31_000);
    expect(await find('ghcr.io/a')).toEqual(user('ann', 'x'));
  });
});

describe('helpers', () => {
  const answer = (Username: string, Secret: string): HelperResult => ({
    outcome: 'exit',
    code: 0,
    stdout: JSON.stringify({ ServerURL: 'x', Username, Secret }),
  });

  it('the host’s own helper, then the store, then the file', async () => {
    const files = {
      [DOCKER]: {
        credsStore: 'store',
        credHelpers: { 'ecr.example': 'ecr-login' },
        auths: { 'ghcr.io': { auth: basic('file:x') } },
      },
    };
    const helper = ({ program, server }: HelperRequest): HelperResult =>
      server === 'ghcr.io'
        ? { outcome: 'exit', code: 1, stdout: 'credentials not found in native keychain\n' }
        : answer(program, 'x');
    const { find, helped, warnings } = machine({ files, helper });
    expect(await find('ecr.example/a')).toEqual(user('docker-credential-ecr-login', 'x'));
    expect(await find('quay.io/a')).toEqual(user('docker-credential-store', 'x'));
    expect(await find('ghcr.io/a')).toEqual(user('file', 'x'));
    expect(helped).toEqual([
      'docker-credential-ecr-login ecr.example',
      'docker-credential-store quay.io',
      'docker-credential-store ghcr.io',
    ]);
    expect(warnings).toEqual([]);
  });

  it('Docker Hub is asked for under its own key', async () => {
    const { find, helped } = machine({
      files: { [DOCKER]: { credsStore: 'store' } },
      helper: () => answer('ann', 'x'),
    });
    expect(await find('docker.io/library/nginx')).toEqual(user('ann', 'x'));
    expect(helped).toEqual(['docker-credential-store https://index.docker.io/v1/']);
  });

  it('the user <token> means an identity token; no user means none', async () => {
    const helper = ({ server }: HelperRequest) =>
      server === 'a.example' ? answer('<token>', 'refresh') : answer('', '');
    const { find } = machine({ files: { [DOCKER]: { credsStore: 'store' } }, helper });
    expect(await find('a.example/x')).toEqual({ type: 'identity-token', token: 'refresh' });
    expect(await find('b.example/x')).toBeUndefined();
  });

  it('is asked once for many images of a host', async () => {
    const { find, helped } = machine({
      files: { [DOCKER]: { credsStore: 'store' } },
      helper: () => answer('ann', 'x'),
    });
    await Promise.all(['a', 'b', 'c'].map((name) => find(`ghcr.io/acme/${name}`)));
    expect(helped).toHaveLength(1);
  });

  it.each<[string, HelperResult, RegExp]>([
    [
      'is missing',
      { outcome: 'missing' },
      /^docker-credential-store is not on PATH: install it or remove it/,
    ],
    ['hangs', { outcome: 'timeout' }, /^docker-credential-store gave no answer for ghcr\.io in 10 s$/],
    [
      'fails',
      { outcome: 'exit', code: 3, stdout: 'SECRET' },
      /^docker-credential-store ended with exit code 3 for ghcr\.io$/,
    ],
    [
      'talks nonsense',
      { outcome: 'exit', code: 0, stdout: 'SECRET' },
      /an answer for ghcr\.io that is not its protocol's$/,
    ],
  ])('one that %s is said without what it said', async (_name, result, sentence) => {
    const { find, warnings } = machine({
      files: { [DOCKER]: { credsStore: 'store' } },
      helper: () => result,
    });
    expect(await find('ghcr.io/a')).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(sentence)]);
    expect(warnings.join()).not.toContain('SECRET');
  });

  it.each(['../../tmp/evil', 'a b', 'x;rm -rf', 'a/b', 'C:\\evil', ''])(
    'a name like %j is never run',
    async (name) => {
      const { find, helped } = machine({
        files: { [DOCKER]: { credsStore: name } },
        helper: () => answer('ann', 'x'),
      });
      expect(await find('ghcr.io/a')).toBeUndefined();
      expect(helped).toEqual([]);
    },
  );
});
