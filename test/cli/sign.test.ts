import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyPair } from '../../server/src/signature/cosign/keys/generate.ts';
import { buildImage, type Registry, startRegistry } from '../support/registry/index.ts';
import { Workspace } from './support/run-cli.ts';
import type { MainOptions } from './support/run-main.ts';
import { password, runSecretly } from './support/secrets.ts';
import { pushImage, signJson, unattended, verifyJson } from './support/signing.ts';

let registry: Registry;
let workspace: Workspace;
let keys: { readonly privateKeyPem: string; readonly publicKeyPem: string };

beforeAll(async () => {
  registry = await startRegistry();
  keys = await generateKeyPair('ecdsa-p256', Buffer.from(password));
});
afterAll(() => registry.close());
beforeEach(() => {
  workspace = new Workspace({ 'cosign.key': keys.privateKeyPem, 'cosign.pub': keys.publicKeyPem });
  registry.log.clear();
});
afterEach(() => {
  registry.clearFaults();
  workspace.remove();
});

const push = (...args: Parameters<typeof pushImage> extends [Registry, ...infer Rest] ? Rest : never) =>
  pushImage(registry, ...args);
const sign = (args: readonly string[], options: MainOptions = unattended) =>
  runSecretly(workspace, ['sign', '--key', 'cosign.key', ...args], options);
const signing = (args: readonly string[], options: MainOptions = unattended) =>
  signJson(workspace, ['sign', '--key', 'cosign.key', ...args], options);
const verdictOf = async (image: string) => (await verifyJson(workspace, image)).verdict;
const layoutsOf = async (image: string) =>
  (await verifyJson(workspace, image)).signatures.map(({ layout }) => layout).sort();
/** Requests that would change something. */
const writes = () => registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method));

describe('imageseal sign --key', () => {
  it('signs, reads back, and says what it did and how others verify it', async () => {
    const image = push();
    const { code, stdout, stderr } = await sign([image.exact]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `✓ signed  ${image.exact}`,
      expect.stringMatching(/^ {2}kept as {6}referrer sha256:[0-9a-f]{64}$/),
      expect.stringMatching(/^ {2}key {10}cosign\.key, sha256:[0-9a-f]{64}$/),
      `  verify with  imageseal verify --key cosign.pub --insecure-ignore-tlog ${image.exact}`,
      '',
    ]);
    expect(await verdictOf(image.exact)).toBe('trusted');
  });

  it('reports as JSON', async () => {
    const image = push();
    const { code, signed } = await signing([image.tagged]);
    expect(code).toBe(0);
    expect(signed).toEqual([
      {
        image: image.tagged,
        digest: image.digest,
        manifest: expect.stringMatching(/^sha256:/),
        layout: 'referrer',
        signer: { type: 'key', fingerprint: expect.stringMatching(/^sha256:/) },
      },
    ]);
  });

  it('asks no service of anybody unless told', async () => {
    await sign([push().exact]);
    expect(new Set(registry.requests.map(({ host }) => host.replace(/:\d+$/, '')))).toEqual(
      new Set(['oci.localhost']),
    );
  });

  it('lists the signature under a tag where the registry keeps no list of referrers', async () => {
    const { signed } = await signing([push({}, 'registry.localhost').exact]);
    expect(signed[0]?.layout).toBe('fallback-tag');
  });

  it('takes the key from the environment', async () => {
    const image = push();
    const env = { ...unattended.env, MY_KEY: keys.privateKeyPem };
    const { code, stdout } = await runSecretly(workspace, ['sign', '--key', 'env://MY_KEY', image.exact], {
      env,
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining('env://MY_KEY, sha256:')]);
  });

  it('signs annotations along', async () => {
    const image = push();
    await sign(['-a', 'env=prod', '-a', 'team=shop', image.exact]);
    const asking = (...pairs: string[]) => [
      '--key',
      'cosign.pub',
      '--insecure-ignore-tlog',
      ...pairs.flatMap((pair) => ['-a', pair]),
    ];
    expect((await verifyJson(workspace, image.exact, asking('env=prod', 'team=shop'))).verdict).toBe(
      'trusted',
    );
    expect((await verifyJson(workspace, image.exact, asking('env=test'))).verdict).toBe('untrusted');
  });

  it('keeps signatures where the workspace says', async () => {
    const image = push();
    const elsewhere = `${registry.authority('oci.localhost')}/acme/signatures`;
    const env = { ...unattended.env, COSIGN_REPOSITORY: elsewhere };
    expect((await signing([image.exact], { env })).code).toBe(0);
    expect(writes().every(({ path }) => path.startsWith('/v2/acme/signatures/'))).toBe(true);
    expect(await verdictOf(image.exact)).toBe('unsigned');
  });
});

