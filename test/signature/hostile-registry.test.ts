import { describe, expect, it } from 'vitest';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import { HttpError, type HttpResponse } from '../../server/src/registry/ports.ts';
import { discoverSignatures } from '../../server/src/signature/discover.ts';
import { nobodySaid } from '../../server/src/trust/policy.ts';
import { error, index, json, text } from '../registry/memory-registry.ts';
import { setup } from '../registry/setup.ts';
import { assess } from '../support/assess.ts';

const image = { registry: 'registry.example', repository: 'acme/app' };
const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const ociIndex = 'application/vnd.oci.image.index.v1+json';

function world(referrersApi = true) {
  const { registry, client, logger } = setup();
  const repository = registry.host('registry.example', { referrersApi }).repository('acme/app');
  const subject = repository.image('1');
  const hex = subject.digest.slice('sha256:'.length);
  const look = () => discoverSignatures(client, image, subject, { priority: 0, logger });
  /** What the front ends are shown by an engine that sees the image for the first time. */
  const verdict = async () => verdictFor(await assess(registry, 'registry.example/acme/app:1', nobodySaid));
  /** Replaces the answer to every request whose path holds `part`. */
  const spoil = (part: string, answer: HttpResponse | HttpError): void => {
    registry.intercept = (url) => (url.pathname.includes(part) ? answer : undefined);
  };
  return { registry, repository, subject, hex, look, verdict, spoil };
}

describe('a place that could not be read makes the verdict unknown, never unsigned', () => {
  const answers: [name: string, answer: HttpResponse | HttpError, code: string][] = [
    ['no address', new HttpError('dns', 'ENOTFOUND'), 'dns'],
    ['refused', new HttpError('refused', 'ECONNREFUSED'), 'refused'],
    ['reset', new HttpError('reset', 'ECONNRESET'), 'reset'],
    ['TLS', new HttpError('tls', 'self-signed'), 'tls'],
    ['timeout', new HttpError('timeout', '15 s'), 'timeout'],
    ['half a body', new HttpError('truncated', 'half'), 'truncated'],
    ['an endless body', new HttpError('too-large', '4 MiB'), 'too-large'],
    ['an inner address', new HttpError('blocked-address', '169.254.169.254'), 'blocked-address'],
    ['401', error(401, 'UNAUTHORIZED'), 'unauthorized'],
    ['403', error(403, 'DENIED'), 'forbidden'],
    ['429', error(429, 'TOOMANYREQUESTS', { 'retry-after': '3600' }), 'rate-limited'],
    ['500', error(500, 'UNKNOWN'), 'server-error'],
    ['503', text(503, 'busy', { 'retry-after': '120' }), 'server-error'],
  ];
  const places = ['referrers/', '.sig', '.att'];
  it.each(
    answers.flatMap(([name, answer, code]) => places.map((place) => [name, place, answer, code] as const)),
  )('%s at %s', async (_, place, answer, code) => {
    const { look, spoil, verdict } = world();
    spoil(place, answer);
    const discovery = await look();
    expect(discovery.unread.map(({ fault }) => fault.code)).toContain(code);
    expect(await verdict()).toBe('unknown');
  });

  it.each(['.sig', '.att'])('a login page at %s', async (place) => {
    const { look, spoil } = world();
    spoil(place, text(200, '<html>Please log in</html>'));
    const discovery = await look();
    expect(discovery.unread.map(({ fault }) => fault.code)).toEqual(['content-type']);
  });

  it('an index where signature layers should be', async () => {
    const { look, repository, hex } = world();
    repository.index([], `sha256-${hex}.sig`);
    expect((await look()).unread.map(({ fault }) => fault.code)).toEqual(['malformed']);
  });

  it('a manifest that is no JSON object', async () => {
    const { look, spoil } = world();
    spoil('.sig', json(200, [], 'application/vnd.oci.image.manifest.v1+json'));
    expect((await look()).unread.map(({ fault }) => fault.code)).toEqual(['malformed']);
  });

  it('layers that are no descriptors', async () => {
    const { look, repository, hex } = world();
    repository.manifest({ layers: [{ digest: 'sha256:../../etc/passwd', size: 1 }] }, `sha256-${hex}.sig`);
    expect((await look()).unread.map(({ fault }) => fault.code)).toEqual(['malformed']);
  });

  it('a referrer whose bytes were swapped', async () => {
    const { look, repository, subject, registry } = world();
    const signature = repository.manifest({ artifactType: bundle, layers: [], subject });
    registry.intercept = (url) =>
      url.pathname.endsWith(signature.digest)
        ? json(200, { artifactType: 'application/spdx+json' }, 'application/vnd.oci.image.manifest.v1+json')
        : undefined;
    const discovery = await look();
    expect(discovery.unread.map(({ fault }) => fault.code)).toEqual(['digest-mismatch']);
    expect(discovery.others).toEqual([]);
  });

  it('a bundle whose blob was swapped', async () => {
    const { look, repository, subject, registry } = world();
    const layer = { ...repository.blob({ messageSignature: {} }), mediaType: bundle };
    repository.manifest({ artifactType: bundle, layers: [layer], subject });
    registry.intercept = (url) =>
      url.pathname.includes('/blobs/') ? json(200, { dsseEnvelope: {} }) : undefined;
    expect((await look()).unread.map(({ fault }) => fault.code)).toEqual(['digest-mismatch']);
  });

  it('a listed referrer that is not there', async () => {
    const { look, spoil, registry } = world();
    const entry = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 5,
    };
    spoil('/referrers/', json(200, index([entry]), ociIndex));
    expect((await look()).unread.map(({ fault }) => fault.code)).toEqual(['malformed']);
    expect(registry.log).toHaveLength(4);
  });

  it('a referrer of another image', async () => {
    const { look, repository, spoil, verdict } = world();
    const other = repository.image('2');
    const layer = { ...repository.blob({ messageSignature: {} }), mediaType: bundle };
    const foreign = repository.manifest({ artifactType: bundle, layers: [layer], subject: other });
    spoil('/referrers/', json(200, index([foreign]), ociIndex));
    // Kept, since leaving it out would make the image unsigned.
    expect((await look()).signatures.map((record) => record.foreignSubject)).toEqual([other.digest]);
    expect(await verdict()).toBe('invalid');
  });

  it('more layers than anybody signs', async () => {
    const { look, repository, hex, registry } = world();
    const layer = repository.blob({ a: 1 });
    repository.manifest({ layers: new Array(1001).fill(layer) }, `sha256-${hex}.sig`);
    const discovery = await look();
    expect(discovery.signatures).toHaveLength(1000);
    expect(discovery.unread.map(({ fault }) => fault.code)).toEqual(['too-large']);
    expect(registry.log).toHaveLength(3);
  });

  it('more referrers than are looked at', async () => {
    const { look, repository, subject, registry } = world();
    for (let number = 0; number < 201; number++) {
      repository.manifest({
        artifactType: 'application/spdx+json',
        layers: [],
        annotations: { n: `${number}` },
        subject,
      });
    }
    const discovery = await look();
    expect(discovery.others).toHaveLength(200);
    expect(discovery.unread.map(({ fault }) => fault.code)).toEqual(['too-large']);
    expect(registry.log).toHaveLength(203);
  });

  it('more envelopes than are read to learn what they are about', async () => {
    const { look, repository, hex, registry } = world();
    const layers = Array.from({ length: 30 }, (_, n) => repository.blob({ payload: `${n}` }));
    repository.manifest({ layers }, `sha256-${hex}.att`);
    const discovery = await look();
    expect(discovery.unread.map(({ fault }) => fault.code)).toEqual(['too-large']);
    expect(registry.log).toHaveLength(23);
  });

  it('a Notation manifest with two layers', async () => {
    const { look, repository, subject } = world();
    const layer = { ...repository.blob('x'), mediaType: 'application/jose+json' };
    repository.manifest({
      artifactType: 'application/vnd.cncf.notary.signature',
      layers: [layer, layer],
      subject,
    });
    expect((await look()).unread.map(({ fault }) => fault.code)).toEqual(['malformed']);
  });

  it('another image under the fallback tag', async () => {
    const { look, repository, hex } = world(false);
    repository.image(`sha256-${hex}`, { another: 'image' });
    expect((await look()).unread.map(({ fault }) => fault.code)).toEqual(['content-type']);
  });
});

