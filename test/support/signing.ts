import { generateKeyPairSync } from 'node:crypto';
import { createNodeHttp } from '../../server/src/platform/node-http.ts';
import { createRegistryClient } from '../../server/src/registry/client.ts';
import { connectRegistries } from '../../server/src/registry/connection.ts';
import type { Clock, HttpClient, Logger } from '../../server/src/registry/ports.ts';
import { createRegistryWriter } from '../../server/src/registry/writer.ts';
import type { KeyType, PrivateKey } from '../../server/src/signature/cosign/keys/private-key.ts';
import { toSigningKey } from '../../server/src/signature/cosign/keys/signing-key.ts';
import { discoverSignatures } from '../../server/src/signature/discover.ts';
import type { Discovery } from '../../server/src/signature/report.ts';
import {
  type CosignSignRequest,
  noServices,
  type SigningError,
  type SigningProblem,
  type SigningWorld,
} from '../../server/src/signature/signing.ts';
import { describeSigningProblem } from '../../server/src/signature/signing-message.ts';
import { problemOf } from '../../server/src/trust/signing-state.ts';
import { JumpingClock } from '../registry/manual-clock.ts';
import { buildImage, type ImageRecipe, type Registry } from './registry/index.ts';

export interface TestWorld extends SigningWorld {
  /** Everything that was logged. */
  readonly log: string[];
}

/** The world as signing sees it, with real connections to loopback. `credentials`: none. */
export function signingWorld(changes: Partial<SigningWorld> = {}): TestWorld {
  const log: string[] = [];
  const note = (message: string) => void log.push(message);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const clock: Clock = changes.clock ?? new JumpingClock();
  const http: HttpClient = changes.http ?? createNodeHttp({ userAgent: 'imageseal/test', env: {}, logger });
  const settings = () => ({});
  const options = { http, credentials: async () => undefined, clock, settings, perHost: 8 };
  const connection = connectRegistries(options);
  return {
    client: createRegistryClient({ ...options, logger }, connection),
    writer: createRegistryWriter({ connection }),
    http,
    roots: [],
    clock,
    logger,
    preferences: settings,
    signal: new AbortController().signal,
    ...changes,
    log,
  };
}

export interface TestImage {
  readonly name: { readonly registry: string; readonly repository: string };
  readonly subject: { readonly digest: string; readonly mediaType: string; readonly size: number };
}

/** Pushes an image (an index, of several platforms) to a host of the registry. */
export function pushImage(
  registry: Registry,
  recipe: ImageRecipe = {},
  host = 'localhost',
  repository = 'acme/shop',
): TestImage {
  const built = buildImage(recipe);
  registry.push(host, repository, built, 'v1');
  const { digest, mediaType, bytes } = built;
  return {
    name: { registry: registry.authority(host), repository },
    subject: { digest, mediaType, size: bytes.byteLength },
  };
}

/** To be signed with a key as a bundle, and nothing published, unless told. */
export function signRequest(
  image: TestImage,
  changes: Partial<CosignSignRequest> & Pick<CosignSignRequest, 'signer'>,
): CosignSignRequest {
  return {
    tool: 'cosign',
    ...image,
    ...{ format: 'bundle', annotations: {}, recursive: false, services: noServices },
    ...changes,
  };
}

const keys = new Map<KeyType, PrivateKey>();

/** A key of this type; the same one when asked again. */
export function keyOf(type: KeyType = 'ecdsa-p256'): PrivateKey {
  let key = keys.get(type);
  if (!key) {
    key = newKey(type);
    keys.set(type, key);
  }
  return key;
}

export function newKey(type: KeyType = 'ecdsa-p256'): PrivateKey {
  return toSigningKey(pairOf(type).privateKey);
}

function pairOf(type: KeyType) {
  if (type === 'ed25519') return generateKeyPairSync('ed25519');
  if (type.startsWith('ecdsa')) {
    return generateKeyPairSync('ec', { namedCurve: type.replace('ecdsa-p', 'P-') });
  }
  return generateKeyPairSync('rsa', { modulusLength: Number(type.replace('rsa-', '')) });
}

/** What signing fails with. */
export async function failureOf(signing: Promise<unknown>): Promise<SigningProblem> {
  const error = await signing.then(
    () => undefined,
    (reason: unknown) => reason as SigningError,
  );
  const problem = problemOf(error);
  if (!problem) throw error ?? new Error('it was signed');
  return problem;
}

/** What people are told of a failure. */
export async function sentenceOf(signing: Promise<unknown>): Promise<string> {
  return describeSigningProblem(await failureOf(signing));
}

/** The signatures that somebody else finds for an image, whatever they are worth. */
export async function whatIsFound({ name, subject }: TestImage): Promise<Discovery['signatures']> {
  const { client, logger } = signingWorld();
  const { signatures } = await discoverSignatures(client, name, subject, { priority: 0, logger });
  return signatures;
}
