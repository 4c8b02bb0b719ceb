import type { NotationFormat } from '../signing.ts';

/** Media types of the envelopes (signature-specification.md). */
export const envelopeTypes = {
  jws: 'application/jose+json',
  cose: 'application/cose',
} as const satisfies Record<NotationFormat, string>;
