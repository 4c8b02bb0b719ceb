import { Problem } from '../../problem.ts';
import { readEnvelope } from '../verify/read-envelope.ts';

/** The last certificate (DER) of an envelope that somebody else made; `undefined` when it cannot be read. */
export function rootOf(mediaType: string, bytes: Uint8Array): Uint8Array | undefined {
  try {
    return readEnvelope(mediaType, bytes).chain.at(-1);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}
