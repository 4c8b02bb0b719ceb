import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A JSON-RPC client over stdio that does as little as possible, so that the server is what is measured. */
export class LspClient {
  readonly process: ChildProcess;
  readonly #pending = new Map<number, (message: Message) => void>();
  readonly #listeners = new Map<string, (params: unknown) => void>();
  #nextId = 1;
  #buffer: Buffer = Buffer.alloc(0);

  readonly #settings: Readonly<Record<string, unknown>>;

  /** `settings` answers `workspace/configuration`, by section; a section it does not hold is null. */
  constructor(args: readonly string[], settings: Readonly<Record<string, unknown>> = {}) {
    this.#settings = settings;
    this.process = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.process.stdout?.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  request<Result>(method: string, params: unknown): Promise<Result> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result as Result),
      );
      this.#send({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** The next notification of this kind; an earlier wait for it is given up. */
  next<Params>(method: string): Promise<Params> {
    return new Promise((resolve) => {
      this.#listeners.set(method, (params) => {
        this.#listeners.delete(method);
        resolve(params as Params);
      });
    });
  }

  /** Resident memory in MB, now and at its highest. */
  memory(): { readonly now: number; readonly peak: number } {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    const megabytes = (name: string) =>
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
    return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    await Promise.race([this.request('shutdown', null), ended]);
    this.notify('exit', null);
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 2000);
    await ended;
    clearTimeout(timer);
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(this.#buffer.toString('latin1', 0, end))?.[1]);
      if (this.#buffer.length < end + 4 + length) return;
      const body = this.#buffer.toString('utf8', end + 4, end + 4 + length);
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#handle(JSON.parse(body));
    }
  }

  #handle(message: Message): void {
    if (message.method === undefined) {
      const id = Number(message.id);
      this.#pending.get(id)?.(message);
      this.#pending.delete(id);
    } else if (message.id === undefined) {
      this.#listeners.get(message.method)?.(message.params);
    } else {
      // Settings, registrations, progress, refreshes: every server asks for some of them.
      const items = (message.params as { items?: { section?: string }[] } | undefined)?.items ?? [];
      const answers = items.map(({ section }) => this.#settings[section ?? ''] ?? null);
      const result = message.method === 'workspace/configuration' ? answers : null;
      this.#send({ id: message.id, result });
    }
  }
}
