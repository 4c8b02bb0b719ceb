import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asObject } from '../registry/json-body.ts';
import { readTextFile } from './text-files.ts';
import type { TufFailure, TufRecord } from './tuf/instance.ts';

/** What is kept of one instance between runs. Not proof of anything: a record must be verified before it is used. */
export interface TufState {
  /** Milliseconds since the epoch: when the repository was last asked, with or without success. */
  readonly asked: number;
  /** Why the last refresh brought nothing. */
  readonly failure?: TufFailure;
  readonly record?: TufRecord;
}

const kinds: ReadonlySet<unknown> = new Set<TufFailure['kind']>(['unreachable', 'refused', 'unusable']);

/** The file of one instance: replaced as a whole, so that several processes may use it at once. */
export class TufFile {
  readonly #folder: string;
  readonly #path: string;

  constructor(folder: string, instance: string) {
    this.#folder = folder;
    this.#path = join(folder, `trusted-root-${instance}.json`);
  }

  /** `undefined` when there is none, or none of ours. @throws Error when it cannot be read. */
  async read(): Promise<TufState | undefined> {
    const text = await readTextFile(this.#path);
    return text === undefined ? undefined : parse(text);
  }

  /** @throws Error when it cannot be written. */
  async write(state: TufState): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = `${this.#path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
    try {
      await writeFile(temporary, JSON.stringify(state), { mode: 0o600, flag: 'wx' });
      await rename(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** @throws Error when it cannot be removed. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

function parse(text: string): TufState | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const state = asObject(json);
  if (!state || !isTime(state.asked)) return undefined;
  const record = recordOf(state.record);
  const failure = failureOf(state.failure);
  return { asked: state.asked, ...(failure && { failure }), ...(record && { record }) };
}

function recordOf(value: unknown): TufRecord | undefined {
  const { at, roots, timestamp, snapshot, targets, target } = asObject(value) ?? {};
  if (!isTime(at) || !Array.isArray(roots) || !roots.every(isText)) return undefined;
  if (!isText(timestamp) || !isText(snapshot) || !isText(targets) || !isText(target)) return undefined;
  return { at, roots, timestamp, snapshot, targets, target };
}

function failureOf(value: unknown): TufFailure | undefined {
  const { kind, host, detail } = asObject(value) ?? {};
  if (!kinds.has(kind) || !isText(host) || !isText(detail)) return undefined;
  return { kind: kind as TufFailure['kind'], host, detail };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
