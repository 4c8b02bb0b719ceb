import { join } from 'node:path';
import type { KeyType } from '../../../server/src/signature/cosign/keys/private-key.ts';
import type { CosignVersion, Workplace } from './workplace.ts';

/** A key pair in files, encrypted with `password`. */
export interface KeyFiles {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** What `openssl genpkey` needs to know. */
const algorithms: Readonly<Record<KeyType, readonly string[]>> = {
  'ecdsa-p256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'ecdsa-p384': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'ecdsa-p521': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  'rsa-2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'rsa-3072': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  'rsa-4096': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:4096'],
  ed25519: ['-algorithm', 'ED25519'],
};

export const keyTypes = Object.keys(algorithms) as readonly KeyType[];

/** A key of OpenSSL's: PKCS #8 in PEM, without a password. */
export async function opensslKey({ folder, openssl }: Workplace, type: KeyType): Promise<string> {
  const file = join(folder, `openssl-${type}.pem`);
  await openssl('genpkey', ...algorithms[type], '-out', file);
  return file;
}

/** `cosign generate-key-pair` for the only type that it makes, `cosign import-key-pair` of OpenSSL's for the others. */
export async function cosignKeys(at: Workplace, version: CosignVersion, type: KeyType): Promise<KeyFiles> {
  const prefix = join(at.folder, `cosign-${version}-${type}`);
  if (type === 'ecdsa-p256') {
    await at.cosign(version, 'generate-key-pair', '--output-key-prefix', prefix);
  } else {
    const file = await opensslKey(at, type);
    await at.cosign(version, 'import-key-pair', '--key', file, '--output-key-prefix', prefix);
  }
  return { privateKey: `${prefix}.key`, publicKey: `${prefix}.pub` };
}

/** `imageseal generate-key-pair`; another key under another name. */
export async function ourKeys(at: Workplace, type: KeyType, name = 'ours'): Promise<KeyFiles> {
  const prefix = join(at.folder, `${name}-${type}`);
  await at.imageseal('generate-key-pair', '--type', type, '--output-key-prefix', prefix);
  return { privateKey: `${prefix}.key`, publicKey: `${prefix}.pub` };
}
