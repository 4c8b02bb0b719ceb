import { createHash, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  fulcioHandler,
  type HandlerFn,
  initializeCA,
  initializeCTLog,
  initializeTSA,
  tsaHandler,
} from '@sigstore/mock';
import type { LogService } from '../../../server/src/signature/signing.ts';
import type { TrustedRoot } from '../../../server/src/signature/verification.ts';
import * as bodies from './bodies.ts';
import { authorityJson, bytesOf, ecKeys, logJson, rootOf, spki } from './instance.ts';
import { TransparencyLog } from './log.ts';

/** An answer that a service gives instead of its own: a status and what it says; `hang` gives none at all. */
export type Answer =
  | { readonly status: number; readonly body: string; readonly type?: string }
  | 'hang'
  | 'reset';

/** A private Sigstore behind HTTP on loopback. Its services know one time, `now`. */
export interface SigstoreServices {
  readonly root: TrustedRoot;
  /** When everything is signed there. */
  readonly now: Date;
  readonly fulcio: string;
  readonly rekor1: LogService;
  readonly rekor2: LogService;
  readonly timestampAuthority: string;
  /** Paths that were asked, the oldest first, and what was sent there. */
  readonly requests: { readonly path: string; readonly body: string; readonly agent: string }[];
  /** How many entries are in the logs. */
  readonly entries: { rekor1: number; rekor2: number };
  /** By path (`/api/v1/log/entries`): what is said there instead. */
  readonly answers: Map<string, Answer>;
  close(): Promise<void>;
}

const paths = {
  fulcio: '/api/v2/signingCert',
  rekor1: '/api/v1/log/entries',
  rekor2: '/api/v2/log/entries',
  tsa: '/api/v1/timestamp',
} as const;

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Fulcio, its CT log and the timestamp authority are those of @sigstore/mock, Rekor v1 and v2 are our own: they keep what
 * the real ones keep of a request, and check the signature as they do.
 */
