import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeKeyPair } from '../../server/src/platform/key-pair-files.ts';

// File systems that refuse are hard to come by.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  return { ...real, link: vi.fn(real.link), open: vi.fn(real.open) };
});

const pair = { privateKeyPem: 'the private key\n', publicKeyPem: 'the public key\n' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imageseal-keys-'));
});
afterEach(() => {
  vi.clearAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const write = (prefix = 'cosign') => writeKeyPair(folder, prefix, pair);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const modeOf = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
const names = () => readdirSync(folder).sort();
const errorOf = (code: string) => Object.assign(new Error(`${code}: it refuses, link 'a' -> 'b'`), { code });

describe('a key pair', () => {
  it('is two files, of which the private one is for its owner alone', async () => {
    const umask = process.umask(0);
    try {
      expect(await write()).toEqual({
        privateKey: join(folder, 'cosign.key'),
        publicKey: join(folder, 'cosign.pub'),
      });
    } finally {
      process.umask(umask);
    }
    expect([read('cosign.key'), modeOf('cosign.key')]).toEqual([pair.privateKeyPem, '600']);
    expect([read('cosign.pub'), modeOf('cosign.pub')]).toEqual([pair.publicKeyPem, '644']);
    expect(names()).toEqual(['cosign.key', 'cosign.pub']);
  });

  it('goes where the prefix says', async () => {
    mkdirSync(join(folder, 'keys'));
    expect(await write('keys/release')).toMatchObject({ publicKey: join(folder, 'keys/release.pub') });
    expect(readdirSync(join(folder, 'keys')).sort()).toEqual(['release.key', 'release.pub']);
    const elsewhere = join(folder, 'absolute');
    expect(await writeKeyPair('/nowhere', elsewhere, pair)).toMatchObject({ privateKey: `${elsewhere}.key` });
  });

  it.each(['cosign.key', 'cosign.pub'])('never takes the place of %s', async (name) => {
    writeFileSync(join(folder, name), 'of somebody');
    expect(await write()).toEqual({
      problem: `${join(folder, name)} is there already, and keys are never overwritten: move it away or choose another name.`,
    });
    expect(read(name)).toBe('of somebody');
    expect(names()).toEqual([name]);
  });

  it.each<[string, (path: string) => void]>([
    ['a folder', (path) => mkdirSync(path)],
    ['a link that leads nowhere', (path) => symlinkSync(join(folder, 'gone'), path)],
  ])('nor that of %s', async (_, make) => {
    make(join(folder, 'cosign.key'));
    expect(await write()).toEqual({ problem: expect.stringContaining('cosign.key is there already') });
    expect(names()).toEqual(['cosign.key']);
  });

  it('of two that are written at once one is whole, and the other nowhere', async () => {
    const pairs = Array.from({ length: 8 }, (_, i) => ({ privateKeyPem: `${i}`, publicKeyPem: `${i}` }));
    const results = await Promise.all(pairs.map((each) => writeKeyPair(folder, 'cosign', each)));
    expect(results.filter((result) => !('problem' in result))).toHaveLength(1);
    expect(read('cosign.pub')).toBe(read('cosign.key'));
    expect(names()).toEqual(['cosign.key', 'cosign.pub']);
  });

  it('leaves nothing when the public key comes too late', async () => {
    const { link } = await vi.importActual<typeof files>('node:fs/promises');
    vi.mocked(files.link)
      .mockImplementationOnce(link)
      .mockImplementationOnce(async (from, to) => {
        writeFileSync(to, 'of somebody');
        return link(from, to);
      });
    expect(await write()).toEqual({ problem: expect.stringContaining('cosign.pub is there already') });
    expect(names()).toEqual(['cosign.pub']);
    expect(read('cosign.pub')).toBe('of somebody');
  });

  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])(
    'is written without links where there are none (%s)',
    async (code) => {
      vi.mocked(files.link).mockRejectedValueOnce(errorOf(code)).mockRejectedValueOnce(errorOf(code));
      expect(await write()).not.toHaveProperty('problem');
      expect([read('cosign.key'), modeOf('cosign.key')]).toEqual([pair.privateKeyPem, '600']);
      expect(names()).toEqual(['cosign.key', 'cosign.pub']);
      vi.mocked(files.link).mockImplementationOnce(async (_, to) => {
        writeFileSync(to, 'of somebody');
        throw errorOf(code);
      });
      expect(await write('other')).toEqual({
        problem: expect.stringContaining('other.key is there already'),
      });
      expect(read('other.key')).toBe('of somebody');
    },
  );

  it('leaves nothing when the disk is full half-way', async () => {
    const { open } = await vi.importActual<typeof files>('node:fs/promises');
    vi.mocked(files.open).mockImplementationOnce(async (...args) => {
      const file = await open(...args);
      file.sync = () => Promise.reject(errorOf('ENOSPC'));
      return file;
    });
    expect(await write()).toEqual({
      problem: `${join(folder, 'cosign.key')} cannot be written: the disk is full.`,
    });
    expect(names()).toEqual([]);
  });

  it('says why a folder takes none', async () => {
    expect(await write('nowhere/cosign')).toEqual({
      problem: `${join(folder, 'nowhere/cosign.key')} cannot be written: there is no such file or folder.`,
    });
    // Root may write anywhere.
    if (process.getuid?.() === 0) return;
    chmodSync(folder, 0o500);
    expect(await write()).toEqual({ problem: expect.stringContaining('you have no permission for it.') });
    chmodSync(folder, 0o700);
  });
});
