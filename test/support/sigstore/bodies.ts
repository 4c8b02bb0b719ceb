import { createHash } from 'node:crypto';

/** What a log entry is about. `verifier`: the signer's certificate or public key, DER. */
export interface Logged {
  readonly signature: Buffer;
  readonly verifier: Buffer;
  readonly isCertificate: boolean;
}

/** A DSSE envelope as a log sees it. */
export interface LoggedEnvelope extends Logged {
  readonly payload: Buffer;
  /** The JSON text of the envelope. */
  readonly envelope: Buffer;
}

type Body = Readonly<Record<string, unknown>>;

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const sha256 = (bytes: Uint8Array) => ({ algorithm: 'sha256', value: hex(bytes) });

export function pem(type: 'CERTIFICATE' | 'PUBLIC KEY', bytes: Uint8Array): string {
  const lines = base64(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}

const pemOf = ({ verifier, isCertificate }: Logged): string =>
  base64(Buffer.from(pem(isCertificate ? 'CERTIFICATE' : 'PUBLIC KEY', verifier)));

const keyOrCertificate = ({ verifier, isCertificate }: Logged) => ({
  keyDetails: 'PKIX_ECDSA_P256_SHA_256',
  ...(isCertificate
    ? { x509Certificate: { rawBytes: base64(verifier) } }
    : { publicKey: { rawBytes: base64(verifier) } }),
});

/** Rekor v1; `hash` is the SHA-256 of what was signed, hex. */
export function hashedRekord(logged: Logged, hash: string): Body {
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: hash } },
      signature: { content: base64(logged.signature), publicKey: { content: pemOf(logged) } },
    },
  };
}

/** Rekor v1. */
export function dsse(logged: LoggedEnvelope): Body {
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: sha256(logged.envelope),
      payloadHash: sha256(logged.payload),
      signatures: [{ signature: base64(logged.signature), verifier: pemOf(logged) }],
    },
  };
}

/** Rekor v1, the oldest kind for attestations: it keeps no signature. */
export function intoto001(logged: LoggedEnvelope): Body {
  return {
    apiVersion: '0.0.1',
    kind: 'intoto',
    spec: {
      content: { hash: sha256(logged.envelope), payloadHash: sha256(logged.payload) },
      publicKey: pemOf(logged),
    },
  };
}

/** Rekor v1; the signature is in base64 twice. */
export function intoto002(logged: LoggedEnvelope): Body {
  const sig = base64(Buffer.from(base64(logged.signature)));
  const signatures = [{ publicKey: pemOf(logged), sig }];
  return {
    apiVersion: '0.0.2',
    kind: 'intoto',
    spec: {
      content: {
        envelope: { payloadType: 'application/vnd.in-toto+json', signatures },
        hash: sha256(logged.envelope),
        payloadHash: sha256(logged.payload),
      },
    },
  };
}

/** Rekor v2; `hash` is the SHA-256 of what was signed, hex. */
export function hashedRekordV2(logged: Logged, hash: string): Body {
  const digest = base64(Buffer.from(hash, 'hex'));
  const signature = { content: base64(logged.signature), verifier: keyOrCertificate(logged) };
  return {
    apiVersion: '0.0.2',
    kind: 'hashedrekord',
    spec: { hashedRekordV002: { data: { algorithm: 'SHA2_256', digest }, signature } },
  };
}

/** Rekor v2. */
export function dsseV2(logged: LoggedEnvelope): Body {
  const digest = base64(createHash('sha256').update(logged.payload).digest());
  const signatures = [{ content: base64(logged.signature), verifier: keyOrCertificate(logged) }];
  return {
    apiVersion: '0.0.2',
    kind: 'dsse',
    spec: { dsseV002: { payloadHash: { algorithm: 'SHA2_256', digest }, signatures } },
  };
}
