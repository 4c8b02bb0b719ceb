import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyTypes } from '../../server/src/signature/cosign/keys/private-key.ts';
import { readPrivateKey } from '../../server/src/signature/cosign/keys/read.ts';
import { Workspace } from './support/run-cli.ts';
import type { MainOptions } from './support/run-main.ts';
import { password, runSecretly } from './support/secrets.ts';

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

const generate = (args: readonly string[] = [], options: MainOptions = {}) =>
  runSecretly(workspace, ['generate-key-pair', ...args], options);
const withEnvironment = { env: { COSIGN_PASSWORD: password } };

const read = (name: string) => readFileSync(workspace.path(name));
const open = (name: string, secret: string) => readPrivateKey(read(name), Buffer.from(secret));

describe('imageseal generate-key-pair', () => {
  it('asks for a password twice, writes both files, and says what to do with them', async () => {
    const { code, stdout, stderr, asked } = await generate([], { answers: [password, password] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(asked).toEqual(['Password for cosign.key: ', 'The same again: ']);
    const key = await open('cosign.key', password);
    expect(key).toMatchObject({ type: 'ecdsa-p256', publicKeyPem: read('cosign.pub').toString() });
    expect(stdout).toBe(
      [
        '✓ Key pair written',
        '  private key  cosign.key (keep it secret; without its password nobody can use it)',
        '  public key   cosign.pub (give it to whoever verifies)',
        `  fingerprint  ${key.fingerprint}`,
        '  sign with    imageseal sign --key cosign.key IMAGE',
        '',
      ].join('\n'),
    );
  });

  it('gives the private key to nobody else', async () => {
    await generate([], withEnvironment);
    const modes = ['cosign.key', 'cosign.pub'].map((name) => statSync(workspace.path(name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o644 & ~process.umask()]);
    expect(readdirSync(workspace.folder).sort()).toEqual(['cosign.key', 'cosign.pub']);
  });

  it.each(keyTypes.filter((type) => !/rsa-[34]/.test(type)))('--type %s', async (type) => {
    expect((await generate(['--type', type], withEnvironment)).code).toBe(0);
    expect((await open('cosign.key', password)).type).toBe(type);
  });

  it('has no other types', async () => {
    const { code, stderr } = await generate(['--type', 'ecdsa-p255'], withEnvironment);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "ecdsa-p256"?');
  });

  it('--output-key-prefix names the files, in another folder too', async () => {
    mkdirSync(workspace.path('keys'));
    const { stdout } = await generate(['--output-key-prefix', 'keys/release'], withEnvironment);
    expect(stdout).toContain('imageseal sign --key keys/release.key IMAGE');
    expect((await open('keys/release.key', password)).publicKeyPem).toBe(read('keys/release.pub').toString());
  });

  it('says which folder is missing', async () => {
    const { code, stderr } = await generate(['--output-key-prefix', 'none/release'], withEnvironment);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/none\/release\.key cannot be written: there is no such file or folder/),
    ]);
  });
});

