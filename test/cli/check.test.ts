import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/build.ts';
import { pod } from './support/acme.ts';
import { type CliResult, Workspace } from './support/run-cli.ts';

beforeAll(ensureBuilt, 120_000);

const workspaces: Workspace[] = [];
afterEach(() => {
  for (const workspace of workspaces.splice(0)) workspace.remove();
});

function workspace(files: Readonly<Record<string, string | Uint8Array>>): Workspace {
  const made = new Workspace(files);
  workspaces.push(made);
  return made;
}

const pinned = `nginx@sha256:${'a'.repeat(64)}`;

/** Paths of the files that were reported on. */
function paths({ stdout }: CliResult): string[] {
  return JSON.parse(stdout).files.map((file: { path: string }) => file.path);
}

const json = ['check', '--offline', '--format', 'json'];

describe('imageseal check --offline', () => {
  it('prints findings with their source, and ends with 1', async () => {
    const { run } = workspace({ 'k8s/web.yaml': pod('nginx:1.27 # 한국어', 'redis') });
    const { code, stdout, stderr } = await run(['check', '--offline', 'k8s']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('golden/offline.txt');
  });

  it.each([
    ['nothing found', [], { 'a.yaml': pod(pinned) }, 0],
    ['a warning', [], { 'a.yaml': pod('nginx:1') }, 1],
    ['a warning where only errors count', ['--severity', 'error'], { 'a.yaml': pod('nginx:1') }, 0],
    ['an error where only errors count', ['--severity', 'error'], { 'a.yaml': pod('Nginx:1') }, 1],
    ['a hint', [], { 'a.yaml': `# imageseal-ignore unpinned\n${pod(pinned)}` }, 0],
    [
      'a hint where hints count',
      ['--severity', 'hint'],
      { 'a.yaml': `# imageseal-ignore unpinned\n${pod(pinned)}` },
      1,
    ],
    ['an unknown that must not be', ['--fail-on-unknown'], { 'a.yaml': pod(pinned) }, 1],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of envsubst
    ['a templated image, which is no such unknown', ['--fail-on-unknown'], { 'a.yaml': pod('${IMAGE}') }, 0],
    ['a rule that is off', [], { 'a.yaml': pod('nginx:1'), '.imageseal.yaml': 'rules: {unpinned: off}' }, 0],
    ['no manifest at all', [], { 'README.md': '# x' }, 0],
    ['damaged YAML', [], { 'a.yaml': `${pod('nginx:1')}---\n{[}: "` }, 1],
    ['a path that is not there', ['gone'], {}, 2],
    ['a file that is no manifest', ['README.md'], { 'README.md': '# x' }, 2],
    ['a flag that is not there', ['--offlin'], {}, 2],
    ['a broken configuration', [], { 'a.yaml': pod(pinned), '.imageseal.yaml': 'ruls: {}' }, 2],
    ['a configuration that cannot be read', [], { 'a.yaml': pod(pinned), '.imageseal.yaml/x': '' }, 2],
    ['a configuration that is not there', ['--config', 'gone.yaml'], { 'a.yaml': pod(pinned) }, 2],
  ])('%s: exit code', async (_name, args, files, expected) => {
    const { code, stderr } = await workspace(files).run(['check', '--offline', ...args]);
    expect(code, stderr).toBe(expected);
    if (expected === 2) expect(stderr).toMatch(/^(?:imageseal: |\.imageseal\.yaml:1:1 {2}error).+\n/);
    // What is in the way of a file is said in words.
    expect(stderr).not.toMatch(/\bE[A-Z]{4,}/);
  });

  it('tells where a configuration is wrong, and reports nothing on its ground', async () => {
    const { run } = workspace({
      'a.yaml': pod('nginx:1'),
      '.imageseal.yaml': 'rules:\n  unpined: off\ntrust:\n  - images: "**"\n    keys: [{file: gone.pub}]\n',
    });
    const { code, stdout, stderr } = await run(['check', '--offline']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      '.imageseal.yaml:2:3  error  There is no rule "unpined"; did you mean "unpinned"?\n' +
        '.imageseal.yaml:5:19  error  There is no file "gone.pub"; correct the path, which is relative to this file.\n' +
        'imageseal: Nothing was checked: mend the configuration first.\n',
    );
  });

  it('tells what trust rules are worth, before anything is judged by them', async () => {
    const secret = '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n';
    const rule = (rest: string) => `trust:\n  - images: "ghcr.io/**"\n    ${rest}\n`;
    const check = (config: string) =>
      workspace({
        'a.yaml': pod(pinned),
        'cosign.key': secret,
        'root.json': '{}',
        '.imageseal.yaml': rule(config),
      }).run(['check', '--offline']);

    const failed = await check('keys: [{ file: cosign.key }]\n    trustedRoot: root.json');
    expect(failed.code).toBe(2);
    expect(failed.stderr).toBe(
      '.imageseal.yaml:3:20  error  cosign.key is a private key: whoever reads it can sign in your name. Remove it, replace it where it is used, and name the public key here.\n' +
        '.imageseal.yaml:4:18  error  root.json is no trusted root: its media type is "".\n' +
        'imageseal: Nothing was checked: mend the configuration first.\n',
    );

    const open = await check('identities: [{ issuer: https://issuer.acme.example, subjectRegExp: acme }]');
    expect(open.code).toBe(0);
    expect(open.stderr).toContain(
      '.imageseal.yaml:3:72  warning  This expression is not anchored at both ends',
    );
  });

  it('takes YAML and JSON of a folder, and leaves out what git or the configuration ignores', async () => {
    const { run } = workspace({
      '.gitignore': 'generated/\n*.tmp.yaml\n',
      '.imageseal.yaml': 'ignore: ["vendor/**"]\n',
      'a.yaml': pod('nginx:1'),
      'b.yml': pod('nginx:1'),
      'c.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { containers: [{ image: 'nginx:1' }] },
      }),
      'd.txt': pod('nginx:1'),
      'generated/e.yaml': pod('nginx:1'),
      'f.tmp.yaml': pod('nginx:1'),
      'vendor/g.yaml': pod('nginx:1'),
      'node_modules/h.yaml': pod('nginx:1'),
      'empty.yaml': '',
      'other.yaml': 'a: 1\n',
    });
    const all = await run(json);
    expect(paths(all)).toEqual(['a.yaml', 'b.yml', 'c.json']);
    expect(JSON.parse(all.stdout).summary).toEqual({ files: 5, images: 3, findings: 3, unknown: 3 });
    // Named on the command line, git's word does not count; the configuration's does.
    expect(paths(await run([...json, 'generated/e.yaml', 'f.tmp.yaml', 'vendor/g.yaml']))).toEqual([
      'generated/e.yaml',
      'f.tmp.yaml',
    ]);
  });

  it('names paths as the user would, each file once', async () => {
    const made = workspace({ 'k8s/a.yaml': pod('nginx:1'), 'outside.yaml': pod('nginx:1') });
    expect(paths(await made.run([...json, './k8s/../k8s/', 'k8s/a.yaml']))).toEqual(['k8s/a.yaml']);
    expect(paths(await made.run([...json, made.path('k8s')], { cwd: made.path('k8s') }))).toEqual(['a.yaml']);
    expect(paths(await made.run([...json, '../outside.yaml'], { cwd: made.path('k8s') }))).toEqual([
      made.path('outside.yaml'),
    ]);
  });

  it('finds the nearest configuration up to the root of the repository', async () => {
    const made = workspace({
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.imageseal.yaml': 'rules: {unpinned: error}\n',
      'k8s/a.yaml': pod('nginx:1'),
      'k8s/dev/.imageseal.yaml': 'rules: {unpinned: "off"}\n',
      'k8s/dev/b.yaml': pod('nginx:1'),
    });
    const found = async (args: string[]) =>
      JSON.parse((await made.run([...json, ...args], { cwd: made.path('k8s') })).stdout).files.map(
        (file: { path: string; findings: { severity: string }[] }) => [
          file.path,
          file.findings.map(({ severity }) => severity),
        ],
      );
    expect(await found([])).toEqual([
      ['a.yaml', ['error']],
      ['dev/b.yaml', []],
    ]);
    made.write('other.yaml', 'rules: {unpinned: hint}\n');
    expect(await found(['--config', '../other.yaml', 'dev'])).toEqual([['dev/b.yaml', ['hint']]]);
  });

  it('reads standard input, under a name where that matters', async () => {
    const { run } = workspace({ '.imageseal.yaml': 'rules: {unpinned: hint}\nignore: [skipped.yaml]\n' });
    const stdin = pod('nginx:1');
    expect(paths(await run([...json, '-'], { stdin }))).toEqual(['<stdin>']);
    expect(paths(await run([...json, '-', '--stdin-filename', 'k8s/a.yaml'], { stdin }))).toEqual([
      'k8s/a.yaml',
    ]);
    expect((await run(['check', '--offline', '-'], { stdin })).code).toBe(0);
    expect(paths(await run([...json, '-', '--stdin-filename', 'skipped.yaml'], { stdin }))).toEqual([]);
    const values = await run([...json, '-', '--stdin-filename', 'values.yaml'], {
      stdin: 'image: {repository: nginx, tag: "1"}\n',
    });
    expect(JSON.parse(values.stdout).files[0].images[0]).toMatchObject({
      text: 'nginx:1',
      resource: { kind: null },
    });
    expect(JSON.parse((await run([...json, '-'], { stdin: '' })).stdout).summary).toEqual({
      files: 1,
      images: 0,
      findings: 0,
      unknown: 0,
    });
  });

  it('does not count a byte order mark as a column', async () => {
    const text = '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"nginx:1"}]}}';
    const { run } = workspace({ 'bom.json': `\ufeff${text}` });
    const column = text.indexOf('nginx') + 1;
    const { files } = JSON.parse((await run([...json, 'bom.json'])).stdout);
    expect(files[0].images[0]).toMatchObject({ line: 1, column, endColumn: column + 7 });
  });

  it('checks what it can, and ends with 2, when something cannot be read', async () => {
    const made = workspace({ 'a.yaml': pod(pinned), 'locked.yaml': pod('nginx:1') });
    symlinkSync('loop.yaml', made.path('loop.yaml'));
    mkdirSync(made.path('folder.yaml'));
    symlinkSync(join(made.root), made.path('linked'));
    chmodSync(made.path('locked.yaml'), 0o000);
    const { code, stdout, stderr } = await made.run(json);
    // Root reads everything.
    if (process.getuid?.() === 0) expect(code).toBe(1);
    else {
      expect(code).toBe(2);
      expect(stderr).toContain('imageseal: locked.yaml cannot be read: you have no permission for it.');
    }
    expect(paths({ code, stdout, stderr })).toContain('a.yaml');
  });

  it('speaks Korean', async () => {
    const { run } = workspace({ 'a.yaml': pod('nginx') });
    const { stdout } = await run(['check', '--offline'], { env: { LANG: 'ko_KR.UTF-8' } });
    expect(stdout).toMatch(/\p{Script=Hangul}/u);
    expect(stdout).toContain('warning');
  });

  it('has colours only where they are wanted', async () => {
    const { run } = workspace({ 'a.yaml': pod('nginx:1') });
    const sequence = '\u001b[';
    expect((await run(['check', '--offline'])).stdout).not.toContain(sequence);
    expect((await run(['check', '--offline', '--color'])).stdout).toContain(sequence);
    expect((await run(['check', '--offline'], { env: { FORCE_COLOR: '1' } })).stdout).toContain(sequence);
    expect(
      (await run(['check', '--offline', '--no-color'], { env: { FORCE_COLOR: '1' } })).stdout,
    ).not.toContain(sequence);
  });

  it('lets no manifest steer the terminal', async () => {
    const { run } = workspace({ 'a\u001b[2J.yaml': pod('"nginx\\e[31m:1" # \u001b]0;owned\u0007') });
    const { stdout, code } = await run(['check', '--offline']);
    expect(code).toBe(1);
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('loads nothing of the network', async () => {
    const { run } = workspace({ 'a.yaml': pod('nginx:1') });
    const { stderr } = await run(['check', '--offline'], { env: { NODE_DEBUG: 'module' } });
    expect(stderr).toContain('cli-program.js');
    expect(stderr).not.toMatch(/load built-in module (?:node:)?(?:http|https|net|tls|dns|child_process)\b/);
  });

  it('is done with a reader that has seen enough', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`${i}.yaml`, pod(...Array(200).fill('nginx:1'))]),
    );
    const made = workspace(many);
    const { spawnSync } = await import('node:child_process');
    const program = `"${process.execPath}" "${join(import.meta.dirname, '../../dist/cli.js')}" check --offline`;
    const { stdout, stderr } = spawnSync('sh', ['-c', `${program} | head -n 1`], {
      cwd: made.folder,
      encoding: 'utf8',
    });
    expect(stdout).toContain('0.yaml:8:20');
    expect(stderr).toBe('');
  });
});
