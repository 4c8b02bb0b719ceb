import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../server/src/image/digest.ts';
import { openCertifiedKey } from '../../server/src/signature/notation/sign/certified-key.ts';
import { makeEnvelope } from '../../server/src/signature/notation/sign/envelope.ts';
import { signedPayload } from '../../server/src/signature/notation/sign/payload.ts';
import type { Subject } from '../../server/src/signature/place.ts';
import type { SignatureRecord } from '../../server/src/signature/report.ts';
import type { NotationFormat } from '../../server/src/signature/signing.ts';
import { push } from '../registries/push.ts';
import { notationFixtures } from '../support/notation-vectors.ts';
import { type BuiltManifest, buildImage, buildReferrer, contentOf } from '../support/registry/index.ts';

/** Its chain: leaf, intermediate, root. The algorithm is PS256. */
const keyName = 'rsa2048';

/** An image with one signature as notation makes it, and what node:crypto needs to verify that alone. */
export interface NotationImage {
  readonly repository: string;
  readonly subject: Subject;
  readonly record: SignatureRecord;
  readonly envelope: Buffer;
  readonly signed: Buffer;
  readonly signature: Buffer;
  /** DER, the leaf first. */
  readonly chain: readonly Uint8Array[];
  readonly manifests: readonly [image: BuiltManifest, signature: BuiltManifest];
}

/** `count` different images, each signed with the same key. */
export async function signedByNotation(format: NotationFormat, count: number): Promise<NotationImage[]> {
  const file = (name: string) => ({ name, bytes: readFileSync(join(notationFixtures, 'keys', name)) });
  const now = Date.now();
  const key = openCertifiedKey({ key: file(`${keyName}.key`), certificates: file(`${keyName}.crt`) }, now);
  const images: NotationImage[] = [];
  for (let index = 0; index < count; index++) {
    const image = buildImage({ text: `${format} ${index}` });
    const subject = { mediaType: image.mediaType, digest: image.digest, size: image.bytes.byteLength };
    let signed: Uint8Array = Buffer.of();
    let signature: Buffer = Buffer.of();
    const { bytes, mediaType } = await makeEnvelope(format, {
      payload: signedPayload(subject, {}),
      key: {
        ...key,
        sign: (data) => {
          signed = data;
          signature = key.sign(data);
          return signature;
        },
      },
      ...{ at: now, expiresAt: undefined, agent: 'imageseal/bench' },
      timestamp: async () => undefined,
    });
    const manifest = buildReferrer({
      subject: image,
      config: contentOf('application/vnd.cncf.notary.signature', {}),
      layers: [{ mediaType, content: bytes }],
    });
    images.push({
      repository: `shop/${format}-${index}`,
      subject,
      record: {
        ...{ kind: 'signature', layout: 'notation', mediaType, size: bytes.byteLength, annotations: {} },
        ...{ digest: sha256(bytes), manifestDigest: manifest.digest },
      },
      envelope: bytes,
      signed: Buffer.from(signed),
      signature,
      chain: key.chain,
      manifests: [image, manifest],
    });
  }
  key.dispose();
  return images;
}

export async function pushNotationImages(host: string, images: readonly NotationImage[]): Promise<void> {
  for (const { repository, manifests } of images) {
    for (const manifest of manifests) await push(host, repository, manifest);
  }
}
