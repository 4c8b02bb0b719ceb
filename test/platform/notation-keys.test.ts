import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSigningKeys } from '../../server/src/platform/notation-keys.ts';
import {
  findNotationKey,
  openNotationKey,
  timestampService,
} from '../../server/src/platform/notation-signing.ts';
import { writeTestKey } from '../../server/src/platform/notation-test-key.ts';
import { chainPem, keyPem, makeChain, signingClock } from '../support/notation-signing.ts';
import { makeRoot } from '../support/pki/certificate.ts';

let root: string;
let directory: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'imageseal-notation-'));
  directory = join(root, 'notation');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const list = (json: unknown) => write('notation/signingkeys.json', JSON.stringify(json));
const find = (key?: string, certificate?: string) =>
  findNotationKey({ key, certificate, directory, cwd: root });
const app = { name: 'app', keyPath: '/keys/app.key', certPath: '/keys/app.crt' };
const kms = { name: 'kms', id: 'https://vault/1', pluginName: 'azure-kv', pluginConfig: { a: 'b' } };

describe('signingkeys.json', () => {
  it('names keys in files and keys of plugins, and one that is the default', async () => {
    list({ default: 'kms', keys: [app, kms] });
    expect(await readSigningKeys(directory)).toMatchObject({
      default: 'kms',
      keys: [
        {
          type: 'files',
          name: 'app',
          key: { path: '/keys/app.key' },
          certificates: { path: '/keys/app.crt' },
        },
        { type: 'plugin', name: 'kms', plugin: 'azure-kv' },
      ],
    });
  });

  it('need not be there', async () => {
    expect(await readSigningKeys(directory)).toMatchObject({ text: undefined, keys: [] });
  });

  it.each<[string, unknown, string]>([
    ['a list', [], 'no JSON object'],
    ['keys that are no list', { keys: 1 }, '"keys" is no list'],
    ['a key without a name', { keys: [{ ...app, name: '' }] }, 'is no key'],
    ['a key without files', { keys: [{ name: 'app' }] }, 'is no key'],
    ['a name twice', { keys: [app, app] }, 'several keys "app"'],
    ['a default that is none', { default: 'other', keys: [app] }, 'the default key is not in the list'],
  ])('with %s is refused', async (_, json, words) => {
    list(json);
    expect(await readSigningKeys(directory)).toEqual({ problem: expect.stringContaining(words) });
    expect(await find()).toEqual({ problem: expect.stringContaining(words) });
  });

  it('is not followed where it is a link', async () => {
    mkdirSync(directory);
    symlinkSync(write('elsewhere.json', '{"keys":[]}'), join(directory, 'signingkeys.json'));
    expect(await readSigningKeys(directory)).toEqual({ problem: expect.stringContaining('is a link') });
  });
});

describe('a key that somebody names', () => {
  it('is one of the list before it is a file', async () => {
    list({ keys: [app] });
    write('app', keyPem(makeChain().keys));
    expect(await find('app')).toMatchObject({ name: 'app', key: { path: '/keys/app.key' } });
    write('app.crt', '');
    expect(await find('./app')).toMatchObject({
      key: { path: join(root, 'app'), name: './app' },
      certificates: { path: join(root, 'app.crt') },
    });
  });

  it('is the default when it is not named, and otherwise needs a name', async () => {
    expect(await find()).toEqual({ problem: expect.stringContaining('has no default key') });
    list({ default: 'kms', keys: [kms] });
    expect(await find()).toMatchObject({ type: 'plugin', name: 'kms' });
  });

  it('has its certificates beside it, or where somebody says', async () => {
    write('app.key', '');
    expect(await find('app.key')).toEqual({
      problem: expect.stringContaining('Beside app.key there is no app.crt'),
    });
    expect(await find('app.key', 'chain.pem')).toMatchObject({ certificates: { name: 'chain.pem' } });
    list({ keys: [app] });
    expect(await find('app', 'chain.pem')).toEqual({ problem: expect.stringContaining('leave it out') });
  });

  it('must be somewhere', async () => {
    expect(await find('gone')).toEqual({
      problem: expect.stringContaining('neither a key that notation knows nor a file'),
    });
    expect(await find('./gone')).toEqual({ problem: 'There is no file "./gone".' });
  });
});

