import * as l10n from '@vscode/l10n';
import type { CosignSignRequest, NotationSignRequest, SigningIdentity } from '../signature/signing.ts';
import type { PublicKey, TrustStoreType } from '../signature/verification.ts';
import { type NamedTrustStore, nobodySaid, type TrustPolicy } from './policy.ts';

/** Trusts the key that signs and nobody else; of a certificate's holder nothing is known before it has been verified. */
export function policyOfCosign(request: CosignSignRequest): TrustPolicy {
  const { signer, services } = request;
  const requirements = {
    log: services.logs.length > 0 ? 'required' : signer.type === 'key' ? 'default' : 'waived',
    signedTimestamps: services.timestampAuthorities.length > 0,
  } as const;
  if (signer.type === 'keyless') return { ...nobodySaid, id: 'signing', requirements };
  const keys = [publicKeyOf(signer)];
  const annotations = annotationsOf(request);
  return { ...nobodySaid, id: 'signing', rule: itself(), keys, annotations, requirements };
}

function publicKeyOf({ key }: Extract<SigningIdentity, { type: 'key' }>): PublicKey {
  const { publicKeyDer: der, fingerprint } = key;
  return { der, fingerprint, name: fingerprint };
}

/** What must be found again; attestations carry no annotations. */
export function annotationsOf({
  attestation,
  annotations,
}: CosignSignRequest): Readonly<Record<string, string>> {
  return attestation ? {} : annotations;
}

/**
 * Trusts the root certificate (DER) of the chain that signs and no other, strictly. Only who was revoked is not asked: that
 * is the verifier's to decide, each time.
 */
export function policyOfNotation(
  { annotations, timestamp }: NotationSignRequest,
  root: Uint8Array,
): TrustPolicy {
  const name = 'signing';
  const trustStores = [`ca:${name}`, ...(timestamp ? [`tsa:${name}`] : [])];
  const statement = {
    name,
    registryScopes: ['*'],
    signatureVerification: { level: 'strict', override: { revocation: 'skip' } },
    trustStores,
    trustedIdentities: ['*'],
  };
  const text = JSON.stringify({ version: '1.0', trustPolicies: [statement] });
  const stores = [storeOf('ca', name, [root]), storeOf('tsa', name, timestamp?.anchors ?? [])];
  const notation = { name: itself(), document: { text }, store: { name: itself(), stores } };
  return { ...nobodySaid, id: name, rule: itself(), annotations, notation };
}

function storeOf(type: TrustStoreType, name: string, certificates: readonly Uint8Array[]): NamedTrustStore {
  const entries = certificates.map(
    (bytes, index) => ({ name: `${index}.crt`, kind: 'file', bytes }) as const,
  );
  return { type, name, entries };
}

export function itself(): string {
  return l10n.t('the signing itself');
}
