import { createHash } from 'node:crypto';
import type { Bundle, TransparencyLogEntry } from '@sigstore/bundle';
import { RFC3161Timestamp } from '@sigstore/core';
import { PublicKeyDetails } from '@sigstore/protobuf-specs';
import { TLogV2Client } from '@sigstore/sign/dist/witness/tlog/client.js';
import { RekorWitness } from '@sigstore/sign/dist/witness/tlog/index.js';
import { TSAClient } from '@sigstore/sign/dist/witness/tsa/client.js';
import type { LogService } from '../../signing.ts';
import type { Identity } from './identity.ts';
import { reach, type ServiceWorld } from './services.ts';

/** A signature, as logs and timestamp authorities see it. */
export interface Witnessed {
  readonly content: Bundle['content'];
  readonly signature: Buffer;
  /** What was signed: of an envelope its encoding (PAE). */
  readonly signed: Buffer;
}

/** RFC 3161, TimeStampResp. @throws SigningError */
export async function timestamp(address: string, bytes: Buffer, world: ServiceWorld): Promise<Buffer> {
  return await reach('timestamp', address, world, async (base) => {
    const der = await new TSAClient({ tsaBaseURL: base, retry: 0 }).createTimestamp(bytes);
    // That it is of these bytes is verified with everything else.
    RFC3161Timestamp.parse(Buffer.from(der));
    return der;
  });
}

/** Puts the signature into a transparency log, for good. @throws SigningError */
export async function logEntry(
  { url, version }: LogService,
  witnessed: Witnessed,
  identity: Identity,
  world: ServiceWorld,
): Promise<TransparencyLogEntry> {
  return await reach('log', url, world, async (base) => {
    if (version === 2) return await addToVersion2(base, witnessed, identity);
    const log = new RekorWitness({ rekorBaseURL: base, retry: 0 });
    const { tlogEntries } = await log.testify(witnessed.content, identity.verifierPem);
    return tlogEntries[0]!;
  });
}

/** Signatures that version 2 of Rekor takes, of those that are made here. */
const keyDetails: Readonly<Record<string, PublicKeyDetails>> = {
  'ecdsa-p256': PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
  'rsa-2048': PublicKeyDetails.PKIX_RSA_PKCS1V15_2048_SHA256,
  'rsa-3072': PublicKeyDetails.PKIX_RSA_PKCS1V15_3072_SHA256,
  'rsa-4096': PublicKeyDetails.PKIX_RSA_PKCS1V15_4096_SHA256,
};

/** Does version 2 of Rekor take signatures of such a key? It wants the curve's own hash, and Ed25519 over a hash. */
export function isForVersion2(keyType: string): boolean {
  return Object.hasOwn(keyDetails, keyType);
}

/**
 * The library asks for entries of a kind that the log has dropped (rekor-tiles, CLIENTS.md): an envelope too is a
 * `hashedrekord`, of the encoding that was signed.
 */
async function addToVersion2(
  base: string,
  { signature, signed }: Witnessed,
  { keyType, verifierDer, certificate }: Identity,
): Promise<TransparencyLogEntry> {
  const rawBytes = verifierDer;
  const log = new TLogV2Client({ rekorBaseURL: base, retry: 0 });
  return await log.createEntry({
    spec: {
      $case: 'hashedRekordRequestV002',
      hashedRekordRequestV002: {
        digest: createHash('sha256').update(signed).digest(),
        signature: {
          content: signature,
          verifier: {
            keyDetails: keyDetails[keyType] ?? PublicKeyDetails.PUBLIC_KEY_DETAILS_UNSPECIFIED,
            verifier: certificate
              ? { $case: 'x509Certificate', x509Certificate: { rawBytes } }
              : { $case: 'publicKey', publicKey: { rawBytes } },
          },
        },
      },
    },
  });
}
