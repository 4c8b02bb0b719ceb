import { constants, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { broken, Problem } from '../../problem.ts';
import { type CertifiedKey, SigningError } from '../../signing.ts';
import { algorithmOf, algorithms, describeKey } from '../verify/algorithm.ts';
import { checkSigningChain, readChain } from '../verify/chain.ts';
import { maxChain } from '../verify/envelope.ts';
import type { Certificate } from '../x509/certificate.ts';
import { certificatesIn } from '../x509/certificate-file.ts';
import { DerError } from '../x509/der.ts';
import { formatName } from '../x509/name.ts';
import { readKey } from './private-key.ts';
import { rfc3339 } from './seconds.ts';

/** A file as it was read, and what the user calls it. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface KeyFiles {
  /** PEM: PKCS #8, PKCS #1 or SEC 1. Whoever asks wipes it. */
  readonly key: NamedFile;
  /** Opens an encrypted key; whoever asks wipes it. */
  readonly password?: Uint8Array;
  /** PEM or DER: the signing certificate first, the root last. */
  readonly certificates: NamedFile;
}

/** A key that is ready to sign, and has to be let go of. */
export type OpenCertifiedKey = CertifiedKey & {
  /** OpenSSL wipes its copy when it is collected; no other copy is kept. */
  dispose(): void;
};

/**
 * Reads a private key and its chain, and holds them against the rules by which the signature will be verified. `now`:
 * milliseconds since the epoch. @throws SigningError
 */
export function openCertifiedKey({ key, password, certificates }: KeyFiles, now: number): OpenCertifiedKey {
  const privateKey = readKey(key.bytes, key.name, password);
  const algorithm = algorithmOf(privateKey);
  if (!algorithm) {
    throw new SigningError({ code: 'notation-key-kind', args: [key.name, describeKey(privateKey)] });
  }
  const chain = chainIn(certificates);
  const [leaf] = chain;
  if (!leaf || publicHalf(leaf.node.publicKey) !== publicHalf(createPublicKey(privateKey))) {
    throw new SigningError({ code: 'notation-key-other', args: [key.name, certificates.name] });
  }
  checkRules(chain, certificates.name, now);
  let open: KeyObject | undefined = privateKey;
  return {
    algorithm,
    chain: chain.map(({ der }) => der),
    subject: formatName(leaf.subject),
    fingerprint: leaf.fingerprint,
    sign(bytes) {
      if (!open) throw new Error('The private key has been disposed of.');
      return sign(algorithms[algorithm].hash, bytes, { key: open, ...schemeOf(algorithm) });
    },
    dispose() {
      open = undefined;
    },
  };
}

/**
 * The numbers of a key, none where its kind has no place in JWK. `equals` of keys of two kinds leaves an error behind in
 * OpenSSL, by which the next key that is read seems damaged.
 */
function publicHalf(key: KeyObject): string | undefined {
  try {
    const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
    return JSON.stringify([kty, crv, x, y, n, e]);
  } catch {
    return undefined;
  }
}

function schemeOf(algorithm: CertifiedKey['algorithm']) {
  if (algorithm.startsWith('ES')) return { dsaEncoding: 'ieee-p1363' } as const;
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function chainIn({ bytes, name }: NamedFile): readonly Certificate[] {
  let ders: readonly Uint8Array[];
  try {
    ders = certificatesIn(bytes, 'pass over');
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new SigningError({ code: 'notation-certificate-damaged', args: [name] });
  }
  if (ders.length === 0) throw new SigningError({ code: 'notation-certificate-none', args: [name] });
  return explained(name, () => {
    if (ders.length > maxChain) throw broken('certificate', 'notation-chain', 'it is too long');
    return readChain(ders);
  });
}

function checkRules(chain: readonly Certificate[], name: string, now: number): void {
  explained(name, () => {
    checkSigningChain(chain);
    for (const { subject, notBefore, notAfter } of chain) {
      const who = formatName(subject);
      if (now < notBefore)
        throw broken('certificate', 'notation-certificate-not-yet', who, rfc3339(notBefore));
      if (now > notAfter) throw broken('certificate', 'notation-certificate-expired', who, rfc3339(notAfter));
    }
  });
}

/** Another certificate is needed, where others want the rest of the chain. */
const timeCodes = new Set<string>(['notation-certificate-not-yet', 'notation-certificate-expired']);

/** What verifying would find, as what is wrong with the file. */
function explained<T>(name: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { detail } = error;
    throw new SigningError({
      code: timeCodes.has(detail.id) ? 'notation-certificate-time' : 'notation-certificate-rules',
      args: [name],
      check: detail,
    });
  }
}
