import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { push } from '../registries/push.ts';
import { type BuiltManifest, buildImage, buildReferrer, type Content } from '../support/registry/index.ts';

const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const predicateType = 'https://sigstore.dev/cosign/sign/v1';
const payloadType = 'application/vnd.in-toto+json';

export interface SignedImages {
  /** PEM */
  readonly publicKey: string;
  /** Repository and tag, without a host: `shop/app-7:1.0`. */
  readonly names: readonly string[];
}

/** Pushes `count` different images, each signed with one key as `cosign sign --key` of version 3 does it, without a log. */
export async function pushSignedImages(host: string, count: number): Promise<SignedImages> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const hint = createHash('sha256').update(spki).digest('base64');
  const names: string[] = [];
  for (let index = 0; index < count; index++) {
    const repository = `shop/app-${index}`;
    const image = buildImage({ text: `application ${index}` });
    await push(host, repository, image, '1.0');
    await push(host, repository, bundleOf(image, privateKey, hint));
    names.push(`${repository}:1.0`);
  }
  return { publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(), names };
}

function bundleOf(subject: Content, privateKey: KeyObject, hint: string): BuiltManifest {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { sha256: subject.digest.replace('sha256:', '') } }],
    predicateType,
    predicate: {},
  };
  const payload = Buffer.from(JSON.stringify(statement));
  const signed = Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ]);
  const signatures = [{ sig: sign('sha256', signed, privateKey).toString('base64') }];
  const bundle = {
    mediaType: bundleType,
    verificationMaterial: { publicKey: { hint } },
    dsseEnvelope: { payload: payload.toString('base64'), payloadType, signatures },
  };
  return buildReferrer({
    subject,
    artifactType: bundleType,
    layers: [{ mediaType: bundleType, content: bundle }],
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
      'org.opencontainers.image.created': '2026-01-02T03:04:05Z',
    },
  });
}
