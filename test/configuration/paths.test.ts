import { describe, expect, it } from 'vitest';
import { candidateConfigurationPaths } from '../../server/src/configuration/discover.ts';
import { createIgnore, isIgnored } from '../../server/src/configuration/ignore.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';

/** Without the `.yml` twins, which stand behind each `.yaml`. */
const candidates = (manifest: string, roots: Parameters<typeof candidateConfigurationPaths>[1]) =>
  candidateConfigurationPaths(manifest, roots).filter((path) => path.endsWith('.yaml'));

describe('candidateConfigurationPaths', () => {
  it('goes from the manifest up to the workspace folder, and not further', () => {
    expect(candidateConfigurationPaths('/ws/k8s/prod/app.yaml', { workspaceFolder: '/ws' })).toEqual([
      '/ws/k8s/prod/.imageseal.yaml',
      '/ws/k8s/prod/.imageseal.yml',
      '/ws/k8s/.imageseal.yaml',
      '/ws/k8s/.imageseal.yml',
      '/ws/.imageseal.yaml',
      '/ws/.imageseal.yml',
    ]);
  });

  it('stops at the first root it meets', () => {
    const expected = ['/repo/sub/k8s/.imageseal.yaml', '/repo/sub/.imageseal.yaml'];
    expect(candidates('/repo/sub/k8s/a.yaml', { workspaceFolder: '/repo', gitRoot: '/repo/sub' })).toEqual(
      expected,
    );
    expect(candidates('/repo/sub/k8s/a.yaml', { workspaceFolder: '/repo/sub/', gitRoot: '/repo' })).toEqual(
      expected,
    );
  });

  it('looks beside a manifest that is outside of every root, and nowhere else', () => {
    expect(candidates('/tmp/x/a.yaml', { workspaceFolder: '/ws' })).toEqual(['/tmp/x/.imageseal.yaml']);
    expect(candidates('/ws-old/k8s/a.yaml', { workspaceFolder: '/ws' })).toEqual([
      '/ws-old/k8s/.imageseal.yaml',
    ]);
    expect(candidates('/ws/../etc/a.yaml', { workspaceFolder: '/ws' })).toEqual([
      '/ws/../etc/.imageseal.yaml',
    ]);
  });

  it('takes Windows paths, whatever the case of drive and folders', () => {
    expect(candidates('c:\\Ws\\k8s\\a.yaml', { workspaceFolder: 'C:\\ws' })).toEqual([
      'c:/Ws/k8s/.imageseal.yaml',
      'c:/Ws/.imageseal.yaml',
    ]);
    expect(candidates('\\\\server\\share\\k8s\\a.yaml', { workspaceFolder: '\\\\server\\share' })).toEqual([
      '//server/share/k8s/.imageseal.yaml',
      '//server/share/.imageseal.yaml',
    ]);
  });

  it('takes URIs and never leaves their authority', () => {
    expect(candidates('file:///c%3A/ws/k8s/a.yaml', { workspaceFolder: 'file:///C:/ws' })).toEqual([
      'file:///c%3A/ws/k8s/.imageseal.yaml',
      'file:///c%3A/ws/.imageseal.yaml',
    ]);
    const root = 'vscode-vfs://github/acme/app';
    expect(candidates(`${root}/k8s/a.yaml`, { workspaceFolder: root })).toEqual([
      `${root}/k8s/.imageseal.yaml`,
      `${root}/.imageseal.yaml`,
    ]);
    expect(candidates('vscode-vfs://gitlab/acme/app/a.yaml', { workspaceFolder: root })).toHaveLength(1);
    expect(candidateConfigurationPaths('untitled:Untitled-1', {})).toEqual([]);
  });

  it('reaches the root of the file system when that is the workspace', () => {
    expect(candidates('/k8s/a.yaml', { workspaceFolder: '/' })).toEqual([
      '/k8s/.imageseal.yaml',
      '/.imageseal.yaml',
    ]);
  });
});

describe('createIgnore', () => {
  it('reads patterns as git does', () => {
    const ignores = createIgnore(
      ['docs/**', '**/testdata/**', '*.tmp.yaml', '/build', '!keep.tmp.yaml', 'gen/'],
      '/ws',
    );
    expect(ignores('/ws/docs/a.yaml')).toBe(true);
    expect(ignores('/ws/sub/docs/a.yaml')).toBe(false);
    expect(ignores('/ws/a/b/testdata/x.yaml')).toBe(true);
    expect(ignores('/ws/a/x.tmp.yaml')).toBe(true);
    expect(ignores('/ws/a/keep.tmp.yaml')).toBe(false);
    expect(ignores('/ws/build/x.yaml')).toBe(true);
    expect(ignores('/ws/a/build/x.yaml')).toBe(false);
    expect(ignores('/ws/a/gen/x.yaml')).toBe(true);
    expect(ignores('/ws/a/gen')).toBe(false);
  });

  it('leaves alone what is outside of the folder, and the folder itself', () => {
    const ignores = createIgnore(['**', '*'], '/ws');
    expect(ignores('/ws/a.yaml')).toBe(true);
    for (const path of ['/ws', '/ws2/a.yaml', '/a.yaml', '/ws/../a.yaml', 'relative/a.yaml']) {
      expect(ignores(path)).toBe(false);
    }
  });

  it('minds case where the file system does', () => {
    expect(createIgnore(['Docs/'], '/ws')('/ws/docs/a.yaml')).toBe(false);
    expect(createIgnore(['Docs/'], 'C:\\ws')('c:\\WS\\docs\\a.yaml')).toBe(true);
    expect(createIgnore(['docs/'], 'file:///ws')('file:///ws/docs/a.yaml')).toBe(true);
  });

  it('drops patterns that are not good instead of failing', () => {
    const ignores = createIgnore(['../x', '[', '', '#c', 'a\\', '*.bak.yaml'], '/ws');
    expect(ignores('/ws/x')).toBe(false);
    expect(ignores('/ws/a.bak.yaml')).toBe(true);
  });

  it.each([['**/a/**/a/**/b'], ['*a*a*a*a*a*a*b'], ['**/*/**/*/**/b'], ['**/a/'.repeat(40)]])(
    'answers soon on %s and a deep path',
    (pattern) => {
      const ignores = createIgnore([pattern], '/ws');
      const start = performance.now();
      ignores(`/ws/${'a/'.repeat(1_000)}c`);
      expect(performance.now() - start).toBeLessThan(1_000);
    },
  );

  it('goes by the folder of the layer the patterns come from', () => {
    const file = { ignore: ['docs/'], folder: '/ws/k8s', source: '/ws/k8s/.imageseal.yaml' };
    const fromFile = mergeConfiguration(file);
    expect(isIgnored(fromFile, '/ws/k8s/docs/a.yaml')).toBe(true);
    expect(isIgnored(fromFile, '/ws/docs/a.yaml')).toBe(false);
    const overridden = mergeConfiguration(file, { ignore: ['/docs/'], folder: '/ws' });
    expect(isIgnored(overridden, '/ws/docs/a.yaml')).toBe(true);
    expect(isIgnored(overridden, '/ws/k8s/docs/a.yaml')).toBe(false);
    expect(isIgnored(mergeConfiguration({ ignore: ['**'] }), '/ws/a.yaml')).toBe(false);
  });
});