export async function startSigstore(): Promise<SigstoreServices> {
  const now = new Date();
  const keys = { ca: ecKeys(), ct: ecKeys(), tsa: ecKeys() };
  const ctLog = await initializeCTLog(keys.ct, now);
  const ca = await initializeCA(keys.ca, ctLog, now);
  const tsa = await initializeTSA(keys.tsa, now);
  // The mock's authorities have begun by now, in whole seconds: nothing is signed in the second before.
  now.setTime(Math.floor(Date.now() / 1000) * 1000);
  const rekor1 = new TransparencyLog(ecKeys(), 'rekor.localhost - 1');
  const rekor2 = new TransparencyLog(generateKeyPairSync('ed25519'), 'rekor2.localhost');
  const root = rootOf('private', {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [
      logJson('http://rekor.localhost', rekor1.publicKey, 'PKIX_ECDSA_P256_SHA_256'),
      logJson('http://rekor2.localhost', rekor2.publicKey, 'PKIX_ED25519'),
    ],
    ctlogs: [logJson('http://ct.localhost', spki(keys.ct), 'PKIX_ECDSA_P256_SHA_256')],
    certificateAuthorities: [authorityJson([bytesOf(ca.rootCertificate)])],
    timestampAuthorities: [authorityJson([bytesOf(tsa.intCertificate), bytesOf(tsa.rootCertificate)])],
  });
  const entries = { rekor1: 0, rekor2: 0 };
  const mocks: Readonly<Record<string, HandlerFn>> = {
    [paths.fulcio]: fulcioHandler(ca).fn,
    [paths.tsa]: tsaHandler(tsa).fn,
  };

  const serve = async (path: string, body: string): Promise<Reply> => {
    const mock = mocks[path];
    if (mock) {
      const { statusCode, response, contentType } = await mock(body);
      const bytes = typeof response === 'string' ? response : bytesOf(response);
      return { status: statusCode, type: contentType ?? 'text/plain', body: bytes };
    }
    const request = JSON.parse(body) as Json;
    if (path === paths.rekor1) {
      const entry = rekor1.add(bodyOfVersion1(request), now);
      entries.rekor1 += 1;
      return json({
        ['24296fb24b8ad77a'.padEnd(80, '0')]: {
          body: entry.canonicalizedBody,
          integratedTime: Number(entry.integratedTime),
          logID: rekor1.id.toString('hex'),
          logIndex: Number(entry.logIndex),
          verification: {
            signedEntryTimestamp: entry.inclusionPromise?.signedEntryTimestamp,
            inclusionProof: proofOfVersion1(entry.inclusionProof),
          },
        },
      });
    }
    if (path === paths.rekor2) {
      const entry = rekor2.add(bodyOfVersion2(request));
      entries.rekor2 += 1;
      return json(entry);
    }
    return { status: 404, type: 'text/plain', body: 'not found' };
  };

  const requests: SigstoreServices['requests'] = [];
  const answers = new Map<string, Answer>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const body = (await buffer(request)).toString();
    requests.push({ path, body, agent: request.headers['user-agent'] ?? '' });
    const answer = answers.get(path);
    if (answer === 'hang') return;
    if (answer === 'reset') return void response.destroy();
    const reply: Reply = answer
      ? { type: 'application/json', ...answer }
      : await serve(path, body).catch((error: Error) => ({
          status: 400,
          type: 'text/plain',
          body: error.message,
        }));
    response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    root,
    now,
    fulcio: url,
    rekor1: { url, version: 1 },
    rekor2: { url, version: 2 },
    timestampAuthority: url,
    requests,
    entries,
    answers,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function json(value: unknown): Reply {
  return { status: 201, type: 'application/json', body: JSON.stringify(value) };
}

function proofOfVersion1(proof: ReturnType<TransparencyLog['add']>['inclusionProof']): unknown {
  if (!proof) return undefined;
  const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex');
  const { logIndex, rootHash, treeSize, hashes, checkpoint } = proof;
  return {
    logIndex: Number(logIndex),
    treeSize: Number(treeSize),
    rootHash: hex(rootHash),
    hashes: hashes.map(hex),
    checkpoint: checkpoint.envelope,
  };
}

/** What Rekor v1 keeps of a proposed entry. @throws Error when the signature does not hold. */
function bodyOfVersion1({ kind, spec }: Json): Json {
  if (kind === 'hashedrekord') {
    const { data, signature } = spec as {
      data: { hash: { value: string } };
      signature: { content: string; publicKey: { content: string } };
    };
    const logged = {
      signature: Buffer.from(signature.content, 'base64'),
      ...verifierOf(Buffer.from(signature.publicKey.content, 'base64').toString()),
    };
    return bodies.hashedRekord(logged, data.hash.value);
  }
  const { envelope, verifiers } = (spec as { proposedContent: { envelope: string; verifiers: string[] } })
    .proposedContent;
  const { payload, signatures } = JSON.parse(envelope) as { payload: string; signatures: { sig: string }[] };
  return bodies.dsse({
    signature: Buffer.from(signatures[0]?.sig ?? '', 'base64'),
    ...verifierOf(Buffer.from(verifiers[0] ?? '', 'base64').toString()),
    payload: Buffer.from(payload, 'base64'),
    envelope: Buffer.from(envelope),
  });
}

/** What Rekor v2 keeps: it takes nothing but hashes of what was signed, by certificates and public keys alike. */
function bodyOfVersion2({ hashedRekordRequestV002: request }: Json): Json {
  if (!request) throw new Error('unsupported entry type');
  const { digest, signature } = request as {
    digest: string;
    signature: {
      content: string;
      verifier: { keyDetails: string } & Record<
        'x509Certificate' | 'publicKey',
        { rawBytes: string } | undefined
      >;
    };
  };
  const { x509Certificate, publicKey, keyDetails } = signature.verifier;
  const verifier = Buffer.from((x509Certificate ?? publicKey)?.rawBytes ?? '', 'base64');
  const logged = {
    signature: Buffer.from(signature.content, 'base64'),
    verifier,
    isCertificate: x509Certificate !== undefined,
  };
  const key = x509Certificate
    ? new X509Certificate(verifier).publicKey
    : createPublicKey({ key: verifier, format: 'der', type: 'spki' });
  const bits = key.asymmetricKeyDetails?.modulusLength;
  const expected = bits ? `PKIX_RSA_PKCS1V15_${bits}_SHA256` : 'PKIX_ECDSA_P256_SHA_256';
  if (keyDetails !== expected) throw new Error(`unsupported entry algorithm ${keyDetails}`);
  const body = bodies.hashedRekordV2(logged, Buffer.from(digest, 'base64').toString('hex'));
  return JSON.parse(JSON.stringify(body).replaceAll('PKIX_ECDSA_P256_SHA_256', expected)) as Json;
}

function verifierOf(pem: string): { verifier: Buffer; isCertificate: boolean } {
  if (pem.includes('BEGIN CERTIFICATE'))
    return { verifier: new X509Certificate(pem).raw, isCertificate: true };
  return { verifier: createPublicKey(pem).export({ format: 'der', type: 'spki' }), isCertificate: false };
}

/** An identity token as an issuer would give it, but for its signature, which nobody here checks. */
export function identityToken(claims: Json = {}): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = {
    iss: 'https://token.actions.githubusercontent.com',
    sub: 'repo:acme/shop',
    aud: 'sigstore',
    ...claims,
  };
  const signature = createHash('sha512').update(JSON.stringify(body)).digest('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(body)}.${signature}`;
}