it('an image in its own list of referrers is not one', async () => {
  const { look, repository, subject, hex } = world(false);
  repository.index([subject], `sha256-${hex}`);
  expect(await look()).toEqual({ signatures: [], others: [], unread: [] });
});

describe('request budget', () => {
  const take = (log: string[]): string[] =>
    log
      .splice(0)
      .map((line) => line.replace('https://registry.example/v2/acme/', '').replace(/[0-9a-f]{64}/, 'H'));

  it('is four requests for a cold image where the host has the Referrers API', async () => {
    const { client, registry, logger } = setup();
    const repository = registry.host('registry.example').repository('acme/app');
    repository.image('1');
    const resolution = await client.resolve(image, '1', { priority: 0 });
    if (resolution.state !== 'resolved') throw new Error('not resolved');
    await discoverSignatures(client, image, resolution, { priority: 0, logger });
    expect(take(registry.log).sort()).toEqual([
      'GET app/manifests/sha256-H.att',
      'GET app/manifests/sha256-H.sig',
      'GET app/referrers/sha256:H',
      'HEAD app/manifests/1',
    ]);
  });

  it('is four where it has none, and one more for the whole host to learn that', async () => {
    const { client, registry, logger } = setup();
    const host = registry.host('registry.example', { referrersApi: false });
    const look = async (name: string): Promise<void> => {
      const own = { registry: 'registry.example', repository: `acme/${name}` };
      const resolution = await client.resolve(own, '1', { priority: 0 });
      if (resolution.state !== 'resolved') throw new Error('not resolved');
      await discoverSignatures(client, own, resolution, { priority: 0, logger });
    };
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    for (const name of names) host.repository(`acme/${name}`).image('1', { name });
    await Promise.all(names.map(look));
    const log = take(registry.log);
    expect(log).toHaveLength(4 * names.length + 1);
    expect(log.filter((line) => line.includes('referrers'))).toHaveLength(1);
    await look('a');
    expect(take(registry.log)).toHaveLength(4);
  });

  it('is one more for each referrer', async () => {
    const { look, repository, subject, registry } = world();
    const annotations = { 'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1' };
    for (const n of [1, 2, 3]) {
      const layers = [{ ...repository.blob({ n }), mediaType: bundle }];
      repository.manifest({ artifactType: bundle, layers, subject, annotations });
    }
    expect((await look()).signatures).toHaveLength(3);
    expect(registry.log).toHaveLength(3 + 3);
  });
});
