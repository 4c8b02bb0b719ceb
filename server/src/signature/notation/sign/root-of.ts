import { Problem } from '../../problem.ts';
import { readCose } from '../verify/cose.ts';
import { readJws } from '../verify/jws.ts';

/** The last certificate (DER) of an envelope that somebody else made; `undefined` when it cannot be read. */
export function rootOf(mediaType: string, bytes: Uint8Array): Uint8Array | undefined {
  try {
    const { chain } = mediaType === 'application/cose' ? readCose(bytes) : readJws(bytes);
    return chain.at(-1);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}
