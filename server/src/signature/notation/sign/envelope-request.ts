import type { CertifiedKey } from '../../signing.ts';

/** What goes into an envelope. Times are milliseconds since the epoch; envelopes have them in whole seconds. */
export interface EnvelopeRequest {
  readonly payload: Buffer;
  readonly key: Pick<CertifiedKey, 'algorithm' | 'chain' | 'sign'>;
  readonly at: number;
  readonly expiresAt: number | undefined;
  readonly agent: string;
  /** Gets an RFC 3161 token (DER) over the raw signature, where one is wanted. */
  readonly timestamp: (signature: Buffer) => Promise<Uint8Array | undefined>;
}

/** A finished envelope. */
export interface Sealed {
  readonly mediaType: string;
  readonly bytes: Buffer;
}
