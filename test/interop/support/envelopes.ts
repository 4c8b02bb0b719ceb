import { randomBytes } from 'node:crypto';
import { push, send } from '../../registries/push.ts';
import { buildReferrer, contentOf } from '../../support/registry/index.ts';
import { whatIsFound } from '../../support/signing.ts';
import type { PushedImage } from './images.ts';

/** A signature of the Notary Project as it lies in a registry. */
export interface FoundEnvelope {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** The only signature of an image. @throws Error when there is another number of them. */
export async function envelopeOf({ repository, built }: PushedImage): Promise<FoundEnvelope> {
  const { host, path } = placeOf(repository);
  const { digest, mediaType, bytes } = built;
  const subject = { digest, mediaType, size: bytes.byteLength };
  const found = await whatIsFound({ name: { registry: host, repository: path }, subject });
  const [record] = found;
  if (!record || found.length > 1) throw new Error(`${found.length} signatures`);
  const blob = await send(host, `/v2/${path}/blobs/${record.digest}`);
  return { mediaType: record.mediaType, bytes: Buffer.from(blob.body) };
}

/** The same image in another repository, signed with this envelope alone; the result is its reference. */
export async function copyWith(image: PushedImage, { mediaType, bytes }: FoundEnvelope): Promise<string> {
  const { host } = placeOf(image.repository);
  const path = `interop/r${randomBytes(6).toString('hex')}`;
  await push(host, path, image.built, '1.0');
  const signature = buildReferrer({
    subject: image.built,
    // As notation writes it: where a registry takes the config's type for the artifact's, notation finds nothing else.
    config: contentOf('application/vnd.cncf.notary.signature', {}),
    layers: [{ mediaType, content: bytes }],
  });
  await push(host, path, signature);
  return `${host}/${path}@${image.digest}`;
}

/** The envelope with one bit of the signature changed. */
export function withOtherSignature({ mediaType, bytes }: FoundEnvelope): FoundEnvelope {
  if (mediaType === 'application/cose') {
    // The last member of COSE_Sign1, to its last byte.
    const changed = Buffer.from(bytes);
    changed[changed.length - 9]! ^= 1;
    return { mediaType, bytes: changed };
  }
  return changedJws(bytes, ({ signature, ...rest }) => ({ ...rest, signature: flipped(signature) }));
}

/** The envelope that says the same of another size, which its signature does not cover. */
export function withOtherPayload({ mediaType, bytes }: FoundEnvelope): FoundEnvelope {
  if (mediaType === 'application/cose') return { mediaType, bytes: withOtherSize(bytes) };
  return changedJws(bytes, ({ payload, ...rest }) => ({
    ...rest,
    payload: withOtherSize(Buffer.from(payload, 'base64url')).toString('base64url'),
  }));
}

type Jws = Readonly<Record<'payload' | 'protected' | 'signature', string>>;

function changedJws(bytes: Buffer, change: (jws: Jws) => Jws): FoundEnvelope {
  const jws = change(JSON.parse(bytes.toString()) as Jws);
  return { mediaType: 'application/jose+json', bytes: Buffer.from(JSON.stringify(jws)) };
}

function flipped(base64url: string): string {
  const bytes = Buffer.from(base64url, 'base64url');
  bytes[9]! ^= 1;
  return bytes.toString('base64url');
}

function withOtherSize(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const at = changed.indexOf('"size":') + '"size":'.length;
  // One digit for another: 7 and 6 differ in a bit.
  changed[at]! ^= 1;
  return changed;
}

function placeOf(repository: string): { readonly host: string; readonly path: string } {
  const slash = repository.indexOf('/');
  return { host: repository.slice(0, slash), path: repository.slice(slash + 1) };
}
