import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { originIn } from '../../server/src/platform/git-origin.ts';
import { ensureBuilt } from '../support/build.ts';
import { Workspace } from './support/run-cli.ts';

let workspace: Workspace;

beforeAll(() => ensureBuilt(), 120_000);
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

const add = (...args: string[]) => workspace.run(['pipeline', 'add-signing', ...args]);
const read = (name: string) => readFileSync(workspace.path(name), 'utf8');
const build = (...images: string[]) =>
  `on: push\njobs:\n${images
    .map(
      (image, i) =>
        `  build-${i}:\n    runs-on: ubuntu-latest\n    permissions: {}\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { push: true, tags: '${image}' }\n`,
    )
    .join('')}`;

describe('pipeline add-signing', () => {
  it('finds the one CI file and writes the step into it, once', async () => {
    workspace.write('.github/workflows/build.yml', `\ufeff${build('ghcr.io/acme/app:1')}`);
    workspace.write('k8s/app.yaml', 'apiVersion: v1\nkind: Pod\n');
    const first = await add();
    expect(first).toEqual({
      code: 0,
      stdout: '',
      stderr:
        '.github/workflows/build.yml: a step that signs is added to job "build-0", step "docker/build-push-action".\n',
    });
    const after = read('.github/workflows/build.yml');
    expect(after).toMatch(/^\ufeffon: push\n/);
    expect(after).toContain('run: cosign sign --yes "${IMAGE}@${DIGEST}"');
    expect(await add()).toEqual({
      code: 0,
      stdout: '',
      stderr:
        'ghcr.io/acme/app is signed already: .github/workflows/build.yml, job "build-0", step "build".\n',
    });
    expect(read('.github/workflows/build.yml')).toBe(after);
  });

  it('--diff shows a patch and writes nothing', async () => {
    const text = build('ghcr.io/acme/app:1');
    workspace.write('.github/workflows/build.yml', text);
    const { code, stdout } = await add('--diff');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^--- a\/\.github\/workflows\/build\.yml\n\+\+\+ b\/\.github\/workflows\/build\.yml\n@@ /,
    );
    expect(stdout).toContain('\n+        run: cosign sign --yes "${IMAGE}@${DIGEST}"');
    expect(read('.github/workflows/build.yml')).toBe(text);
  });

  it('asks which image, and which build', async () => {
    workspace.write('.github/workflows/a.yml', build('ghcr.io/acme/app:1', 'ghcr.io/acme/web:1'));
    workspace.write('.github/workflows/b.yml', build('ghcr.io/acme/app:2'));
    const images = await add();
    expect(images.code).toBe(2);
    expect(images.stderr).toContain(
      'Several images are built: ghcr.io/acme/app, ghcr.io/acme/web. Say which with --image.',
    );
    const builds = await add('--image', 'ghcr.io/acme/app');
    expect(builds.code).toBe(2);
    expect(builds.stderr.split('\n').slice(0, 3)).toEqual([
      'imageseal: Several builds make ghcr.io/acme/app. Name one file, or sign them all with --all:',
      '  .github/workflows/a.yml: job "build-0", step "docker/build-push-action"',
      '  .github/workflows/b.yml: job "build-0", step "docker/build-push-action"',
    ]);
    expect(read('.github/workflows/a.yml')).not.toContain('cosign');

    expect((await add('--image', 'ghcr.io/acme/app', '.github/workflows/b.yml')).code).toBe(0);
    expect(read('.github/workflows/b.yml')).toContain('cosign sign');
    expect(read('.github/workflows/a.yml')).not.toContain('cosign');
  });

  it('--all signs every build, several of one file too', async () => {
    workspace.write('.github/workflows/a.yml', build('ghcr.io/acme/app:1', 'ghcr.io/acme/app:2'));
    workspace.write(
      '.gitlab-ci.yml',
      'push:\n  image: docker:27\n  script:\n    - docker push ghcr.io/acme/app:3\n',
    );
    const { code, stderr } = await add('--all', '--format', 'legacy', '--key', 'awskms:///alias/images');
    expect(code).toBe(0);
    expect(stderr.match(/is added to/g)).toHaveLength(3);
    const command =
      'sign --yes --key awskms:///alias/images --new-bundle-format=false --use-signing-config=false --tlog-upload=false';
    expect(read('.github/workflows/a.yml').split(command)).toHaveLength(3);
    expect(read('.gitlab-ci.yml').split(command)).toHaveLength(2);
  });

  it('makes a workflow where nothing builds the image', async () => {
    workspace.write(
      '.github/workflows/test.yml',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n',
    );
    const diff = await add('--image', 'ghcr.io/acme/app', '--diff');
    expect(diff.stdout).toMatch(/^--- \/dev\/null\n\+\+\+ b\/\.github\/workflows\/sign\.yml\n/);
    const { code, stderr } = await add('--image', 'ghcr.io/acme/app');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('No CI file here builds ghcr.io/acme/app.');
    expect(read('.github/workflows/sign.yml')).toContain('IMAGE: ghcr.io/acme/app');
  });

  it('knows the repository by its git remote', async () => {
    workspace.write('.git/config', '[remote "origin"]\n\turl = git@github.com:Acme/App.git\n');
    workspace.write('ci/.gitkeep', '');
    workspace.write('.github/workflows/a.yml', build('ghcr.io/${{ github.repository }}:1'));
    expect((await add()).code).toBe(0);
    expect(read('.github/workflows/a.yml')).toContain('IMAGE: ghcr.io/${{ github.repository }}');
  });

  it.each([
    [[], 'There is no CI file below this folder: name the image with --image.'],
    [['no-such.yml'], 'There is no file or folder "no-such.yml".'],
    [['k8s.yaml'], 'k8s.yaml is no CI file that is known here'],
    [['a.yml', 'b.yml'], 'Name one file, or none: "b.yml" is too many.'],
    [['--image', 'acme/UPPER'], '--image: '],
    [['--key', 'a b; rm -rf /'], '--key may hold'],
    [['--tool', 'notation', '--format', 'legacy'], '--format is about signatures of Cosign'],
  ])('%j: %s', async (args, message) => {
    workspace.write('k8s.yaml', 'kind: Pod\n');
    const { code, stdout, stderr } = await add(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`imageseal: ${message}`);
  });
});

describe('the remote of a repository', () => {
  it.each([
    ['https://github.com/acme/app.git', { host: 'github.com', path: 'acme/app' }],
    ['https://user:secret@gitlab.com/group/sub/app', { host: 'gitlab.com', path: 'group/sub/app' }],
    ['ssh://git@gitlab.example.com:2222/acme/app.git', { host: 'gitlab.example.com', path: 'acme/app' }],
    ['git@GitHub.com:acme/app.git', { host: 'github.com', path: 'acme/app' }],
    ['/srv/git/app.git', undefined],
  ])('%s', (url, expected) => {
    const config = `[core]\n\tbare = false\n[remote "other"]\n\turl = x\n[remote "origin"]\n\tfetch = y\n\turl = ${url}\n[branch "main"]\n`;
    expect(originIn(config)).toEqual(expected);
  });
});
