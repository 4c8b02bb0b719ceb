import * as l10n from '@vscode/l10n';
import { sha256 } from '../image/digest.ts';
import type { PublicKey } from '../signature/verification.ts';

export type ReadKey = { readonly key: PublicKey } | { readonly problem: string };

/**
 * Reads a public key in PEM (SubjectPublicKeyInfo, or PKCS #1 for RSA): ECDSA on P-256, P-384 or P-521, RSA of 2048 to
 * 4096 bits, Ed25519. `name` is what the user calls it. What is wrong is one sentence.
 */
export function readPublicKey(pem: string, name: string): ReadKey {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    return {
      problem: l10n.t(
        '{0} is a private key: whoever reads it can sign in your name. Remove it, replace it where it is used, and name the public key here.',
        name,
      ),
    };
  }
  if (/-----BEGIN CERTIFICATE-----/.test(pem)) {
    return {
      problem: l10n.t(
        '{0} is a certificate; a public key (-----BEGIN PUBLIC KEY-----) is needed here.',
        name,
      ),
    };
  }
  // Node takes milliseconds to load it, and most runs read no key.
  const { createPublicKey } = process.getBuiltinModule('node:crypto');
  let key: import('node:crypto').KeyObject;
  try {
    if (!/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem)) throw new Error();
    key = createPublicKey(pem);
  } catch {
    return {
      problem: l10n.t(
        '{0} holds no public key in PEM (-----BEGIN PUBLIC KEY----- … -----END PUBLIC KEY-----): write it anew, for example with cosign public-key.',
        name,
      ),
    };
  }
  const unfit = unfitKey(key);
  if (unfit !== undefined) {
    return {
      problem: l10n.t(
        '{0} is a key of a kind that is not verified here ({1}): use ECDSA P-256, P-384 or P-521, RSA of 2048 to 4096 bits, or Ed25519.',
        name,
        unfit,
      ),
    };
  }
  const der = key.export({ format: 'der', type: 'spki' });
  return { key: { der, fingerprint: sha256(der), name } };
}

const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

function unfitKey({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: import('node:crypto').KeyObject): string | undefined {
  switch (asymmetricKeyType) {
    case 'ec': {
      const curve = asymmetricKeyDetails?.namedCurve ?? '';
      return curves.has(curve) ? undefined : curve || 'ec';
    }
    case 'rsa': {
      const bits = asymmetricKeyDetails?.modulusLength ?? 0;
      return bits >= 2048 && bits <= 4096 ? undefined : `RSA ${bits}`;
    }
    case 'ed25519':
      return undefined;
    default:
      return asymmetricKeyType ?? '?';
  }
}
