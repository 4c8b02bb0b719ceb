import { randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLine, type EntryPosition, HEADER, LineScanner } from './cache-file.ts';

const NAME = 'evidence.cache';
const CHUNK = 1024 * 1024;
/** A temporary file of this age was left by a process that ended in the middle. */
const ABANDONED_MS = 60 * 60 * 1000;

/** What a look at the file gave. */
export interface Scan {
  /** The file is another one than at the last look: what was known of positions no longer holds. */
  readonly replaced: boolean;
  readonly entries: readonly EntryPosition[];
  /** Lines that cannot be read, or the whole file when it is not a cache. */
  readonly damaged: number;
}

/**
 * The file of a cache. Appending and renaming are the only ways in which it changes, so several processes may use it at
 * once: each sees what the others appended, and one that replaces the file takes nothing from under the others' feet.
 */
export class CacheStore {
  private readonly folder: string;
  private readonly maxBytes: number;
  private handle: FileHandle | undefined;
  private inode: bigint | undefined;
  private scannedTo = 0;

  constructor(folder: string, maxBytes: number) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  get path(): string {
    return join(this.folder, NAME);
  }

  /** Bytes of the file at the last look. */
  get size(): number {
    return this.scannedTo;
  }

  /** Reads what is new since the last look, or everything when the file is new. */
  async scan(): Promise<Scan> {
    const current = await stat(this.path, { bigint: true }).catch(noneIfMissing);
    const replaced = current?.ino !== this.inode || (current?.size ?? 0n) < this.scannedTo;
    if (replaced) await this.release();
    if (current === undefined || current.size === 0n) return { replaced, entries: [], damaged: 0 };
    if (replaced && !(await this.reopen())) return { replaced, entries: [], damaged: 1 };
    const scanner = new LineScanner(this.scannedTo);
    const entries: EntryPosition[] = [];
    const buffer = Buffer.alloc(Math.min(CHUNK, Number(current.size)));
    for (;;) {
      const { bytesRead } = await this.handle!.read(buffer, 0, buffer.length, this.scannedTo);
      if (bytesRead === 0) break;
      entries.push(...scanner.push(buffer.subarray(0, bytesRead)));
      this.scannedTo += bytesRead;
    }
    // What follows the last line break is read again next time, whole by then.
    this.scannedTo -= scanner.incomplete;
    return { replaced, entries, damaged: scanner.damaged };
  }

  /** Synchronous: a request handler reads a kilobyte and goes on. */
  read(position: EntryPosition): string | undefined {
    if (this.handle === undefined) return undefined;
    const line = Buffer.alloc(position.length);
    try {
      const length = readSync(this.handle.fd, line, 0, line.length, position.offset);
      return length === line.length ? decodeLine(line, position.key) : undefined;
    } catch {
      return undefined;
    }
  }

  async append(lines: readonly string[]): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = await open(this.path, 'a', 0o600);
    try {
      const { size } = await file.stat();
      // One write: the system does not mix it with what another process appends.
      await file.write(`${size === 0 ? HEADER : '\n'}${lines.join('\n')}\n`);
    } finally {
      await file.close();
    }
  }

  /** Puts a new file in the place of the old one. */
  async replace(lines: Iterable<string>): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.removeTemporary(ABANDONED_MS);
    const temporary = join(this.folder, `${NAME}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
    const file = await open(temporary, 'wx', 0o600);
    try {
      let batch = HEADER;
      for (const line of lines) {
        batch += `${line}\n`;
        if (batch.length < CHUNK) continue;
        await file.write(batch);
        batch = '';
      }
      await file.write(batch);
    } finally {
      await file.close();
    }
    await rename(temporary, this.path).catch(async (error) => {
      await rm(temporary, { force: true });
      throw error;
    });
  }

  async remove(): Promise<void> {
    await this.release();
    await rm(this.path, { force: true, recursive: true });
    await this.removeTemporary(0);
  }

  /** Opens the file that is there now; false when it is no cache or too large to be one of ours. */
  private async reopen(): Promise<boolean> {
    const handle = await open(this.path, 'r');
    const { size, ino } = await handle.stat({ bigint: true });
    const header = Buffer.alloc(HEADER.length);
    await handle.read(header, 0, header.length, 0);
    if (header.toString('latin1') !== HEADER || size > 2n * BigInt(this.maxBytes)) {
      await handle.close();
      return false;
    }
    this.handle = handle;
    this.inode = ino;
    this.scannedTo = HEADER.length;
    return true;
  }

  private async release(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    this.inode = undefined;
    this.scannedTo = 0;
    await handle?.close();
  }

  private async removeTemporary(olderThanMs: number): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names.filter((name) => name.startsWith(`${NAME}.`) && name.endsWith('.tmp'))) {
      const path = join(this.folder, name);
      const entry = await stat(path).catch(() => undefined);
      if (entry !== undefined && Date.now() - entry.mtimeMs >= olderThanMs) await rm(path, { force: true });
    }
  }
}

function noneIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
