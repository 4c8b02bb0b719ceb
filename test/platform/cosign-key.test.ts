import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isCosignKey, openCosignKey } from '../../server/src/platform/cosign-key.ts';
import {
  createCosignRunner,
  findCosign,
  type InstalledCosign,
} from '../../server/src/platform/installed-cosign.ts';
import { recordedKey } from '../support/key-files.ts';
import { failureOf, keyOf } from '../support/signing.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const never = new AbortController().signal;

/** A `cosign` on PATH: what it writes to standard output, by its first argument; it notes its arguments in a file. */
function installed(script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'imageseal-cosign-'));
  folders.push(folder);
  const program = join(folder, 'cosign');
  writeFileSync(program, `#!${process.execPath}\nconst [, , command, ...args] = process.argv;\n${script}`);
  chmodSync(program, 0o755);
  return createCosignRunner({ ...process.env, PATH: folder });
}

const version = (text: string) =>
  `if (command === 'version') { console.log('{"gitVersion":"${text}"}'); process.exit(); }\n`;

describe('findCosign', () => {
  it.each(['2.6.5', '3.1.3', '3.2.0-rc.1'])('takes version %s', async (text) => {
    const found = await findCosign(installed(version(`v${text}`)), never);
    expect(found).toMatchObject({ version: text, major: Number(text[0]) });
  });

  it.each([
    ['1.13.1', 'is version 1.13.1, and 2 and 3 are known here'],
    ['4.0.0', 'is version 4.0.0'],
    ['devel', 'does not say which version it is'],
  ])('refuses version %s', async (text, words) => {
    expect(await findCosign(installed(version(`v${text}`)), never)).toMatchObject({
      problem: expect.stringContaining(words),
    });
  });

  it('says when there is none, and when it was not waited for', async () => {
    const none = createCosignRunner({ PATH: '/nowhere' });
    expect(await findCosign(none, never)).toMatchObject({ problem: expect.stringContaining('not on PATH') });
    const run = { args: ['version'], timeoutMs: 50, signal: never };
    const slow = installed('setTimeout(() => {}, 60000)');
    expect(await slow(run)).toEqual({ outcome: 'timeout' });
    const controller = new AbortController();
    const running = slow({ ...run, timeoutMs: 60_000, signal: controller.signal });
    controller.abort();
    expect(await running).toEqual({ outcome: 'cancelled' });
  });
});

describe('isCosignKey', () => {
  it('knows the references of key management services, and no private key on the network', () => {
    const services = [
      'awskms:///alias/app',
      'gcpkms://projects/p',
      'hashivault://app',
      'pkcs11:token=a',
      'k8s://ns/n',
    ];
    for (const reference of services) expect(isCosignKey(reference)).toBe(true);
    const others = [
      'cosign.key',
      '/home/me/cosign.key',
      'https://example.com/cosign.key',
      '--key',
      'awskms://a b',
      '',
    ];
    for (const reference of others) expect(isCosignKey(reference)).toBe(false);
  });
});

describe('openCosignKey', () => {
  const pub = JSON.stringify(recordedKey('p256.pub').toString());
  const fingerprint = /^sha256:[0-9a-f]{64}$/;

  async function cosign(script: string): Promise<InstalledCosign> {
    const found = await findCosign(installed(version('v3.1.3') + script), never);
    if ('problem' in found) throw new Error(found.problem);
    return found;
  }

  it('signs with it, with the arguments as they are and no shell', async () => {
    const reference = 'awskms:///alias/$(id>x);`id`&%PATH%';
    const { publicKeyPem } = keyOf();
    const program = await cosign(`
      if (command === 'public-key') process.stdout.write(${JSON.stringify(publicKeyPem)});
      if (command === 'sign-blob') {
        const bytes = require('node:fs').readFileSync(0);
        process.stdout.write(Buffer.from(JSON.stringify({ args, bytes: bytes.toString() })).toString('base64') + '\\n');
      }`);
    const opened = await openCosignKey(program, reference, never);
    if ('problem' in opened) throw new Error(opened.problem);
    expect(opened.key).toMatchObject({ type: 'ecdsa-p256', publicKeyPem, fingerprint: keyOf().fingerprint });
    const answer = JSON.parse((await opened.key.sign(Buffer.from('payload'))).toString());
    expect(answer.bytes).toBe('payload');
    expect(answer.args).toEqual([
      '--key',
      reference,
      '--tlog-upload=false',
      '--use-signing-config=false',
      '--new-bundle-format=false',
      '--yes',
      '-',
    ]);
  });

  it('says in the words of cosign why there is no key, and why it did not sign', async () => {
    const refusing = await cosign(
      `console.error('WARN x\\nError: no \\u001b[31m credentials\\nerror during command'); process.exit(1)`,
    );
    expect(await openCosignKey(refusing, 'awskms:///alias/app', never)).toEqual({
      problem: 'cosign could not read the public key of awskms:///alias/app: no [31m credentials',
    });
    const silent = await cosign(
      `if (command === 'public-key') process.stdout.write(${pub}); else process.exit(3)`,
    );
    const opened = await openCosignKey(silent, 'awskms:///alias/app', never);
    if ('problem' in opened) throw new Error(opened.problem);
    expect(opened.key.fingerprint).toMatch(fingerprint);
    const problem = await failureOf(Promise.resolve(opened.key.sign(Buffer.from('x'))));
    expect(problem).toMatchObject({ code: 'key-refused', args: ['awskms:///alias/app', 'exit code 3'] });
  });

  it('refuses what is no public key, and what is no reference', async () => {
    const odd = await cosign(`console.log('hello')`);
    expect(await openCosignKey(odd, 'hashivault://app', never)).toMatchObject({
      problem: expect.stringContaining('holds no public key'),
    });
    expect(await openCosignKey(odd, 'cosign.key', never)).toMatchObject({
      problem: expect.stringContaining('no key of a key management service'),
    });
  });
});
