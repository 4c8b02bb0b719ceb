import { createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../server/src/signature/cosign/keys/read.ts';
import { keyFile, recordedKey } from '../support/key-files.ts';
import { Workspace } from './support/run-cli.ts';
import type { MainOptions } from './support/run-main.ts';
import { password, runSecretly } from './support/secrets.ts';

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

const importKey = (args: readonly string[], options: MainOptions = {}) =>
  runSecretly(workspace, ['import-key-pair', ...args], options);
const withEnvironment = { env: { COSIGN_PASSWORD: password } };
const read = (name: string) => readFileSync(workspace.path(name));
const written = () => readdirSync(workspace.folder).filter((name) => name !== 'mine.pem');

describe('imageseal import-key-pair', () => {
  it.each(['ecdsa-p256-pkcs8.pem', 'ecdsa-p384-sec1.pem', 'ed25519-pkcs8.pem', 'rsa-2048-pkcs1.pem'])(
    'takes %s',
    async (file) => {
      workspace.write('mine.pem', keyFile(file));
      const { code, stdout, stderr } = await importKey(['--key', 'mine.pem'], withEnvironment);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('imageseal sign --key import-cosign.key IMAGE');
      const key = await readPrivateKey(read('import-cosign.key'), Buffer.from(password));
      const pem = createPublicKey(keyFile(file)).export({ format: 'pem', type: 'spki' });
      expect([key.publicKeyPem, read('import-cosign.pub').toString()]).toEqual([pem, pem]);
      expect(read('mine.pem')).toEqual(keyFile(file));
    },
  );

  it('takes cosign’s short flags', async () => {
    workspace.write('mine.pem', keyFile('ecdsa-p256-sec1.pem'));
    await importKey(['-k', 'mine.pem', '-o', 'release', '-y'], withEnvironment);
    expect(written()).toEqual(['release.key', 'release.pub']);
  });

  it('asks for the passphrase that OpenSSL knows, again when it is wrong, and then for a password', async () => {
    workspace.write('mine.pem', keyFile('ecdsa-p256-pbes2.pem'));
    const answers = ['opensesame', 'openssl', password, password];
    const { code, stderr, asked } = await importKey(['--key', 'mine.pem'], { answers });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'That is not the password.\n' });
    expect(asked).toEqual([
      'Passphrase of mine.pem: ',
      'Passphrase of mine.pem: ',
      'Password for import-cosign.key: ',
      'The same again: ',
    ]);
    expect(written()).toEqual(['import-cosign.key', 'import-cosign.pub']);
  });

  it.each([
    ['a wrong passphrase', 'ecdsa-p256-pbes2.pem', { answers: ['a', 'b', 'c'] }, 'its passphrase is wrong'],
    ['a passphrase nobody can type', 'ecdsa-p256-pbes2.pem', withEnvironment, 'on a terminal only'],
    ['a key that cosign does not sign with', 'ecdsa-secp256k1.pem', { answers: [] }, 'use ECDSA P-256'],
    ['a public key', 'public.pem', { answers: [] }, 'signing needs the private key'],
    ['a key of OpenSSH', 'openssh.pem', { answers: [] }, 'ssh-keygen -p -m PKCS8'],
  ])('refuses %s before it asks for a password', async (_, file, options, why) => {
    workspace.write('mine.pem', keyFile(file));
    const { code, stderr } = await importKey(['--key', 'mine.pem'], options);
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
    expect(written()).toEqual([]);
  });

  it('refuses what is in cosign’s format already, and what is not there', async () => {
    workspace.write('mine.pem', recordedKey('p256.key'));
    expect((await importKey(['--key', 'mine.pem'], { answers: [] })).stderr).toContain(
      'sign with it as it is',
    );
    expect((await importKey(['--key', 'none.pem'], { answers: [] })).stderr).toContain(
      'There is no file "none.pem"',
    );
    expect((await importKey([], { answers: [] })).stderr).toContain('imageseal import-key-pair --key FILE');
  });

  it('overwrites nothing, whatever --yes means to cosign', async () => {
    workspace.write('mine.pem', keyFile('ecdsa-p256-sec1.pem'));
    workspace.write('import-cosign.pub', 'mine');
    const { code, stderr } = await importKey(['--key', 'mine.pem', '--yes'], { answers: [] });
    expect([code, stderr]).toEqual([2, expect.stringContaining('import-cosign.pub is there already')]);
    expect(read('import-cosign.pub').toString()).toBe('mine');
  });
});
