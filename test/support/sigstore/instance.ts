import { createHash, generateKeyPairSync } from 'node:crypto';
import { X509Certificate } from '@sigstore/core';
import { initializeCA, initializeCTLog, initializeTSA } from '@sigstore/mock';
import { sha256 } from '../../../server/src/image/digest.ts';
import type { TrustedRoot } from '../../../server/src/signature/verification.ts';
import { type CertificateOptions, type Issuer, issue, type KeyPair, uri } from './certificate.ts';
import { sequence } from './der.ts';
import { TransparencyLog } from './log.ts';
import type { Signer } from './signer.ts';

/** The identity with which these tests sign unless they say otherwise. */
export const workflow = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';
export const githubActions = 'https://token.actions.githubusercontent.com';

const minute = 60_000;

/** A trusted root as JSON, to be altered by tests. */
export interface RootJson {
  mediaType: string;
  tlogs: LogJson[];
  ctlogs: LogJson[];
  certificateAuthorities: unknown[];
  timestampAuthorities: unknown[];
}

export interface LogJson {
  baseUrl: string;
  hashAlgorithm: string;
  publicKey: { rawBytes: string; keyDetails: string; validFor: { start?: string; end?: string } };
  logId: { keyId: string };
}

/**
 * A private Sigstore: Fulcio, its CT log and the timestamp authority are those of @sigstore/mock; Rekor v1 and v2 are our
 * own, with proofs of several hashes. `caKeys` sign certificates that the mock would not issue.
 */
export interface Sigstore {
  readonly root: TrustedRoot;
  /** Made a moment ago: what everything here is signed at. */
  readonly now: Date;
  readonly rekor1: TransparencyLog;
  readonly rekor2: TransparencyLog;
  readonly issuer: Issuer;
  /** The root with changes. */
  rootWith(change: (root: RootJson) => void): TrustedRoot;
  /** A certificate from @sigstore/mock's own Fulcio, by P-256. */
  mockCertificate(publicKey: Buffer): Promise<Buffer>;
  /** Somebody with a key and a certificate; by default the release workflow of acme/shop, by P-256. */
  certify(
    options?: Partial<CertificateOptions> & { readonly keys?: KeyPair; readonly hash?: string },
  ): Signer;
  /** RFC 3161, TimeStampResp. */
  timestamp(data: Buffer): Promise<Buffer>;
}

export const ecKeys = (namedCurve = 'P-256'): KeyPair => generateKeyPairSync('ec', { namedCurve });

export async function createSigstore(name = 'private'): Promise<Sigstore> {
  const keys = { ca: ecKeys(), ct: ecKeys(), tsa: ecKeys() };
  // The mock's authorities begin now; everything is signed an hour later.
  const now = new Date((Math.floor(Date.now() / 1000) + 3600) * 1000);
  const ctLog = await initializeCTLog(keys.ct, now);
  const ca = await initializeCA(keys.ca, ctLog, now);
  const tsa = await initializeTSA(keys.tsa, now);
  const rekor1 = new TransparencyLog(ecKeys(), 'rekor-1.pod - 4711');
  const rekor2 = new TransparencyLog(generateKeyPairSync('ed25519'), 'rekor2.localhost');
  const caCertificate = bytesOf(ca.rootCertificate);
  const issuer: Issuer = {
    name: sequence(X509Certificate.parse(caCertificate).subject),
    keys: keys.ca,
    ctLog: keys.ct,
  };
  const json: RootJson = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [
      logJson('http://rekor.localhost:8092', rekor1.publicKey, 'PKIX_ECDSA_P256_SHA_256'),
      logJson('https://rekor2.localhost', rekor2.publicKey, 'PKIX_ED25519'),
    ],
    ctlogs: [logJson('http://ct.localhost', spki(keys.ct), 'PKIX_ECDSA_P256_SHA_256')],
    certificateAuthorities: [authorityJson([caCertificate])],
    timestampAuthorities: [authorityJson([bytesOf(tsa.intCertificate), bytesOf(tsa.rootCertificate)])],
  };
  return {
    root: rootOf(name, json),
    now,
    rekor1,
    rekor2,
    issuer,
    rootWith(change) {
      const copy = structuredClone(json);
      change(copy);
      return rootOf(name, copy);
    },
    async mockCertificate(publicKey) {
      const extensions = [{ oid: '1.3.6.1.4.1.57264.1.8', value: githubActions }];
      return bytesOf(
        await ca.issueCertificate({
          publicKey: Buffer.from(publicKey),
          subjectAltName: workflow,
          extensions,
        }),
      );
    },
    certify({ keys: own = ecKeys(), hash, ...options } = {}) {
      const certificate = issue(issuer, {
        publicKey: own.publicKey,
        from: new Date(now.getTime() - minute),
        to: new Date(now.getTime() + 9 * minute),
        names: [uri(workflow)],
        claims: { 8: githubActions },
        ...options,
      });
      return { keys: own, certificate, ...(hash !== undefined && { hash }) };
    },
    async timestamp(data) {
      const artifactHash = createHash('sha256').update(data).digest();
      const request = {
        artifactHash,
        hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
        nonce: 1,
        policyOID: '1.2.3',
      };
      return bytesOf(await tsa.timestamp(request));
    },
  };
}

export function rootOf(name: string, json: RootJson): TrustedRoot {
  const text = JSON.stringify(json);
  return { name, text, digest: sha256(Buffer.from(text)) };
}

export function logJson(baseUrl: string, publicKey: Buffer, keyDetails: string): LogJson {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: publicKey.toString('base64'),
      keyDetails,
      validFor: { start: '2020-01-01T00:00:00Z' },
    },
    logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
  };
}

export function authorityJson(chain: readonly Buffer[]): unknown {
  return {
    subject: { organization: 'sigstore.mock', commonName: 'mock' },
    uri: 'http://localhost',
    certChain: { certificates: chain.map((each) => ({ rawBytes: each.toString('base64') })) },
    validFor: { start: '2020-01-01T00:00:00Z' },
  };
}

export function spki({ publicKey }: KeyPair): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' });
}

export function bytesOf({
  buffer,
  byteOffset,
  byteLength,
}: ArrayBufferView<ArrayBuffer>): Buffer<ArrayBuffer> {
  return Buffer.from(buffer, byteOffset, byteLength);
}
