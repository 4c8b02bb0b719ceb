import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../server/src/cli/check/write-file.ts';
import { CliError } from '../../server/src/cli/exit-code.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imageseal-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('replacing a file', () => {
  it('writes the new text and keeps the mode, past the umask', () => {
    const path = file('a.yaml', 'old');
    chmodSync(path, 0o666);
    replaceFile(path, 'a.yaml', 'old', 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o666);
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  it('writes what a symbolic link leads to and keeps the link', () => {
    const target = file('target.yaml', 'old');
    const link = join(folder, 'link.yaml');
    symlinkSync('target.yaml', link);
    replaceFile(link, 'link.yaml', 'old', 'new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readlinkSync(link)).toBe('target.yaml');
    expect(readFileSync(target, 'utf8')).toBe('new');
  });

  it('is content with a file that holds the new text already', () => {
    const path = file('a.yaml', 'new');
    const { mtimeMs } = statSync(path);
    replaceFile(path, 'a.yaml', 'old', 'new');
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
  });

  it.each([
    ['changed meanwhile', 'other', 'old'],
    ['a byte order mark appeared', '\ufeffold', 'old'],
    ['it is not UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'a\ufffdb'],
  ])('leaves a file alone: %s', (_why, content, before) => {
    const path = file('a.yaml', content);
    expect(() => replaceFile(path, 'k8s/a.yaml', before, 'new')).toThrow(
      new CliError(
        'k8s/a.yaml was not changed: it changed meanwhile, or is not UTF-8. Check it and run again.',
      ),
    );
    expect(readFileSync(path)).toEqual(Buffer.from(content));
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  it('does not bring back a file that was removed', () => {
    const path = join(folder, 'gone.yaml');
    expect(() => replaceFile(path, 'gone.yaml', 'old', 'new')).toThrow(
      new CliError('gone.yaml was not changed: there is no such file or folder.'),
    );
    expect(existsSync(path)).toBe(false);
  });
});
