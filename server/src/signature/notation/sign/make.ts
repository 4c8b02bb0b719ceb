import type { ServiceWorld } from '../../cosign/sign/services.ts';
import type { MadeSignature } from '../../made.ts';
import type { Subject } from '../../place.ts';
import type { CertifiedKey, NotationSignRequest } from '../../signing.ts';
import { makeEnvelope } from './envelope.ts';
import { emptyConfig, signatureManifest } from './manifest.ts';
import { signedPayload } from './payload.ts';
import { seconds } from './seconds.ts';
import { timestampToken } from './timestamp-authority.ts';

/**
 * Signs one manifest as `notation sign` does, with a timestamp where one is asked for. Nothing is pushed.
 * @throws SigningError
 */
export async function makeNotationSignature(
  subject: Subject,
  { format, annotations, expiry, timestamp, agent }: NotationSignRequest,
  key: CertifiedKey,
  world: ServiceWorld,
): Promise<MadeSignature> {
  const at = seconds(world.clock.now()) * 1000;
  const envelope = await makeEnvelope(format, {
    payload: signedPayload(subject, annotations),
    key,
    at,
    expiresAt: expiry === undefined ? undefined : at + expiry * 1000,
    agent,
    timestamp: async (signature) =>
      timestamp && (await timestampToken(timestamp, signature, key.algorithm, world)),
  });
  return {
    layout: 'notation',
    ...envelope,
    annotations: {},
    manifest: signatureManifest(subject, envelope, key.chain, at),
    config: emptyConfig,
  };
}
