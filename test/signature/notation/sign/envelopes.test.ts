import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { decode } from 'cborg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  NotationAlgorithm,
  NotationFormat,
  NotationSignRequest,
} from '../../../../server/src/signature/signing.ts';
import { loadNotation } from '../../../../server/src/trust/notation/load-notation.ts';
import { signImage } from '../../../../server/src/trust/sign-image.ts';
import {
  keyMakers,
  makeChain,
  notationRequest,
  openKey,
  signingClock,
} from '../../../support/notation-signing.ts';
import { makeSigner } from '../../../support/pki/certificate.ts';
import { type Registry, startRegistry } from '../../../support/registry/index.ts';
import { pushImage, signingWorld, type TestImage, whatIsFound } from '../../../support/signing.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry({ hosts: { 'old.localhost': { referrers: false } } });
});
afterAll(() => registry.close());

const world = () => signingWorld({ clock: signingClock() });
const algorithms = Object.keys(keyMakers) as NotationAlgorithm[];

describe.each(['jws', 'cose'] as const)('%s', (format) => {
  it.each(algorithms)(
    '%s: made, pushed, read back and trusted under its own root alone',
    async (algorithm) => {
      const key = openKey(makeChain(keyMakers[algorithm]()));
      const image = pushImage(registry, { text: `${format} ${algorithm}` });
      const [signed] = await signImage(
        notationRequest(image, { format, signer: { type: 'certified', key } }),
        world(),
      );
      expect(signed).toMatchObject({ subject: image.subject.digest, layout: 'notation' });
      expect(signed?.report).toMatchObject({
        verdict: 'trusted',
        verified: true,
        signer: { type: 'x509', subject: 'CN=app,O=Acme,ST=WA,C=US', fingerprint: key.fingerprint },
        notation: {
          ...{ format, algorithm, scheme: 'notary.x509', agent: 'imageseal/1.2.3' },
          signedAt: Date.UTC(2026, 10, 20, 12, 0, 0),
        },
      });
      expect(await whatIsFound(image)).toMatchObject([
        { layout: 'notation', manifestDigest: signed?.manifest },
      ]);
    },
  );

  it('is listed under a tag where the registry keeps no list of referrers', async () => {
    const image = pushImage(registry, { text: `old ${format}` }, 'old.localhost');
    const [signed] = await signOne(image, { format });
    expect(signed?.report.verdict).toBe('trusted');
  });

  it('carries user metadata and an expiry', async () => {
    const image = pushImage(registry, { text: `metadata ${format}` });
    const annotations = { 'io.example.env': 'prod', build: '17' };
    const [signed] = await signOne(image, { format, annotations, expiry: 3600 });
    expect(signed?.report).toMatchObject({
      annotations,
      notation: { expiresAt: Date.UTC(2026, 10, 20, 13, 0, 0) },
    });
  });

  it('signs with a certificate that signs itself', async () => {
    const image = pushImage(registry, { text: `self ${format}` });
    const key = openKey(makeSigner(undefined));
    const [signed] = await signOne(image, { format, signer: { type: 'certified', key } });
    expect(signed?.report).toMatchObject({ verdict: 'trusted', signer: { fingerprint: key.fingerprint } });
  });
});

const signOne = (image: TestImage, changes: Partial<NotationSignRequest> = {}) =>
  signImage(
    notationRequest(image, { signer: { type: 'certified', key: openKey(makeChain()) }, ...changes }),
    world(),
  );

