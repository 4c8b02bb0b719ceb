import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importPrivateKey } from '../../../../server/src/signature/cosign/keys/import.ts';
import { readPrivateKey } from '../../../../server/src/signature/cosign/keys/read.ts';
import { bytes, keyFile, recordedKey, refusal } from '../../../support/key-files.ts';

/** The file of a plain key and what it is imported as. */
async function imported(file: Buffer, passphrase?: string) {
  const pair = await importPrivateKey(
    file,
    bytes('new'),
    passphrase === undefined ? undefined : bytes(passphrase),
  );
  const key = await readPrivateKey(bytes(pair.privateKeyPem), bytes('new'));
  return { pair, key };
}

const refused = (file: Buffer, passphrase?: string) =>
  refusal(
    file,
    (each) =>
      importPrivateKey(each, bytes('n3w-passw0rd'), passphrase === undefined ? undefined : bytes(passphrase)),
    'n3w-passw0rd',
    ...(passphrase === undefined ? [] : [`${passphrase}`]),
  );

describe('a plain key', () => {
  it.each([
    ['ecdsa-p256-pkcs8.pem', 'ecdsa-p256'],
    ['ecdsa-p256-sec1.pem', 'ecdsa-p256'],
    ['ecdsa-p256-with-parameters.pem', 'ecdsa-p256'],
    ['ecdsa-p384-sec1.pem', 'ecdsa-p384'],
    ['ecdsa-p521-sec1.pem', 'ecdsa-p521'],
    ['rsa-2048-pkcs1.pem', 'rsa-2048'],
    ['rsa-2048-pkcs8.pem', 'rsa-2048'],
    ['ed25519-pkcs8.pem', 'ed25519'],
  ])('%s', async (name, type) => {
    const { pair, key } = await imported(keyFile(name));
    expect(key.type).toBe(type);
    expect(pair.publicKeyPem).toBe(publicPem(createPublicKey(keyFile(name))));
    expect(key.publicKeyPem).toBe(pair.publicKeyPem);
  });

  it('with a compressed point gets the long public key that Go reads', async () => {
    const { pair } = await imported(keyFile('ecdsa-p256-compressed.pem'));
    const { pair: long } = await imported(keyFile('ecdsa-p256-with-parameters.pem'));
    expect(pair.publicKeyPem).toBe(long.publicKeyPem);
  });

  it('needs no passphrase, and one that is given does no harm', async () => {
    expect((await imported(keyFile('ed25519-pkcs8.pem'), 'of another key')).key.type).toBe('ed25519');
  });

  it('beside its public key', async () => {
    const file = Buffer.concat([keyFile('public.pem'), keyFile('rsa-2048-pkcs8.pem')]);
    expect((await imported(file)).key.type).toBe('rsa-2048');
  });
});

describe('a key that OpenSSL encrypted', () => {
  it.each([
    ['ecdsa-p256-pbes2.pem', 'ecdsa-p256'],
    ['ecdsa-p256-pbes2-scrypt.pem', 'ecdsa-p256'],
    ['rsa-2048-pkcs1-aes.pem', 'rsa-2048'],
  ])('%s', async (name, type) => {
    expect((await imported(keyFile(name), 'openssl')).key.type).toBe(type);
    expect((await refused(keyFile(name), 'opensesame')).id).toBe('passphrase');
    expect((await refused(keyFile(name))).id).toBe('passphrase-needed');
    expect((await refused(keyFile(name), '')).id).toBe('passphrase');
  });

  it('with millions of iterations is not tried', async () => {
    const file = keyFile('ecdsa-p256-6000000-iterations.pem');
    expect((await refused(file, 'opensesame')).id).toBe('passphrase-cost');
    // With 2³¹ - 1 iterations and one byte of salt less: a quarter of an hour, if it were tried.
    const body = Buffer.from(file.toString().replace(/-----.*-----|\n/g, ''), 'base64').toString('hex');
    const dearer = body.replace('04081e2e8d73121bde6d02035b8d80', '04071e2e8d73121bde02047fffffff');
    expect(dearer).not.toBe(body);
    const label = 'ENCRYPTED PRIVATE KEY';
    const pem = `-----BEGIN ${label}-----\n${Buffer.from(dearer, 'hex').toString('base64')}\n-----END ${label}-----\n`;
    expect((await refused(bytes(pem), 'opensesame')).id).toBe('passphrase-cost');
  });

  it('that is damaged is not tried either', async () => {
    const file = bytes('-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n');
    expect((await refused(file, 'opensesame')).id).toBe('unreadable');
    const text = keyFile('ecdsa-p256-pbes2.pem').toString().replace('\n', '\n%');
    expect((await refused(bytes(text), 'opensesame')).id).toBe('unreadable');
  });
});

describe('a key that cosign does not sign with', () => {
  it.each([
    ['rsa-1024.pem', 'RSA 1024'],
    ['rsa-5120.pem', 'RSA 5120'],
    ['rsa-2048-exponent-3.pem', 'RSA with the exponent 3'],
    ['rsa-pss.pem', 'rsa-pss'],
    ['ecdsa-p224.pem', 'secp224r1'],
    ['ecdsa-secp256k1.pem', 'secp256k1'],
    ['ecdsa-p256-explicit.pem', 'EC with parameters of its own'],
  ])('%s', async (name, kind) => {
    const { sentence, ...problem } = await refused(keyFile(name));
    expect(problem).toEqual({ id: 'kind', kind });
    expect(sentence).toContain(`(${kind})`);
  });

  it.each(['ed448', 'x25519', 'dsa'] as const)('%s', async (kind) => {
    const { privateKey } =
      kind === 'dsa'
        ? generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })
        : kind === 'ed448'
          ? generateKeyPairSync('ed448')
          : generateKeyPairSync('x25519');
    const file = bytes(privateKey.export({ format: 'pem', type: 'pkcs8' }) as string);
    expect(await refused(file)).toMatchObject({ id: 'kind', kind });
  });
});

describe('another file', () => {
  it.each([
    ['a key of cosign', keyFile('sigstore-label.key'), 'imported-already'],
    ['a key of cosign 1', keyFile('cosign-label.key'), 'imported-already'],
    ['its public key', recordedKey('p256.pub'), 'public'],
    ['a key of OpenSSH', keyFile('openssh.pem'), 'openssh'],
    ['a key of PGP', keyFile('pgp.pem'), 'foreign'],
    [
      'a key cut short',
      bytes(
        keyFile('rsa-2048-pkcs8.pem')
          .toString()
          .replace(/\n[^-]{65}/, '\n'),
      ),
      'unreadable',
    ],
    ['two keys', Buffer.concat([keyFile('ed25519-pkcs8.pem'), keyFile('rsa-2048-pkcs8.pem')]), 'several'],
    ['nothing', bytes(''), 'none'],
  ])('%s', async (_, file, id) => {
    expect((await refused(file)).id).toBe(id);
  });

  it('with the public key of another beside the private one', async () => {
    const [one, two] = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const der = one!.export({ format: 'der', type: 'sec1' });
    const other = two!.export({ format: 'der', type: 'sec1' });
    // The point is what ends a SEC 1 key.
    other.copy(der, der.length - 64, other.length - 64);
    const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
    const file = ['-----BEGIN EC PRIVATE KEY-----', ...lines, '-----END EC PRIVATE KEY-----', ''].join('\n');
    expect((await refused(bytes(file))).id).toBe('mismatch');
  });
});

function publicPem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'spki' }) as string;
}
