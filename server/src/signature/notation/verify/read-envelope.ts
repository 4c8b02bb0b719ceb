import { broken, unchecked } from '../../problem.ts';
import { envelopeTypes } from '../envelope-types.ts';
import { readCose } from './cose.ts';
import type { Envelope } from './envelope.ts';
import { readJws } from './jws.ts';

/** Bytes of an envelope, as many as notation reads. Strangers may put anything beside an image: `hostile.test.ts` has the worst. */
const maxEnvelope = 32 * 1024 * 1024;

/** Reads an envelope of either format. @throws Problem */
export function readEnvelope(mediaType: string, bytes: Uint8Array): Envelope {
  if (bytes.byteLength > maxEnvelope) throw unchecked('format', 'notation-too-large');
  if (mediaType === envelopeTypes.jws) return readJws(bytes);
  if (mediaType === envelopeTypes.cose) return readCose(bytes);
  throw broken('format', 'notation-envelope-type', mediaType);
}
