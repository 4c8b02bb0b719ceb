import { type Algorithm, algorithms } from './algorithm.ts';

/**
 * A signature envelope of either format, read and not yet believed (signature-specification.md). Times are milliseconds
 * since the epoch.
 */
export interface Envelope {
  readonly format: 'jws' | 'cose';
  /** As the protected header says. */
  readonly algorithm: Algorithm;
  /** What the signature is over. */
  readonly signed: Uint8Array;
  /** Raw: r||s for ECDSA. A timestamp is over this. */
  readonly signature: Uint8Array;
  /** Certificates (DER), leaf first. */
  readonly chain: readonly Uint8Array[];
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly scheme: Scheme;
  /** The signer's word; of scheme `notary.x509` alone. */
  readonly signingTime?: number;
  /** A signing authority's word; of scheme `notary.x509.signingAuthority` alone. */
  readonly authenticSigningTime?: number;
  readonly expiry?: number;
  /** Whom the signer wants to verify it. */
  readonly plugin?: string;
  /** An RFC 3161 TimeStampToken (DER). */
  readonly timestamp?: Uint8Array;
  readonly agent?: string;
  /** The certificates stand where the specification allows them, and notation does not look. */
  readonly unusualChain: boolean;
}

export const schemes = ['notary.x509', 'notary.x509.signingAuthority'] as const;
export type Scheme = (typeof schemes)[number];

/** Names of the signed attributes. */
export const attributes = {
  scheme: 'io.cncf.notary.signingScheme',
  signingTime: 'io.cncf.notary.signingTime',
  authenticSigningTime: 'io.cncf.notary.authenticSigningTime',
  expiry: 'io.cncf.notary.expiry',
  plugin: 'io.cncf.notary.verificationPlugin',
  pluginMinVersion: 'io.cncf.notary.verificationPluginMinVersion',
} as const;

/** Names of those that are not signed. */
export const unsignedAttributes = {
  timestamp: 'io.cncf.notary.timestampSignature',
  agent: 'io.cncf.notary.signingAgent',
} as const;

export const payloadType = 'application/vnd.cncf.notary.payload.v1+json';

/** Certificates in a chain; more are refused before one of them is read. */
export const maxChain = 20;

export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(algorithms, name);
}
