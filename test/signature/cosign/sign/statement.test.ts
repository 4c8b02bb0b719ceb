import { describe, expect, it } from 'vitest';
import { referrerManifest } from '../../../../server/src/signature/cosign/sign/referrer-manifest.ts';
import {
  attestationStatement,
  signatureStatement,
  simpleSigningPayload,
} from '../../../../server/src/signature/cosign/sign/statement.ts';

const hex = 'a'.repeat(64);
const digest = `sha256:${hex}`;
const name = { registry: 'ghcr.io', repository: 'acme/app' };
const hub = { registry: 'docker.io', repository: 'library/nginx' };

describe('what cosign 1 and 2 sign', () => {
  it('is spelled as Go spells it, without annotations', () => {
    expect(simpleSigningPayload(name, digest, {}).toString()).toBe(
      `{"critical":{"identity":{"docker-reference":"ghcr.io/acme/app"},"image":{"docker-manifest-digest":"${digest}"},"type":"cosign container image signature"},"optional":null}`,
    );
  });

  it('names Docker Hub as cosign does', () => {
    expect(simpleSigningPayload(hub, digest, {}).toString()).toContain('"index.docker.io/library/nginx"');
  });

  it.each([
    [{ env: 'prod' }, '{"env":"prod"}'],
    [{ b: '1', a: '2', B: '3' }, '{"B":"3","a":"2","b":"1"}'],
    [{ 10: 'x', 9: 'y' }, '{"10":"x","9":"y"}'],
    [{ html: '<a href="x">&' }, '{"html":"\\u003ca href=\\"x\\"\\u003e\\u0026"}'],
    [{ 이름: '값' }, '{"이름":"값"}'],
    [{ line: 'a\u2028b\nc' }, '{"line":"a\\u2028b\\nc"}'],
    [JSON.parse('{"__proto__":"x"}') as Record<string, string>, '{"__proto__":"x"}'],
  ])('has annotations in the order of their names: %j', (annotations, text) => {
    const payload = simpleSigningPayload(name, digest, annotations).toString();
    expect(payload.slice(payload.indexOf('"optional":') + 11, -1)).toBe(text);
  });
});

describe('the statement of cosign 3', () => {
  it('names the digest, no repository, and annotations where there are some', () => {
    expect(JSON.parse(signatureStatement(digest, {}).toString())).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { sha256: hex } }],
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      predicate: {},
    });
    expect(JSON.parse(signatureStatement(digest, { env: 'prod' }).toString())).toMatchObject({
      subject: [{ digest: { sha256: hex }, annotations: { env: 'prod' } }],
    });
  });

  it('keeps to the algorithm of the digest', () => {
    const sha512 = `sha512:${'b'.repeat(128)}`;
    expect(signatureStatement(sha512, {}).toString()).toContain(`"digest":{"sha512":"${'b'.repeat(128)}"}`);
  });
});

describe('the statement of an attestation', () => {
  it('names the repository too, and is of the version that cosign writes', () => {
    const predicateType = 'https://slsa.dev/provenance/v1';
    expect(
      JSON.parse(attestationStatement(hub, digest, { predicateType, predicate: { a: 1 } }).toString()),
    ).toEqual({
      _type: 'https://in-toto.io/Statement/v0.1',
      subject: [{ name: 'index.docker.io/library/nginx', digest: { sha256: hex } }],
      predicateType,
      predicate: { a: 1 },
    });
  });
});

describe('the manifest of a bundle', () => {
  it('is as cosign 3 writes it', () => {
    const subject = { mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: 1234 };
    const at = Date.UTC(2026, 10, 24, 14, 3, 5, 678);
    const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    expect(
      JSON.parse(referrerManifest(subject, Buffer.from('{"a":1}'), 'https://example.com/p', at).toString()),
    ).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: bundle,
      config: {
        mediaType: 'application/vnd.oci.empty.v1+json',
        artifactType: bundle,
        digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        size: 2,
      },
      layers: [
        {
          mediaType: bundle,
          digest: 'sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862',
          size: 7,
        },
      ],
      subject,
      annotations: {
        'org.opencontainers.image.created': '2026-11-24T14:03:05Z',
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://example.com/p',
      },
    });
  });
});
