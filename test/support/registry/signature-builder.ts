import { type Content, contentOf } from './content.ts';
import { type BuiltManifest, buildArtifact, buildReferrer, type LayerRecipe } from './image-builder.ts';

// Signatures that can be found, in the layouts of the real tools. Nothing here is signed: what must verify comes from
// the recorded vectors.

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const COSIGN_SIGN = 'https://sigstore.dev/cosign/sign/v1';

/** As cosign 3 stores a signature, or an attestation when a predicate type is given: a bundle that refers to the image. */
export function buildBundle(subject: Content, predicateType: string = COSIGN_SIGN): BuiltManifest {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { sha256: subject.digest.replace('sha256:', '') } }],
    predicateType,
    predicate: {},
  };
  const dsse = {
    payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig: 'AA==' }],
  };
  return buildReferrer({
    subject,
    artifactType: BUNDLE,
    layers: [{ mediaType: BUNDLE, content: { mediaType: BUNDLE, dsseEnvelope: dsse } }],
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
      'org.opencontainers.image.created': '2026-01-02T03:04:05Z',
    },
  });
}

/** The tag under which cosign 2 looks for signatures (`sig`), attestations (`att`) or SBOMs (`sbom`) of a digest. */
export function legacyTag(digest: string, suffix: 'sig' | 'att' | 'sbom'): string {
  return `${digest.replace(':', '-')}.${suffix}`;
}

/** As cosign 2 stores signatures under the tag `sha256-<hex>.sig`; one layer each. */
export function buildLegacySignature(subject: Content, count = 1): BuiltManifest {
  const layers = Array.from({ length: count }, (_, position): LayerRecipe => {
    const image = { 'docker-manifest-digest': subject.digest };
    const critical = {
      identity: { 'docker-reference': '' },
      image,
      type: 'cosign container image signature',
    };
    return {
      mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
      content: { critical, optional: count === 1 ? null : { number: String(position) } },
      annotations: { 'dev.cosignproject.cosign/signature': 'AA==' },
    };
  });
  return buildArtifact({
    config: contentOf('application/vnd.oci.image.config.v1+json', { layers: count }),
    layers,
  });
}

/** As cosign 2 stores an attestation under the tag `sha256-<hex>.att`. */
export function buildLegacyAttestation(subject: Content, predicateType: string): BuiltManifest {
  return buildArtifact({
    config: contentOf('application/vnd.oci.image.config.v1+json', { predicateType }),
    layers: [
      {
        mediaType: 'application/vnd.dsse.envelope.v1+json',
        content: {
          payloadType: 'application/vnd.in-toto+json',
          payload: '',
          signatures: [],
          of: subject.digest,
        },
        annotations: { 'dev.cosignproject.cosign/signature': '', predicateType },
      },
    ],
  });
}

/** As `notation sign` stores one. */
export function buildNotationSignature(
  subject: Content,
  envelope: 'jose+json' | 'cose' = 'jose+json',
): BuiltManifest {
  return buildReferrer({
    subject,
    artifactType: 'application/vnd.cncf.notary.signature',
    layers: [{ mediaType: `application/${envelope}`, content: { of: subject.digest } }],
    annotations: { 'io.cncf.notary.x509chain.thumbprint#S256': `["${'0'.repeat(64)}"]` },
  });
}

/** Something that refers to an image and is no signature. */
export function buildSbom(subject: Content): BuiltManifest {
  return buildReferrer({
    subject,
    artifactType: 'application/spdx+json',
    layers: [{ mediaType: 'application/spdx+json', content: { spdxVersion: 'SPDX-2.3' } }],
  });
}
