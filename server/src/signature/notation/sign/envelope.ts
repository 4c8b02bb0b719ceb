import type { NotationFormat } from '../../signing.ts';
import { makeCose } from './cose.ts';
import type { EnvelopeRequest, Sealed } from './envelope-request.ts';
import { makeJws } from './jws.ts';

/** @throws SigningError when there is no timestamp. */
export async function makeEnvelope(format: NotationFormat, request: EnvelopeRequest): Promise<Sealed> {
  return format === 'jws' ? await makeJws(request) : await makeCose(request);
}
