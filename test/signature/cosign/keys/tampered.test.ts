import { describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../../../server/src/signature/cosign/keys/read.ts';
import { bytes, recordedKey, refusal } from '../../../support/key-files.ts';
import { altered, flipped } from '../../../support/sigstore/index.ts';

type Change = (value: unknown) => unknown;

/** What is inside the PEM. */
function jsonOf(file: Buffer): unknown {
  const body = file.toString().split('\n').slice(1, -2).join('');
  return JSON.parse(Buffer.from(body, 'base64').toString());
}

function fileOf(json: unknown): Buffer {
  return pemOf(Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)).toString('base64'));
}

const label = 'ENCRYPTED SIGSTORE PRIVATE KEY';
const pemOf = (body: string) => bytes(`-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`);

const key = jsonOf(recordedKey('p256.key'));
const refused = (file: Buffer) =>
  refusal(file, (each) => readPrivateKey(each, bytes('imageseal')), 'imageseal');

it('is read again untouched', async () => {
  expect(await readPrivateKey(fileOf(key), bytes('imageseal'))).toMatchObject({ type: 'ecdsa-p256' });
});

describe('a changed key file', () => {
  it.each<[string, Change]>([
    ['kdf.salt', flipped(0)],
    ['kdf.params.N', () => 32768],
    ['kdf.params.N', () => 131072],
    ['cipher.nonce', flipped(5)],
    // The tag comes first, then what is encrypted.
    ['ciphertext', flipped(0)],
    ['ciphertext', flipped(16)],
    ['ciphertext', flipped(-1)],
  ])('%s: the same as a wrong password', async (path, change) => {
    expect((await refused(fileOf(altered(key, path, change)))).id).toBe('password');
  });

  const without = () => undefined;
  it.each<[string, Change, string]>([
    ['kdf', without, 'kdf'],
    ['kdf', () => [], 'kdf'],
    ['kdf.params', without, 'kdf.params'],
    ['kdf.params', () => null, 'kdf.params'],
    ['kdf.params.r', without, 'kdf.params'],
    ['kdf.params.N', () => '65536', 'kdf.params'],
    ['kdf.salt', without, 'kdf.salt'],
    ['kdf.salt', () => 'c2FsdA==', 'kdf.salt'],
    ['kdf.salt', (salt) => String(salt).replace(/.{4}$/, '!!!='), 'kdf.salt'],
    ['cipher', without, 'cipher'],
    ['cipher.nonce', without, 'cipher.nonce'],
    ['cipher.nonce', (nonce) => String(nonce).slice(4), 'cipher.nonce'],
    ['ciphertext', without, 'ciphertext'],
    ['ciphertext', () => '', 'ciphertext'],
    ['ciphertext', () => Buffer.alloc(16).toString('base64'), 'ciphertext'],
    ['ciphertext', (text) => `${text}A`, 'ciphertext'],
    ['ciphertext', (text) => [text], 'ciphertext'],
  ])('%s: damaged, and where', async (path, change, where) => {
    const { sentence, ...problem } = await refused(fileOf(altered(key, path, change)));
    expect(problem).toEqual({ id: 'damaged', where });
    expect(sentence).toContain(`(${where} is not as Cosign writes it)`);
  });

  it.each([
    ['not base64', pemOf('%%%%'), 'base64'],
    ['a letter lost', bytes(recordedKey('p256.key').toString().replace('\n', '\nA')), 'base64'],
    ['empty', pemOf(''), 'base64'],
    ['no JSON', fileOf('hello'), 'JSON'],
    ['cut off', fileOf(JSON.stringify(key).slice(0, -20)), 'JSON'],
    ['a list', fileOf([key]), 'JSON'],
  ])('%s: damaged', async (_, file, where) => {
    expect(await refused(file)).toMatchObject({ id: 'damaged', where });
  });

  it.each<[string, unknown, string]>([
    ['kdf.name', 'pbkdf2', 'kdf'],
    ['kdf.name', undefined, 'kdf'],
    ['cipher.name', 'aes-256-gcm', 'cipher'],
    ['cipher.name', 7, 'cipher'],
  ])('%s = %s: unknown', async (path, value, id) => {
    expect((await refused(fileOf(altered(key, path, () => value)))).id).toBe(id);
  });

  it.each([
    [2 ** 30, 8, 1],
    [262144, 8, 1],
    [65537, 8, 1],
    [16384, 8, 1],
    [2, 8, 1],
    [0, 0, 0],
    [-65536, 8, 1],
    [65536.5, 8, 1],
    [65536, 2 ** 20, 1],
    [65536, 8, 2 ** 29],
    [65536, 1, 1],
    [99, 99, 99],
  ])('N = %d, r = %d, p = %d: not tried', async (N, r, p) => {
    const file = fileOf(altered(key, 'kdf.params', () => ({ N, r, p })));
    const { sentence, ...problem } = await refused(file);
    expect(problem).toEqual({ id: 'kdf-cost', n: N, r, p });
    expect(sentence).toContain(`N = ${N}, r = ${r}, p = ${p}`);
  });
});
