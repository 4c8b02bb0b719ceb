import { describe, expect, it } from 'vitest';
import { type DiscoveryRoots, isBelowRoot } from '../../server/src/configuration/discover.ts';
import { createIgnore, isIgnored } from '../../server/src/configuration/ignore.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';

/** The folders that are looked into for a manifest, the nearest first. */
function searched(manifest: string, roots: DiscoveryRoots): string[] {
  const folders = [manifest.replace(/[\\/][^\\/]*$/, '')];
  while (isBelowRoot(folders.at(-1)!, roots)) folders.push(folders.at(-1)!.replace(/[\\/][^\\/]*$/, ''));
  return folders;
}

describe('isBelowRoot', () => {
  it('goes from the manifest up to the workspace folder, and not further', () => {
    expect(searched('/ws/k8s/prod/app.yaml', { workspaceFolder: '/ws' })).toEqual([
      '/ws/k8s/prod',
      '/ws/k8s',
      '/ws',
    ]);
  });

  it('stops at the first root it meets', () => {
    const expected = ['/repo/sub/k8s', '/repo/sub'];
    expect(searched('/repo/sub/k8s/a.yaml', { workspaceFolder: '/repo', gitRoot: '/repo/sub' })).toEqual(
      expected,
    );
    expect(searched('/repo/sub/k8s/a.yaml', { workspaceFolder: '/repo/sub/', gitRoot: '/repo' })).toEqual(
      expected,
    );
  });

  it('looks beside a manifest that is outside of every root, and nowhere else', () => {
    expect(searched('/tmp/x/a.yaml', { workspaceFolder: '/ws' })).toEqual(['/tmp/x']);
    expect(searched('/ws-old/k8s/a.yaml', { workspaceFolder: '/ws' })).toEqual(['/ws-old/k8s']);
    expect(searched('/ws/../etc/a.yaml', { workspaceFolder: '/ws' })).toEqual(['/ws/../etc']);
    expect(searched('/tmp/x/a.yaml', {})).toEqual(['/tmp/x']);
  });

  it('takes Windows paths, whatever the case of drive and folders', () => {
    expect(searched('c:\\Ws\\k8s\\a.yaml', { workspaceFolder: 'C:\\ws' })).toEqual(['c:\\Ws\\k8s', 'c:\\Ws']);
    expect(searched('\\\\server\\share\\k8s\\a.yaml', { workspaceFolder: '\\\\server\\share' })).toEqual([
      '\\\\server\\share\\k8s',
      '\\\\server\\share',
    ]);
  });

  it('takes URIs and never leaves their authority', () => {
    expect(searched('file:///c%3A/ws/k8s/a.yaml', { workspaceFolder: 'file:///C:/ws' })).toEqual([
      'file:///c%3A/ws/k8s',
      'file:///c%3A/ws',
    ]);
    const root = 'vscode-vfs://github/acme/app';
    expect(searched(`${root}/k8s/a.yaml`, { workspaceFolder: root })).toEqual([`${root}/k8s`, root]);
    expect(searched('vscode-vfs://gitlab/acme/app/a.yaml', { workspaceFolder: root })).toHaveLength(1);
    expect(isBelowRoot('untitled:Untitled-1', {})).toBe(false);
  });

  it('reaches the root of the file system when that is the workspace', () => {
    expect(isBelowRoot('/k8s', { workspaceFolder: '/' })).toBe(true);
    expect(isBelowRoot('/', { workspaceFolder: '/' })).toBe(false);
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

  // Trying one way after the other, there are more of them than anybody can wait for.
  it.each([
    ['**/a/**/a/**/b'],
    ['**/*/**/*/**/b'],
    [`${'**/a/'.repeat(40)}b`],
    ['*a'.repeat(50)],
    ['*[ab]'.repeat(50)],
    ['*?'.repeat(50)],
  ])('has an answer for %s, a deep path and a long name', (pattern) => {
    const ignores = createIgnore([`${pattern}c`, '*.yaml'], '/ws');
    const deep = `/ws/${'a/'.repeat(1_000)}`;
    const long = `/ws/${'a'.repeat(200)}cd`;
    expect([ignores(`${deep}bd`), ignores(long)]).toEqual([false, false]);
    expect([ignores(`${deep}b.yaml/d`), ignores(`${long}.yaml`)]).toEqual([false, true]);
  });

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