describe('a tag', () => {
  it('is resolved once, and its digest confirmed and signed, whatever it names by then', async () => {
    const image = push();
    const moved = buildImage({ text: 'another' });
    const { code, stdout, asked } = await sign([image.tagged], {
      answers: [true, password],
      onText: (question) => {
        if (question.startsWith('Sign ')) registry.push(image.host, image.repository, moved, '1.0');
      },
    });
    expect(asked).toEqual([
      `Sign ${image.digest}, which ${image.tagged} names now?`,
      'Password for cosign.key: ',
    ]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`  digest       ${image.digest}\n`)]);
    expect(await verdictOf(image.exact)).toBe('trusted');
    expect(await verdictOf(image.tagged)).toBe('unsigned');
  });

  it('that is not confirmed is not signed, and nobody is asked for a password', async () => {
    const image = push();
    const { code, stderr, stdout } = await sign([image.tagged], { answers: [false] });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`✗ not signed  ${image.tagged}\n  The digest was not confirmed.\n`);
    expect(writes()).toEqual([]);
  });

  it.each([
    ['--yes', { env: unattended.env!, answers: [] }, ['--yes']],
    ['nobody there', unattended, []],
  ])('is told and not asked about with %s', async (_, options, flags) => {
    const image = push();
    const { code, stderr } = await sign([...flags, image.tagged], options);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Signing ${image.exact}, which ${image.tagged} names now.\n`,
    });
  });

  it('that is not there is no reason to ask for a password', async () => {
    const image = push();
    const { code, stderr } = await sign([`${image.name}:2.0`], { answers: [] });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(':2.0 is not in the registry: push the image first'),
    ]);
  });
});

describe('passwords', () => {
  it('that are wrong are asked for again', async () => {
    const image = push();
    const { code, stderr } = await sign([image.exact], { answers: ['a wrong one', password] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'That is not the password.\n' });
  });

  it.each([
    ['three times', { answers: ['a wrong one', 'another wrong one', 'still a wrong one'] }],
    ['in COSIGN_PASSWORD', { env: { COSIGN_PASSWORD: 'a wrong one' } }],
    ['on standard input, two lines of it', { stdin: `${password}\n\n` }],
  ] satisfies [string, MainOptions][])(
    'that are wrong %s end it, and nothing was pushed',
    async (_, options) => {
      const { code, stderr } = await sign([push().exact], options);
      expect([code, stderr]).toEqual([2, expect.stringContaining('The password of cosign.key is wrong')]);
      expect(writes()).toEqual([]);
    },
  );

  it.each(['', '\n', '\r\n'])(
    'come from standard input where nobody is there, with %j behind',
    async (end) => {
      expect((await sign([push().exact], { stdin: `${password}${end}` })).code).toBe(0);
    },
  );

  it('of which cosign took the line break for a part are still theirs', async () => {
    const pair = await generateKeyPair('ecdsa-p256', Buffer.from(`${password}\n`));
    workspace.write('cosign.key', pair.privateKeyPem);
    expect((await sign([push().exact], { stdin: `${password}\n` })).code).toBe(0);
    expect((await sign([push().exact], { stdin: password })).code).toBe(2);
  });

  it('that are empty are an empty line, too', async () => {
    workspace.write('cosign.key', (await generateKeyPair('ecdsa-p256', Buffer.alloc(0))).privateKeyPem);
    expect((await sign([push().exact], { stdin: '\n' })).code).toBe(0);
  });

  it('Ctrl+C while asked leaves nothing', async () => {
    const { code, stderr } = await sign([push().exact], { answers: ['Ctrl+C'] });
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'imageseal: Interrupted.\n' });
    expect(writes()).toEqual([]);
  });

  it.each([
    ['cosign.pub', 'signing needs the private key'],
    ['none.key', 'There is no file "none.key"'],
    ['env://NO_SUCH_KEY', 'NO_SUCH_KEY holds no key'],
    ['https://example.com/cosign.key', 'name a file, not https://example.com/cosign.key'],
  ])('are not asked for where %s is no key', async (key, why) => {
    const { code, stderr } = await runSecretly(workspace, ['sign', '--key', key, push().exact], {
      answers: [],
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });

  it('a key itself is never repeated', async () => {
    const given = keys.privateKeyPem.replaceAll('\n', ' ');
    const { code, stderr } = await runSecretly(workspace, ['sign', `--key=${given}`, push().exact]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--key takes the name of a file')]);
  });
});

describe('a key of a key service', () => {
  /** A `cosign` on PATH that has a key and notes how it was asked. */
  function installCosign(publicPem: string, privatePem: string): Readonly<Record<string, string>> {
    workspace.write(
      'bin/cosign',
      [
        `#!${process.execPath}`,
        `const { createPrivateKey, sign } = require('node:crypto');`,
        `const { appendFileSync, readFileSync } = require('node:fs');`,
        'const [, , command, ...args] = process.argv;',
        `appendFileSync(${JSON.stringify(workspace.path('asked'))}, [command, ...args].join(' ') + '\\n');`,
        `if (command === 'version') console.log('{"gitVersion":"v3.1.3"}');`,
        `if (command === 'public-key') console.log(${JSON.stringify(publicPem)});`,
        `if (command === 'sign-blob') console.log(sign('sha256', readFileSync(0), createPrivateKey(${JSON.stringify(privatePem)})).toString('base64'));`,
      ].join('\n'),
    );
    chmodSync(workspace.path('bin/cosign'), 0o755);
    return { PATH: workspace.path('bin') };
  }

  it('signs through an installed cosign, which makes the signature and nothing else', async () => {
    const image = push();
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicPem = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const env = installCosign(publicPem, pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
    const reference = 'awskms:///alias/release; rm -rf /'.replaceAll(' ', '');
    const { code, stdout } = await runSecretly(workspace, ['sign', '--key', reference, image.exact], { env });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${reference}, sha256:`)]);
    expect(stdout).not.toContain('verify with');
    expect(workspace.read('asked')).toContain(`public-key --key ${reference}\n`);
    workspace.write('release.pub', publicPem);
    const { verdict } = await verifyJson(workspace, image.exact, [
      '--key',
      'release.pub',
      '--insecure-ignore-tlog',
    ]);
    expect(verdict).toBe('trusted');
  });

  it('asks for cosign where there is none', async () => {
    const args = ['sign', '--key', 'hashivault://release', push().exact];
    const { code, stderr } = await runSecretly(workspace, args, { env: { PATH: '/nowhere' } });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('which is not on PATH: install cosign 2 or 3'),
    ]);
  });
});

describe('layouts', () => {
  it('legacy, then a bundle, on one image: both are there', async () => {
    const image = push();
    expect((await signing(['--format', 'legacy', image.exact])).signed[0]?.layout).toBe('legacy');
    expect((await signing([image.exact])).signed[0]?.layout).toBe('referrer');
    expect(await layoutsOf(image.exact)).toEqual(['legacy', 'referrer']);
  });

  it('legacy keeps what others have signed', async () => {
    const image = push();
    const other = await generateKeyPair('ed25519', Buffer.from(password));
    workspace.write('other.key', other.privateKeyPem);
    workspace.write('other.pub', other.publicKeyPem);
    await sign(['--format', 'legacy', image.exact]);
    await runSecretly(
      workspace,
      ['sign', '--key', 'other.key', '--format', 'legacy', image.exact],
      unattended,
    );
    for (const key of ['cosign.pub', 'other.pub']) {
      const { verdict } = await verifyJson(workspace, image.exact, ['--key', key, '--insecure-ignore-tlog']);
      expect([key, verdict]).toEqual([key, 'trusted']);
    }
  });

  it('--recursive signs every platform, the index last', async () => {
    const image = push({ platforms: ['linux/amd64', 'linux/arm64'] });
    const { code, signed } = await signing(['-r', image.exact]);
    expect(code).toBe(0);
    expect(signed.map(({ digest }) => digest)).toEqual([...image.platforms, image.digest]);
    for (const digest of image.platforms) expect(await verdictOf(`${image.name}@${digest}`)).toBe('trusted');
  });

  it('without it only the index is signed', async () => {
    const image = push({ platforms: ['linux/amd64', 'linux/arm64'] });
    expect((await signing([image.exact])).signed.map(({ digest }) => digest)).toEqual([image.digest]);
    expect(await verdictOf(`${image.name}@${image.platforms[0]}`)).toBe('unsigned');
  });
});

describe('when not all goes well', () => {
  it('one of two images that fails does not keep the other from being signed', async () => {
    const [first, second] = [push(), push()];
    registry.setFault({ method: 'POST', path: `/${first.repository}/` }, { kind: 'status', status: 403 });
    const { code, signed, stderr } = await signing([first.exact, second.exact]);
    expect([code, signed.map(({ image }) => image)]).toEqual([1, [second.exact]]);
    expect(stderr).toMatch(
      new RegExp(
        `^✗ not signed {2}${first.name}@.+\n {2}The signature could not be pushed\\. .+ Nothing was pushed\\.\n$`,
      ),
    );
    expect([await verdictOf(first.exact), await verdictOf(second.exact)]).toEqual(['unsigned', 'trusted']);
  });

  it('what was pushed and could not be read back is not called "not signed"', async () => {
    const image = push();
    registry.setFault({ method: 'GET', path: '/blobs/' }, { kind: 'status', status: 403 });
    const { code, stdout, stderr } = await sign([image.exact]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`✗ pushed, and not confirmed  ${image.exact}\n`);
    expect(stderr).toContain('The signature was pushed, and could not be read back.');
    registry.clearFaults();
    expect(await verdictOf(image.exact)).toBe('trusted');
  });

  it('nor is what may have been pushed', async () => {
    const image = push();
    registry.setFault({ method: 'PUT', path: '/manifests/' }, { kind: 'reset' });
    registry.setFault({ path: '/referrers/' }, { kind: 'status', status: 403 });
    const { code, stderr } = await sign([image.exact]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`✗ not confirmed  ${image.exact}\n`)]);
    expect(stderr).toContain('Whether the signature is in the registry is not known');
  });

  it('an index of which a platform was signed and the rest not is called neither', async () => {
    const image = push({ platforms: ['linux/amd64', 'linux/arm64'] });
    registry.setFault({ method: 'PUT', path: '/manifests/', nth: 2 }, { kind: 'status', status: 403 });
    const { code, stdout, stderr } = await sign(['-r', image.exact]);
    expect([code, stdout]).toEqual([1, expect.stringContaining(`✓ signed in part  ${image.exact}\n`)]);
    expect(stderr).toContain(`✗ not all signed  ${image.exact}\n`);
    expect(stderr).toContain('1 of 3 manifests are signed.');
  });

  it('a registry that takes no pushes is named, and the exit code is 2', async () => {
    const image = push();
    registry.setFault({ method: 'POST' }, { kind: 'status', status: 405 });
    const { code, stdout, stderr } = await sign([image.exact]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(registry.authority('oci.localhost'));
    expect(stderr).toContain('Nothing was pushed.');
  });

  it('a connection that is cut before the manifest leaves bytes and no signature, and says so', async () => {
    const image = push();
    registry.setFault({ method: 'PUT', path: '/manifests/' }, { kind: 'drop' });
    const { code, stderr } = await sign([image.exact]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Bytes were uploaded, but no signature refers to them.'),
    ]);
    expect(await verdictOf(image.exact)).toBe('unsigned');
  });

  it('Ctrl+C while it signs ends before the next image, and says what there is', async () => {
    const [first, second] = [push(), push()];
    let interrupt = () => {};
    registry.setFault({ method: 'HEAD', path: `/${first.repository}/blobs` }, { kind: 'hang' });
    const running = sign([first.exact, second.exact], {
      ...unattended,
      onInterrupt: (press) => {
        interrupt = press;
      },
    });
    await expect
      .poll(() => writes().length + registry.requests.filter(({ path }) => path.includes('/blobs')).length, {
        timeout: 10_000,
      })
      .toBeGreaterThan(0);
    interrupt();
    const { code, stdout, stderr } = await running;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr.match(/Signing was cancelled\. Nothing was pushed\./g)).toHaveLength(2);
    expect(await verdictOf(second.exact)).toBe('unsigned');
  });

  it('an error in the configuration ends it before anything is asked', async () => {
    mkdirSync(workspace.path('.git'));
    workspace.write('.imageseal.yaml', 'registries: 5\n');
    const { code, stderr } = await sign([push().exact], { answers: [] });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Nothing was signed: mend the configuration first.'),
    ]);
    expect(registry.requests).toEqual([]);
  });

  it.each([
    [['k8s/web.yaml'], 'imageseal sign takes images'],
    [[], 'Name at least one image: imageseal sign'],
    [['-a', 'env', 'app'], '"env" is no annotation'],
    [['--identity-token', 'x', 'app'], '--identity-token is for signing without a key'],
    [['--format', 'bundel', 'app'], 'did you mean "bundle"?'],
    [['--signing-config', 'none.json', 'app'], 'none.json cannot be read (there is no such file or folder)'],
    [['--predicate', 'x', 'app'], 'There is no flag --predicate'],
  ])('%j is bad usage', async (args, why) => {
    const { code, stderr } = await sign(args, { answers: [] });
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });
});
