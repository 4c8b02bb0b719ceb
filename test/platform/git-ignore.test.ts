import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/manifest/text-span.ts';
import { ignoreEdit, ignoreFileFor, isIgnoredByGit } from '../../server/src/platform/git-ignore.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'imageseal-ignore-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function repository(files: Record<string, string> = {}): void {
  mkdirSync(join(root, '.git'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const isIgnored = (name: string) => isIgnoredByGit(join(root, name));

describe('a key file', () => {
  it('outside of repositories is nobody’s concern', () => {
    expect(isIgnored('cosign.key')).toBeUndefined();
    expect(ignoreFileFor(join(root, 'cosign.key'))).toBeUndefined();
  });

  it('is ignored when a rule says so', () => {
    repository({ '.gitignore': '*.key\n!public.key\n/private/\n', 'deploy/.gitignore': '!cosign.key\n' });
    expect(isIgnored('cosign.key')).toBe(true);
    expect(isIgnored('public.key')).toBe(false);
    expect(isIgnored('cosign.pub')).toBe(false);
    expect(isIgnored('deploy/other.key')).toBe(true);
    expect(isIgnored('deploy/cosign.key')).toBe(false);
    expect(isIgnored('private/cosign.pub')).toBe(true);
    expect(isIgnored('deploy/private/cosign.pub')).toBe(false);
  });

  it('in an ignored folder is ignored whatever is said deeper', () => {
    repository({ '.gitignore': '/keys\n', 'keys/deep/.gitignore': '!cosign.key\n' });
    expect(isIgnored('keys/deep/cosign.key')).toBe(true);
  });

  it('is not ignored where nothing says so', () => {
    repository();
    expect(isIgnored('cosign.key')).toBe(false);
  });
});

describe('the offer to ignore it', () => {
  it.each([
    ['', 'cosign.key', '/cosign.key\n'],
    ['dist/\n', 'cosign.key', 'dist/\n/cosign.key\n'],
    ['dist/', 'cosign.key', 'dist/\n/cosign.key\n'],
    ['dist/\r\nout/\r\n', 'cosign.key', 'dist/\r\nout/\r\n/cosign.key\r\n'],
    ['dist/\r\nout/', 'cosign.key', 'dist/\r\nout/\r\n/cosign.key\r\n'],
    ['*.key\n!cosign.key\n', 'cosign.key', '*.key\n!cosign.key\n/cosign.key\n'],
    ['/cosign.key\n', 'deploy/cosign.key', '/cosign.key\n/deploy/cosign.key\n'],
    ['', '#1 [a]*?.key', '/#1 \\[a\\]\\*\\?.key\n'],
    ['', '!key ', '/!key\\ \n'],
  ])('%j for %j', (text, name, expected) => {
    const edit = ignoreEdit(text, name);
    expect(edit && applyEdits(text, [edit])).toBe(expected);
    // Asked again, there is nothing left to do.
    expect(ignoreEdit(expected, name)).toBeUndefined();
    expect(ignoreEdit(expected, `${name}.old`)).toBeDefined();
  });

  it.each(['*.key\n', 'cosign.*', '/cosign.key', 'cosign.key\r\n'])('is not made with %j', (text) => {
    expect(ignoreEdit(text, 'cosign.key')).toBeUndefined();
  });

  it('is for the nearest file, and else for a new one in the root', () => {
    repository({ 'deploy/.gitignore': '', 'deploy/prod/keys/README': '', 'other/README': '' });
    const offer = (name: string) => ignoreFileFor(join(root, name));
    expect(offer('cosign.key')).toEqual({ file: join(root, '.gitignore'), name: 'cosign.key' });
    expect(offer('other/cosign.key')).toEqual({ file: join(root, '.gitignore'), name: 'other/cosign.key' });
    const deep = { file: join(root, 'deploy/.gitignore'), name: 'prod/keys/cosign.key' };
    expect(offer('deploy/prod/keys/cosign.key')).toEqual(deep);

    expect(isIgnored('deploy/prod/keys/cosign.key')).toBe(false);
    const text = readFileSync(deep.file, 'utf8');
    const edit = ignoreEdit(text, deep.name);
    writeFileSync(deep.file, applyEdits(text, edit ? [edit] : []));
    expect(isIgnored('deploy/prod/keys/cosign.key')).toBe(true);
  });
});
