import { sign } from 'node:crypto';
import { sha256 } from '../../server/src/image/digest.ts';
import { makeJws } from '../../server/src/signature/notation/sign/jws.ts';
import { signedPayload } from '../../server/src/signature/notation/sign/payload.ts';
import type { Subject } from '../../server/src/signature/place.ts';
import type { SignatureRecord } from '../../server/src/signature/report.ts';
import type { TrustStoreType } from '../../server/src/signature/verification.ts';
import type { TrustPolicy } from '../../server/src/trust/policy.ts';
import type { Holder } from './pki/certificate.ts';
import { trusting } from './sigstore/index.ts';

/** Level `strict` for all repositories: everybody for whom this root vouches, in a trust store of this type. */
export function trustingRoot(root: Holder, type: TrustStoreType = 'ca'): TrustPolicy {
  const statement = {
    name: 'all',
    registryScopes: ['*'],
    signatureVerification: { level: 'strict' },
    trustStores: [`${type}:acme`],
    trustedIdentities: ['*'],
  };
  const entries = [{ name: 'root.crt', kind: 'file', bytes: root.der } as const];
  return {
    ...trusting({}),
    notation: {
      name: 'trustpolicy.json',
      document: { text: JSON.stringify({ version: '1.0', trustPolicies: [statement] }) },
      store: { name: 'truststore', stores: [{ type, name: 'acme', entries }] },
    },
  };
}

/** A signature in JWS by a key on P-256, with whatever chain; `at` in milliseconds since the epoch. */
export async function signedBy(
  { keys }: Holder,
  chain: readonly Uint8Array[],
  subject: Subject,
  at: number,
): Promise<{ readonly record: SignatureRecord; readonly bytes: Buffer }> {
  const { bytes, mediaType } = await makeJws({
    payload: signedPayload(subject, {}),
    key: {
      algorithm: 'ES256',
      chain,
      sign: (data) => sign('sha256', data, { key: keys.privateKey, dsaEncoding: 'ieee-p1363' }),
    },
    ...{ at, expiresAt: undefined, agent: 'test' },
    timestamp: async () => undefined,
  });
  const digest = sha256(bytes);
  const record: SignatureRecord = {
    ...{ kind: 'signature', layout: 'notation', mediaType, size: bytes.byteLength, annotations: {} },
    ...{ digest, manifestDigest: digest },
  };
  return { record, bytes };
}
