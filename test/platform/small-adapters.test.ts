import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createConsoleLogger, type LogLevel } from '../../server/src/platform/console-logger.ts';
import { httpErrorOf } from '../../server/src/platform/http-errors.ts';
import { cacheDirectory } from '../../server/src/platform/paths.ts';
import { systemClock } from '../../server/src/platform/system-clock.ts';
import { readTextFile } from '../../server/src/platform/text-files.ts';

describe('the cache folder', () => {
  it.each<[NodeJS.Platform, Record<string, string>, string, string]>([
    ['linux', {}, '/home/ann', '/home/ann/.cache/imageseal'],
    ['linux', { XDG_CACHE_HOME: '/var/cache/ann' }, '/home/ann', '/var/cache/ann/imageseal'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/ann', '/home/ann/.cache/imageseal'],
    ['darwin', {}, '/Users/ann', '/Users/ann/Library/Caches/imageseal'],
    [
      'win32',
      { LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local' },
      'C:\\Users\\ann',
      'C:\\Users\\ann\\AppData\\Local\\imageseal',
    ],
    ['win32', {}, 'C:\\Users\\ann', 'C:\\Users\\ann\\AppData\\Local\\imageseal'],
  ])('%s with %o', (platform, env, homedir, expected) => {
    expect(cacheDirectory({ platform, env, homedir })).toBe(expected);
  });
});

describe('what became of a connection', () => {
  it.each([
    ['EHOSTUNREACH', 'network', 'there is no route to it'],
    ['ENETUNREACH', 'network', 'there is no route to it'],
    ['ETIMEDOUT', 'timeout', 'no answer'],
  ])('is in words where the system has a code: %s', (code, kind, message) => {
    const error = Object.assign(new Error(`connect ${code} 203.0.113.7:443`), { code });
    expect(httpErrorOf(error)).toMatchObject({ code: kind, message });
    expect(httpErrorOf(new AggregateError([error]))).toMatchObject({ code: kind, message });
  });
});

describe('the console logger', () => {
  function lines(level?: LogLevel): string[] {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) };
    const logger = createConsoleLogger({ stream, ...(level === undefined ? {} : { level }) });
    logger.debug('d');
    logger.info('i');
    logger.warn('w');
    logger.error('e');
    return written;
  }

  it('says warnings and errors unless told otherwise', () => {
    expect(lines()).toEqual(['imageseal: warn: w\n', 'imageseal: error: e\n']);
    expect(lines('debug')).toHaveLength(4);
    expect(lines('silent')).toEqual([]);
  });

  it('lets nothing from outside start a line or an escape sequence', () => {
    const written: string[] = [];
    const logger = createConsoleLogger({ stream: { write: (text) => written.push(text) } });
    logger.warn('registry said: \u001b[31mred\r\nimageseal: error: forged\u0007');
    expect(written).toEqual(['imageseal: warn: registry said: [31mred imageseal: error: forged\n']);
  });
});

describe('text files', () => {
  it('gives the text, nothing where there is none, and says what cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imageseal-text-'));
    const path = join(folder, 'a.txt');
    writeFileSync(path, 'héllo');
    expect(await readTextFile(path)).toBe('héllo');
    expect(await readTextFile(join(folder, 'none'))).toBeUndefined();
    expect(await readTextFile(join(path, 'below-a-file'))).toBeUndefined();
    await expect(readTextFile(path, 3)).rejects.toThrow('is larger than 3 bytes');
    await expect(readTextFile(folder)).rejects.toThrow('is not a file');
    rmSync(folder, { recursive: true });
  });
});

describe('the system clock', () => {
  it('calls back once, or not at all when cancelled', async () => {
    const calls: string[] = [];
    systemClock.after(5, () => calls.push('kept'));
    systemClock.after(5, () => calls.push('cancelled'))();
    await expect.poll(() => calls).toEqual(['kept']);
  });

  it('counts milliseconds since the epoch', () => {
    const times = [Date.now(), systemClock.now(), Date.now()];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});
