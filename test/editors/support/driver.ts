import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

type VSCode = typeof import('vscode');

/** Calls the extension API inside the running editor, through the driver extension. */
export class Driver {
  readonly #address: { readonly port: number; readonly token: string };

  private constructor(address: {
    readonly port: number;
    readonly token: string;
  }) {
    this.#address = address;
  }

  /** Waits until the driver extension has written where it listens. */
  static async connect(file: string, timeoutMs = 40_000): Promise<Driver> {
    const deadline = Date.now() + timeoutMs;
    while (!existsSync(file)) {
      if (Date.now() > deadline) throw new Error('the driver extension did not start');
      await delay(50);
    }
    return new Driver(JSON.parse(readFileSync(file, 'utf8')));
  }

  /**
   * Runs `call` in the extension host. It is sent as text: it sees its parameters and the globals, nothing else.
   * Arguments and result travel as JSON.
   */
  async run<Result, Arguments extends readonly unknown[]>(
    call: (vscode: VSCode, ...args: Arguments) => Result | PromiseLike<Result>,
    ...args: Arguments
  ): Promise<Result> {
    const response = await fetch(`http://127.0.0.1:${this.#address.port}/`, {
      method: 'POST',
      headers: { authorization: this.#address.token },
      body: JSON.stringify({ source: call.toString(), args }),
    });
    const answer = (await response.json()) as {
      value?: Result;
      error?: string;
    };
    if (answer.error) throw new Error(`in the extension host: ${answer.error}`);
    return answer.value as Result;
  }
}