/** What is made of a manifest, and by whom. */
async function made(format: NotationFormat, changes: Partial<NotationSignRequest> = {}) {
  const holder = makeChain();
  const key = openKey(holder);
  const { makeSignature } = (await loadNotation()).signing;
  const subject = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${'a'.repeat(64)}`,
    size: 472,
  };
  const image = { name: { registry: 'r.example', repository: 'app' }, subject };
  const request = notationRequest(image, { format, signer: { type: 'certified', key }, ...changes });
  const { clock, http, logger, signal } = world();
  return {
    ...(await makeSignature(subject, request, key, { clock, http, logger, signal })),
    holder,
    subject,
  };
}

const payload =
  '{"targetArtifact":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:' +
  `${'a'.repeat(64)}","size":472}}`;

describe('a JWS', () => {
  it('has the members of notation, and a signature that node:crypto verifies', async () => {
    const { bytes, mediaType, holder } = await made('jws', { expiry: 60 });
    expect(mediaType).toBe('application/jose+json');
    const envelope = JSON.parse(Buffer.from(bytes).toString());
    expect(Object.keys(envelope)).toEqual(['payload', 'protected', 'header', 'signature']);
    expect(Buffer.from(envelope.protected, 'base64url').toString()).toBe(
      '{"alg":"ES256","crit":["io.cncf.notary.signingScheme","io.cncf.notary.expiry"],' +
        '"cty":"application/vnd.cncf.notary.payload.v1+json","io.cncf.notary.expiry":"2026-11-20T12:01:00Z",' +
        '"io.cncf.notary.signingScheme":"notary.x509","io.cncf.notary.signingTime":"2026-11-20T12:00:00Z"}',
    );
    expect(Buffer.from(envelope.payload, 'base64url').toString()).toBe(payload);
    expect(envelope.header).toEqual({
      x5c: holder.chain.map((der) => der.toString('base64')),
      'io.cncf.notary.signingAgent': 'imageseal/1.2.3',
    });
    const signed = Buffer.from(`${envelope.protected}.${envelope.payload}`);
    const key = { key: holder.keys.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', signed, key, Buffer.from(envelope.signature, 'base64url'))).toBe(true);
  });
});

describe('a COSE_Sign1 message', () => {
  it('has the bytes of notation, and a signature that node:crypto verifies', async () => {
    const { bytes, mediaType, holder } = await made('cose', { expiry: 60 });
    expect(mediaType).toBe('application/cose');
    const tags = {
      18: (value: () => unknown) => value(),
      1: (value: () => unknown) => ({ seconds: value() }),
    };
    const message = decode(bytes, { useMaps: true, tags }) as [
      Uint8Array,
      Map<unknown, unknown>,
      Uint8Array,
      Uint8Array,
    ];
    const [header, unprotected, content, signature] = message;
    expect(Buffer.from(bytes.subarray(0, 2)).toString('hex')).toBe('d284');
    // The order in which Go sorts: the shortest first.
    expect([...(decode(header, { useMaps: true, tags }) as Map<unknown, unknown>)]).toEqual([
      [1, -7],
      [2, ['io.cncf.notary.signingScheme', 'io.cncf.notary.expiry']],
      [3, 'application/vnd.cncf.notary.payload.v1+json'],
      ['io.cncf.notary.expiry', { seconds: Date.UTC(2026, 10, 20, 12, 1, 0) / 1000 }],
      ['io.cncf.notary.signingTime', { seconds: Date.UTC(2026, 10, 20, 12, 0, 0) / 1000 }],
      ['io.cncf.notary.signingScheme', 'notary.x509'],
    ]);
    expect([...unprotected.keys()]).toEqual([33, 'io.cncf.notary.signingAgent']);
    expect(unprotected.get(33)).toEqual(holder.chain.map((der) => new Uint8Array(der)));
    expect(Buffer.from(content).toString()).toBe(payload);
    const text = (each: Uint8Array) => Buffer.concat([Buffer.of(0x58, each.length), each]);
    const signed = Buffer.concat([
      Buffer.of(0x84, 0x6a),
      Buffer.from('Signature1'),
      text(header),
      Buffer.of(0x40),
      text(content),
    ]);
    const key = {
      key: createPublicKey(new X509Certificate(holder.der).publicKey.export({ format: 'pem', type: 'spki' })),
      dsaEncoding: 'ieee-p1363',
    } as const;
    expect(verify('sha256', signed, key, signature)).toBe(true);
  });
});

it('is attached by a manifest as notation writes it', async () => {
  const { manifest, bytes, holder, subject, config } = await made('jws');
  const thumbprints = holder.chain.map((der) =>
    new X509Certificate(der).fingerprint256.replaceAll(':', '').toLowerCase(),
  );
  expect(JSON.parse(Buffer.from(manifest!).toString())).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.cncf.notary.signature',
      digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      size: 2,
    },
    layers: [
      {
        mediaType: 'application/jose+json',
        digest: expect.stringMatching(/^sha256:/),
        size: bytes.byteLength,
      },
    ],
    subject,
    annotations: {
      'io.cncf.notary.x509chain.thumbprint#S256': JSON.stringify(thumbprints),
      'org.opencontainers.image.created': '2026-11-20T12:00:00Z',
    },
  });
  expect(Buffer.from(config!).toString()).toBe('{}');
});