describe('the password', () => {
  it('that is repeated wrongly is asked for again', async () => {
    const { code, stderr, asked } = await generate([], { answers: [password, 'x', password, password] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'These are two different passwords.\n' });
    expect(asked).toHaveLength(4);
  });

  it('three times wrong ends it, and nothing is written', async () => {
    const { code, stderr } = await generate([], { answers: [password, 'a', password, 'b', password, 'c'] });
    expect(code).toBe(2);
    expect(stderr).toContain('imageseal: No password was chosen, so nothing was written.');
    expect(readdirSync(workspace.folder)).toEqual([]);
  });

  it('may be empty after a question', async () => {
    const { code, stdout, asked } = await generate([], { answers: ['', true] });
    expect(code).toBe(0);
    expect(asked[1]).toBe('Without a password whoever gets cosign.key can sign with it. Go on?');
    expect(stdout).toContain('it has no password');
    expect((await open('cosign.key', '')).type).toBe('ecdsa-p256');
  });

  it('is asked for again when the answer is no', async () => {
    expect((await generate([], { answers: ['', false, password, password] })).code).toBe(0);
    expect((await open('cosign.key', password)).type).toBe('ecdsa-p256');
  });

  it('of COSIGN_PASSWORD is not asked for, an empty one included', async () => {
    expect((await generate([], { env: { COSIGN_PASSWORD: '' }, answers: [] })).code).toBe(0);
    expect((await open('cosign.key', '')).type).toBe('ecdsa-p256');
  });

  it('is all of standard input where nobody is there, as cosign has it', async () => {
    expect((await generate([], { stdin: `${password}\n` })).code).toBe(0);
    expect((await open('cosign.key', `${password}\n`)).type).toBe('ecdsa-p256');
  });

  it('is never empty by accident', async () => {
    const { code, stderr } = await generate();
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('set COSIGN_PASSWORD (empty for a key without one)'),
    ]);
    expect(readdirSync(workspace.folder)).toEqual([]);
  });

  it('Ctrl+C leaves nothing', async () => {
    const { code, stderr } = await generate([], { answers: [password, 'Ctrl+C'] });
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'imageseal: Interrupted.\n' });
    expect(readdirSync(workspace.folder)).toEqual([]);
  });
});

describe('nothing is overwritten', () => {
  it.each(['cosign.key', 'cosign.pub'])(
    '%s that is there stays, and no password is asked for',
    async (name) => {
      workspace.write(name, 'mine');
      const { code, stderr } = await generate([], { answers: [] });
      expect(code).toBe(2);
      expect(stderr).toMatch(
        new RegExp(`${name} is there already, and keys are never overwritten: move it away`),
      );
      expect(readdirSync(workspace.folder)).toEqual([name]);
      expect(read(name).toString()).toBe('mine');
    },
  );

  it('nor is a file written through a link', async () => {
    symlinkSync(workspace.path('elsewhere'), workspace.path('cosign.key'));
    expect((await generate([], withEnvironment)).code).toBe(2);
    expect(existsSync(workspace.path('elsewhere'))).toBe(false);
  });

  it('key services are cosign’s to write to', async () => {
    const { code, stderr } = await generate(['k8s://default/cosign'], withEnvironment);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('make that one with cosign generate-key-pair'),
    ]);
  });
});

describe('in a git repository', () => {
  beforeEach(() => mkdirSync(workspace.path('.git')));
  const ignored = () =>
    existsSync(workspace.path('.gitignore')) ? read('.gitignore').toString() : undefined;

  it('asks whether to keep the key out of it', async () => {
    workspace.write('.gitignore', 'dist/');
    const { asked, stderr } = await generate([], { answers: [password, password, true] });
    expect(asked[2]).toBe('Git would take in cosign.key. Add it to .gitignore?');
    expect(ignored()).toBe('dist/\n/cosign.key\n');
    expect(stderr).toBe('imageseal: cosign.key is in .gitignore now.\n');
  });

  it('leaves it at a word when the answer is no, or nobody is there', async () => {
    const { stderr } = await generate([], { answers: [password, password, false] });
    expect(stderr).toContain('Git does not ignore cosign.key: add it to .gitignore (--gitignore does that)');
    expect((await generate(['--output-key-prefix', 'b'], withEnvironment)).stderr).toContain(
      'Git does not ignore b.key',
    );
    expect(ignored()).toBeUndefined();
  });

  it('--gitignore does it without a question, --no-gitignore says nothing', async () => {
    await generate(['--gitignore'], { env: withEnvironment.env, answers: [] });
    expect(ignored()).toBe('/cosign.key\n');
    const quiet = await generate(['--no-gitignore', '--output-key-prefix', 'b'], withEnvironment);
    expect([quiet.stderr, ignored()]).toEqual(['', '/cosign.key\n']);
  });

  it('has nothing to say of a key that is ignored already', async () => {
    workspace.write('.gitignore', '*.key\n');
    expect((await generate(['--gitignore'], withEnvironment)).stderr).toBe('');
    expect(ignored()).toBe('*.key\n');
  });
});
