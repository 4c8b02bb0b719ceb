import { readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/build.ts';
import type { Registry } from '../support/registry/index.ts';
import { app, pod, startAcme, web } from './support/acme.ts';
import { Workspace } from './support/run-cli.ts';

let registry: Registry;
let workspace: Workspace;

beforeAll(async () => {
  await ensureBuilt();
  registry = await startAcme();
}, 120_000);
afterAll(() => registry.close());
beforeEach(() => {
  workspace = new Workspace();
  registry.log.clear();
});
afterEach(() => {
  registry.clearFaults();
  workspace.remove();
});

const at = (name: string) => `${registry.host}/${name}`;

describe('--fix and --diff', () => {
  /** Everything a manifest may be written with: BOM, CRLF, quotes, flow style, comments, characters of any width, anchors. */
  const awkward = () =>
    `\ufeff# 서명 🚢\r\napiVersion: v1\r\nkind: Pod\r\nmetadata: {name: "é"}\r\nspec:\r\n  containers:\r\n` +
    `    - {name: "🚢", image: "${at('acme/app:1.0')}"}   # é\r\n` +
    `    - name: anchor\r\n      image: &web ${at('acme/web')}\t# tab\r\n` +
    `    - name: alias\r\n      image: *web\r\n` +
    `    - name: moved\r\n      image: '${at('acme/web:2.1')}@${web.digest}'\r\n` +
    `    - name: gone\r\n      image: ${at('acme/gone:1')}`;
  const pinnedText = () =>
    awkward()
      .replace('acme/app:1.0', `acme/app:1.0@${app.digest}`)
      .replace('acme/web\t', `acme/web@${web.digest}\t`);

  it('pins in place and leaves every other byte', async () => {
    workspace.write('k8s/a.yaml', awkward());
    workspace.write('k8s/b.yaml', pod('Bad'));
    const { code, stdout, stderr } = await workspace.run(['check', '--fix', '--format', 'json', 'k8s']);
    expect(readFileSync(workspace.path('k8s/a.yaml'))).toEqual(Buffer.from(pinnedText()));
    expect(readFileSync(workspace.path('k8s/b.yaml'), 'utf8')).toBe(pod('Bad'));
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'Pinned 2 images.\n' });
    const rules = JSON.parse(stdout).files[0].findings.map(({ rule }: { rule: string }) => rule);
    expect(rules).not.toContain('latest-tag');
    expect(rules.filter((rule: string) => rule === 'unpinned')).toHaveLength(1);
  });

  it('has nothing left to do the second time', async () => {
    workspace.write('a.yaml', awkward());
    await workspace.run(['check', '--fix']);
    const { mtimeMs } = statSync(workspace.path('a.yaml'));
    expect((await workspace.run(['check', '--fix'])).stderr).toBe('Nothing could be pinned.\n');
    expect(statSync(workspace.path('a.yaml')).mtimeMs).toBe(mtimeMs);
  });

  it('--diff writes nothing and prints a patch that does the same', async () => {
    workspace.write('a.yaml', awkward());
    const { code, stdout, stderr } = await workspace.run(['check', '--diff']);
    expect(code).toBe(1);
    expect(readFileSync(workspace.path('a.yaml'), 'utf8')).toBe(awkward());
    const changed = (sign: string) =>
      stdout.split('\n').filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3)));
    const lines = awkward().split('\n');
    const after = pinnedText().split('\n');
    const different = lines.flatMap((line, i) => (line === after[i] ? [] : [i]));
    expect(changed('-')).toEqual(different.map((i) => `-${lines[i]}`));
    expect(changed('+')).toEqual(different.map((i) => `+${after[i]}`));
    expect(stdout).toMatch(/^--- a\/a\.yaml\n\+\+\+ b\/a\.yaml\n@@ /);
    expect(stderr).toContain('Checked 1 file and 5 images');
  });

  it('pins Helm values and Kustomize images at the key that holds the version', async () => {
    workspace.write(
      'values.yaml',
      `web:\n  image:\n    repository: ${at('acme/app')}\n    tag: "1.0" # keep\n`,
    );
    workspace.write(
      'kustomization.yaml',
      `images:\n  - name: web\n    newName: ${at('acme/web')}\n    newTag: "2.0"\n`,
    );
    const { stderr } = await workspace.run(['check', '--fix']);
    expect(stderr).toBe('Pinned 2 images in 2 files.\n');
    expect(readFileSync(workspace.path('values.yaml'), 'utf8')).toContain(app.digest);
    expect(readFileSync(workspace.path('kustomization.yaml'), 'utf8')).toContain(`digest: ${web.digest}`);
    const { stdout } = await workspace.run(['check', '--format', 'json']);
    expect(stdout).not.toContain('"unpinned"');
  });

  it('pins a file once that a link names again', async () => {
    workspace.write('a.yaml', pod(at('acme/app:1.0')));
    symlinkSync('a.yaml', workspace.path('link.yaml'));
    expect((await workspace.run(['check', '--fix'])).stderr).not.toContain('not pinned');
    expect(readFileSync(workspace.path('a.yaml'), 'utf8')).toBe(pod(`${at('acme/app:1.0')}@${app.digest}`));
    expect(readlinkSync(workspace.path('link.yaml'))).toBe('a.yaml');
  });

  it('passes standard input through, fixed, with the report on standard error', async () => {
    const { code, stdout, stderr } = await workspace.run(['check', '--fix', '-'], { stdin: awkward() });
    expect(stdout).toBe(pinnedText());
    expect(code).toBe(1);
    expect(stderr).toContain('Checked 1 file and 5 images');
    for (const stdin of ['', 'a: 1\n', '\ufeff# nothing\r\n']) {
      expect((await workspace.run(['check', '--fix', '-'], { stdin })).stdout).toBe(stdin);
    }
    workspace.write('.imageseal.yaml', 'ignore: [skipped.yaml]\n');
    const skipped = await workspace.run(['check', '--fix', '-', '--stdin-filename', 'skipped.yaml'], {
      stdin: awkward(),
    });
    expect(skipped.stdout).toBe(awkward());
  });

  it('refuses to fix what it cannot write back byte by byte', async () => {
    const latin1 = Buffer.from(`${pod(at('acme/app:1.0'))}# caf\xe9\n`, 'latin1');
    workspace.write('a.yaml', latin1);
    const file = await workspace.run(['check', '--fix']);
    expect(file.code).toBe(2);
    expect(file.stderr).toContain(
      'imageseal: a.yaml was not changed: it changed meanwhile, or is not UTF-8.',
    );
    expect(readFileSync(workspace.path('a.yaml'))).toEqual(latin1);
    const input = await workspace.run(['check', '--fix', '-'], { stdin: latin1 });
    expect(input).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'imageseal: Standard input is not UTF-8, so it cannot be fixed.\n',
    });
  });

  it('does not overwrite a file that changed while the registry was asked', async () => {
    workspace.write('a.yaml', pod(at('acme/app:1.0')));
    registry.setFault({ path: '/acme/app', times: 1 }, { kind: 'delay', ms: 1_500 });
    const running = workspace.run(['check', '--fix'], {
      when: [() => registry.requests.length > 0, () => workspace.write('a.yaml', 'edited: true\n')],
    });
    const { code, stderr } = await running;
    expect(code).toBe(2);
    expect(stderr).toContain('a.yaml was not changed: it changed meanwhile');
    expect(readFileSync(workspace.path('a.yaml'), 'utf8')).toBe('edited: true\n');
  });
});