describe('opening a key', () => {
  const holder = makeChain();
  const files = (key: string, certificates = chainPem(holder.chain)) =>
    ({
      type: 'files',
      name: 'app',
      key: { path: write('app.key', key), name: 'app.key' },
      certificates: { path: write('app.crt', certificates), name: 'app.crt' },
    }) as const;

  it('gives it, ready to sign', async () => {
    expect(await openNotationKey(files(keyPem(holder.keys)), signingClock())).toMatchObject({
      key: { algorithm: 'ES256', subject: 'CN=app,O=Acme,ST=WA,C=US' },
    });
  });

  it('asks for a password only where there is one', async () => {
    const options = { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
    const encrypted = files(holder.keys.privateKey.export(options) as string);
    const open = (password?: string) =>
      openNotationKey(encrypted, signingClock(), password === undefined ? undefined : Buffer.from(password));
    expect(await open()).toEqual({ needsPassword: true, wrong: false });
    expect(await open('guess')).toEqual({ needsPassword: true, wrong: true });
    expect(await open('secret')).toHaveProperty('key');
  });

  it('says what is wrong in one go', async () => {
    expect(
      await openNotationKey(files(keyPem(holder.keys), chainPem(makeChain().chain)), signingClock()),
    ).toEqual({
      problem: expect.stringContaining('The key app.key is not that of the first certificate in app.crt'),
    });
  });
});

describe('a timestamp authority', () => {
  const service = (text: string) =>
    timestampService('https://tsa.example', { path: write('tsa.crt', text), name: 'tsa.crt' });
  const authority = makeRoot();

  it('has one root', async () => {
    expect(await service(chainPem([authority.der]))).toMatchObject({ anchors: [authority.der] });
  });

  it.each([
    ['two', chainPem([authority.der, makeRoot().der])],
    ['none', ''],
    ['one that is none', chainPem(makeChain().chain.slice(1, 2))],
  ])('with %s is refused', async (_, text) => {
    expect(await service(text)).toEqual({
      problem: expect.stringContaining('tsa.crt is not the one root certificate'),
    });
  });
});

describe('a key for tests', () => {
  const made = { keyPem: 'the key\n', certificatePem: 'the certificate\n', notAfter: 0 };
  const put = (options: Partial<Parameters<typeof writeTestKey>[1]> = {}) =>
    writeTestKey(directory, { name: 'demo', trust: false, isDefault: false, ...options }, made);
  const at = (name: string) => join(directory, name);
  const all = () =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ name }) => name)
      .sort();

  it('is put where notation looks for it', async () => {
    expect(await put()).toEqual({
      key: at('localkeys/demo.key'),
      certificate: at('localkeys/demo.crt'),
      trusted: undefined,
    });
    expect(statSync(at('localkeys/demo.key')).mode & 0o777).toBe(0o600);
    expect(statSync(at('signingkeys.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(at('signingkeys.json'), 'utf8')).toBe(
      [
        '{',
        '    "keys": [',
        '        {',
        '            "name": "demo",',
        `            "keyPath": "${at('localkeys/demo.key')}",`,
        `            "certPath": "${at('localkeys/demo.crt')}"`,
        '        }',
        '    ]',
        '}',
        '',
      ].join('\n'),
    );
    expect(all()).toEqual(['demo.crt', 'demo.key', 'signingkeys.json']);
  });

  it('leaves other keys as they are', async () => {
    list({ default: 'kms', keys: [kms], later: true });
    await put({ isDefault: true, trust: true });
    expect(JSON.parse(readFileSync(at('signingkeys.json'), 'utf8'))).toMatchObject({
      default: 'demo',
      keys: [kms, { name: 'demo' }],
      later: true,
    });
    expect(readFileSync(at('truststore/x509/ca/demo/demo.crt'), 'utf8')).toBe(made.certificatePem);
  });

  it.each([
    ['localkeys/demo.key', false],
    ['localkeys/demo.crt', false],
    ['truststore/x509/ca/demo/demo.crt', true],
  ])('takes the place of nothing (%s)', async (name, trust) => {
    write(`notation/${name}`, 'precious');
    expect(await put({ trust })).toEqual({ problem: expect.stringContaining('never overwritten') });
    expect(readFileSync(at(name), 'utf8')).toBe('precious');
    expect(all()).toHaveLength(1);
  });

  it('takes no name that is taken, or that is none', async () => {
    list({ keys: [{ ...app, name: 'demo' }] });
    expect(await put()).toEqual({ problem: expect.stringContaining('has a key "demo" already') });
    for (const name of ['', '..', 'a/b', 'a b', '../x'])
      expect(await put({ name })).toEqual({ problem: expect.stringContaining('is no name for a key') });
  });

  it('is written whole or not at all', async () => {
    write('notation/truststore', 'in the way');
    expect(await put({ trust: true })).toHaveProperty('problem');
    expect(all()).toEqual(['truststore']);
  });
});
