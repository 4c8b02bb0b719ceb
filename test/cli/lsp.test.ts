import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { distDirectory, ensureBuilt } from '../support/build.ts';

beforeAll(ensureBuilt, 120_000);

describe('imageseal lsp --stdio', () => {
  it('is the language server, and ends with 0 when the editor says so', async () => {
    const child = spawn(process.execPath, [join(distDirectory, 'cli.js'), 'lsp', '--stdio']);
    let output = '';
    const answered = new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('"id":1')) resolve();
      });
    });
    const send = (message: object) => {
      const json = JSON.stringify({ jsonrpc: '2.0', ...message });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
    };
    send({
      id: 1,
      method: 'initialize',
      params: { processId: process.pid, rootUri: null, capabilities: {} },
    });
    await answered;
    expect(output).toMatch(/^Content-Length: \d+\r\n/);
    expect(output).toContain('"capabilities"');
    send({ method: 'initialized', params: {} });
    send({ id: 2, method: 'shutdown' });
    send({ method: 'exit' });
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0);
  });
});
