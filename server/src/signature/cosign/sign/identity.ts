import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { CAClient } from '@sigstore/sign/dist/signer/fulcio/ca.js';
import { EphemeralSigner } from '@sigstore/sign/dist/signer/fulcio/ephemeral.js';
import { claimsOf } from '../../identity-token.ts';
import { SigningError, type SigningIdentity, type SigningServices } from '../../signing.ts';
import { hostOf, reach, type ServiceWorld } from './services.ts';

/** Who signs, ready to: a key, or a key of a few minutes with its certificate. */
export interface Identity {
  readonly sign: (bytes: Buffer) => Promise<Buffer>;
  /** The certificate, or else the public key: what logs keep. */
  readonly verifierPem: string;
  readonly verifierDer: Buffer;
  /** Absent of a bare key. */
  readonly certificate?: { readonly pem: string; readonly chainPem: string };
  /** `base64(sha256(SubjectPublicKeyInfo))`, as cosign names a bare key in bundles. */
  readonly keyHint: string;
  /** `ecdsa-p256` of certificates too. */
  readonly keyType: string;
}

/**
 * Gets ready to sign, once for all manifests of an image.
 * @throws SigningError
 */
export async function openIdentity(
  signer: SigningIdentity,
  services: SigningServices,
  world: ServiceWorld,
): Promise<Identity> {
  if (signer.type === 'keyless') return await certified(signer.identityToken, services.fulcio ?? '', world);
  const { key } = signer;
  const verifierDer = Buffer.from(key.publicKeyDer);
  return {
    sign: async (bytes) => key.sign(bytes),
    verifierPem: key.publicKeyPem,
    verifierDer,
    keyHint: createHash('sha256').update(verifierDer).digest('base64'),
    keyType: key.type,
  };
}

/** Fulcio: the certificate is for a new key, which signs what the token says of its holder to prove that it is there. */
async function certified(identityToken: string, fulcio: string, world: ServiceWorld): Promise<Identity> {
  const claims = claimsOf(identityToken);
  if (!claims) throw new SigningError({ code: 'token-malformed' });
  if (claims.email !== undefined && !claims.emailVerified) throw new SigningError({ code: 'token-email' });
  const keys = new EphemeralSigner();
  const proof = await keys.sign(Buffer.from(claims.email ?? claims.subject));
  const publicKey = proof.key.$case === 'publicKey' ? proof.key.publicKey : '';
  const chain = await reach('certificate', fulcio, world, async (url) => {
    const ca = new CAClient({ fulcioBaseURL: url, retry: 0 });
    const pems = await ca.createSigningCertificate(identityToken, publicKey, proof.signature);
    return pems.map((pem) => new X509Certificate(pem));
  }).catch((error) => {
    throw refusalOf(error, claims.expiresAt, world);
  });
  const [leaf, ...above] = chain;
  const verifierDer = spkiOf(createPublicKey(publicKey));
  if (!leaf || !spkiOf(leaf.publicKey).equals(verifierDer)) {
    const args = [hostOf(fulcio), 'another key'];
    throw new SigningError({ code: 'certificate-unusable', args });
  }
  warnOfClock(leaf, world);
  const pem = leaf.toString();
  return {
    sign: async (bytes) => (await keys.sign(bytes)).signature,
    verifierPem: pem,
    verifierDer: leaf.raw,
    certificate: { pem, chainPem: above.map(String).join('') },
    keyHint: '',
    keyType: 'ecdsa-p256',
  };
}

/** A certificate authority says no to an expired token in words of its own. */
function refusalOf(error: unknown, expiresAt: number | undefined, { clock }: ServiceWorld): unknown {
  if (!(error instanceof SigningError) || error.problem.code !== 'certificate-refused') return error;
  if (expiresAt === undefined || expiresAt > clock.now()) return error;
  return new SigningError({ code: 'token-expired', args: [new Date(expiresAt).toISOString()] });
}

/** When it was signed say log and timestamp authority, so a wrong clock here does no harm to the signature. */
function warnOfClock({ validFromDate, validToDate }: X509Certificate, { clock, logger }: ServiceWorld): void {
  const now = new Date(clock.now());
  if (validFromDate <= new Date(now.getTime() + minute) && now <= validToDate) return;
  const [from, to] = [validFromDate.toISOString(), validToDate.toISOString()];
  logger.warn(
    `The certificate holds from ${from} to ${to}, and the clock of this machine says ${now.toISOString()}.`,
  );
}

const minute = 60_000;

function spkiOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}
