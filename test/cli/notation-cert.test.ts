import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRegistry } from '../support/registry/index.ts';
import { Workspace } from './support/run-cli.ts';
import { runMain } from './support/run-main.ts';
import { pushImage, verifyJson } from './support/signing.ts';

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

const generate = (...args: string[]) => runMain(workspace, ['notation-cert', 'generate-test', ...args]);
const notation = (name: string) => join(workspace.root, '.config', 'notation', name);

describe('imageseal notation-cert generate-test', () => {
  it('writes a key and a certificate of one day that say what they are for', async () => {
    const { code, stdout, stderr } = await generate('demo');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const certificate = new X509Certificate(readFileSync(notation('localkeys/demo.crt')));
    expect(certificate.subject.split('\n')).toEqual([
      'C=US',
      'ST=WA',
      'L=Seattle',
      'O=Notary',
      'OU=For tests only',
      'CN=demo',
    ]);
    expect(certificate.validToDate.getTime() - certificate.validFromDate.getTime()).toBe(24 * 60 * 60 * 1000);
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(statSync(notation('localkeys/demo.key')).mode & 0o777).toBe(0o600);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      '✓ Key and certificate written, for tests only',
      `  private key  ${notation('localkeys/demo.key')} (it has no password)`,
      `  certificate  ${notation('localkeys/demo.crt')} (valid until ${certificate.validToDate.toISOString().replace('.000', '')})`,
    ]);
    expect(stdout).toContain('  sign with    imageseal sign --notation --key demo IMAGE\n');
  });

  it('what it makes signs, and is trusted where it was put into the trust store', async () => {
    const registry = await startRegistry();
    try {
      const image = pushImage(registry);
      expect((await generate('demo', '--trust', '--default', '--bits', '3072')).code).toBe(0);
      expect((await runMain(workspace, ['sign', '--notation', image.exact])).code).toBe(0);
      const statement = {
        ...{ name: 'demo', registryScopes: ['*'], signatureVerification: { level: 'strict' } },
        ...{ trustStores: ['ca:demo'], trustedIdentities: ['x509.subject: C=US, ST=WA, O=Notary'] },
      };
      writeFileSync(
        notation('trustpolicy.json'),
        JSON.stringify({ version: '1.0', trustPolicies: [statement] }),
      );
      // By notation's own configuration.
      expect((await verifyJson(workspace, image.exact, [])).verdict).toBe('trusted');
    } finally {
      await registry.close();
    }
  });

  it('overwrites nothing', async () => {
    await generate('demo');
    const before = readFileSync(notation('localkeys/demo.key'), 'utf8');
    const { code, stderr, stdout } = await generate('demo');
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('never overwritten')]);
    expect(readFileSync(notation('localkeys/demo.key'), 'utf8')).toBe(before);
  });

  it('says what is in the way, and leaves nothing behind', async () => {
    mkdirSync(notation('truststore/x509/ca'), { recursive: true });
    writeFileSync(notation('truststore/x509/ca/demo'), 'a file');
    const { code, stderr } = await generate('demo', '--trust');
    expect([code, stderr.trim()]).toEqual([
      2,
      expect.stringMatching(/cannot be written: a file stands where a folder of its path has to be\.$/),
    ]);
    expect(readdirSync(notation('localkeys'))).toEqual([]);
  });

  it.each([
    [['a/b'], 'is no name for a key'],
    [['demo', '--bits', '1024'], '--bits must be one of 2048, 3072, 4096, not "1024"'],
    [[], 'Name the key: imageseal notation-cert generate-test NAME.'],
  ])('%j is refused', async (args, words) => {
    expect(await generate(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });
});
