import type { Layout } from './report.ts';

/** A signature as it is to be pushed. */
export interface MadeSignature {
  readonly layout: Extract<Layout, 'referrer' | 'legacy' | 'legacy-attestation' | 'notation'>;
  /** The blob. */
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Of the blob's descriptor. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Refers to the image, and names the blob; legacy layouts have a manifest that is shared. */
  readonly manifest?: Uint8Array;
  /** The other blob that `manifest` names. */
  readonly config?: Uint8Array;
}
