import { describe, expect, it } from 'vitest';
import { sha256 } from '../../server/src/image/digest.ts';
import { HttpError, type HttpResponse } from '../../server/src/registry/ports.ts';
import { error, index, json, text } from './memory-registry.ts';
import { faultOf, setup } from './setup.ts';

const app = { registry: 'registry.example', repository: 'acme/app' };
const scan = { priority: 3 } as const;
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const ociIndex = 'application/vnd.oci.image.index.v1+json';

function world() {
  const made = setup();
  const repository = made.registry.host('registry.example').repository('acme/app');
  const image = repository.image('1');
  const answer = (method: string, response: HttpResponse | HttpError): void => {
    made.registry.intercept = (_, request) => (request.method === method ? response : undefined);
  };
  return { ...made, repository, image, answer };
}

describe('resolve', () => {
  it('asks by HEAD, with all four manifest types', async () => {
    const { client, registry, image } = world();
    expect(await client.resolve(app, '1', scan)).toEqual({
      state: 'resolved',
      digest: image.digest,
      mediaType: manifestType,
      size: image.size,
    });
    expect(registry.log).toEqual(['HEAD https://registry.example/v2/acme/app/manifests/1']);
    expect(registry.requests[0]?.headers.accept?.split(', ').sort()).toEqual([
      'application/vnd.docker.distribution.manifest.list.v2+json',
      'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.oci.image.manifest.v1+json',
    ]);
  });

  it('asks the API host of Docker Hub', async () => {
    const { client, registry } = setup();
    registry.host('registry-1.docker.io').repository('library/nginx').image('1');
    await client.resolve({ registry: 'docker.io', repository: 'library/nginx' }, '1', scan);
    expect(registry.log).toEqual(['HEAD https://registry-1.docker.io/v2/library/nginx/manifests/1']);
  });

  it.each([
    ['no digest', { 'docker-content-digest': '' }],
    ['a malformed digest', { 'docker-content-digest': 'sha256:beef' }],
    ['no length', { 'content-length': '' }],
    ['no useful type', { 'content-type': 'application/octet-stream' }],
    ['a compressed body', { 'content-encoding': 'gzip' }],
  ])('reads and hashes the manifest when HEAD gives %s', async (_, headers) => {
    const { client, registry, image, answer } = world();
    const sound = {
      'content-type': manifestType,
      'content-length': '5',
      'docker-content-digest': sha256(new Uint8Array()),
    };
    answer('HEAD', { status: 200, headers: { ...sound, ...headers }, body: new Uint8Array() });
    expect(await client.resolve(app, '1', scan)).toMatchObject({ digest: image.digest, size: image.size });
    expect(registry.log.map((line) => line.split(' ')[0])).toEqual(['HEAD', 'GET']);
  });

  it('reads the manifest where HEAD is not allowed', async () => {
    const { client, image, answer } = world();
    answer('HEAD', text(405, ''));
    expect(await client.resolve(app, '1', scan)).toMatchObject({ digest: image.digest });
  });

  it.each([
    ['acme/app', '2', 'tag'],
    ['acme/app', `sha256:${'0'.repeat(64)}`, 'digest'],
    ['acme/nothing', '1', 'repository'],
  ])('%s %s: no such %s', async (repository, tagOrDigest, what) => {
    const { client } = world();
    const name = { registry: 'registry.example', repository };
    expect(await client.resolve(name, tagOrDigest, scan)).toEqual({ state: 'not-found', what });
  });

  it.each([
    ['a page that is no registry answer', text(404, '<h1>Not Found</h1>'), 'malformed'],
    ["Docker Hub's 401 for what is not there", error(401, 'UNAUTHORIZED'), 'unauthorized'],
    ["GHCR's 403 for what is not there", error(403, 'DENIED'), 'forbidden'],
    ['400', error(400, 'NAME_INVALID'), 'malformed'],
    ['a login page', text(200, '<html>'), 'content-type'],
    ['an empty answer', { status: 200, headers: {}, body: new Uint8Array() }, 'content-type'],
    ['JSON that is no manifest', json(200, [1], manifestType), 'malformed'],
  ] as const)('is not "not found" for %s', async (_, answer, code) => {
    const { client, registry } = world();
    registry.intercept = () => answer;
    const fault = await faultOf(client.resolve(app, '1', scan));
    expect(fault).toMatchObject({ code, host: 'registry.example' });
  });

  it('refuses another digest than the one asked for, in the header and in the body', async () => {
    const { client, image, answer, repository } = world();
    const other = repository.image('2');
    const lie = {
      'content-type': manifestType,
      'content-length': '5',
      'docker-content-digest': other.digest,
    };
    answer('HEAD', { status: 200, headers: lie, body: new Uint8Array() });
    expect((await faultOf(client.resolve(app, image.digest, scan))).code).toBe('digest-mismatch');
    answer('GET', json(200, { schemaVersion: 2 }, manifestType, { 'docker-content-digest': image.digest }));
    expect((await faultOf(client.manifest(app, image.digest, scan))).code).toBe('digest-mismatch');
    expect((await faultOf(client.manifest(app, '1', scan))).code).toBe('digest-mismatch');
  });
});

describe('manifest and blob', () => {
  it('hands out what was hashed', async () => {
    const { client, image } = world();
    const manifest = await client.manifest(app, '1', scan);
    expect(manifest).toMatchObject({ digest: image.digest, mediaType: manifestType, size: image.size });
    const { config } = manifest?.content ?? {};
    const bytes = config && (await client.blob(app, config.digest, scan));
    expect(bytes && sha256(bytes)).toBe(config?.digest);
  });

  it('is undefined for what is not there', async () => {
    const { client } = world();
    expect(await client.manifest(app, 'none', scan)).toBeUndefined();
    expect(await client.blob(app, `sha256:${'0'.repeat(64)}`, scan)).toBeUndefined();
  });

  it('takes the manifest at its own word when the content type says nothing', async () => {
    const { client, answer } = world();
    answer('GET', json(200, { schemaVersion: 2, mediaType: manifestType, layers: [] }));
    expect((await client.manifest(app, '1', scan))?.mediaType).toBe(manifestType);
  });

  it('refuses a swapped blob', async () => {
    const { client, answer } = world();
    answer('GET', json(200, 'other'));
    expect((await faultOf(client.blob(app, `sha256:${'1'.repeat(64)}`, scan))).code).toBe('digest-mismatch');
  });

  it('limits what it reads: 4 MiB for manifests, 32 MiB for blobs', async () => {
    const { client, registry } = world();
    await client.manifest(app, '1', scan);
    await client.blob(app, `sha256:${'0'.repeat(64)}`, scan);
    expect(registry.requests.map(({ maxBytes }) => maxBytes)).toEqual([4 * 1024 ** 2, 32 * 1024 ** 2]);
    registry.intercept = (_, { maxBytes }) => ({
      status: 200,
      headers: {},
      body: new Uint8Array(maxBytes + 1),
    });
    expect((await faultOf(client.manifest(app, '1', scan))).code).toBe('too-large');
  });

  it.each(['169.254.169.254', '2852039166:80', 'metadata:80', 'ghcr.i'])('never asks %s', async (host) => {
    const { client, registry } = world();
    const fault = await faultOf(client.resolve({ registry: host, repository: 'a' }, '1', scan));
    expect(fault).toMatchObject({ code: 'blocked-address', host });
    expect(registry.log).toEqual([]);
  });

  it('is over when the signal says so', async () => {
    const { client, registry } = world();
    const signal = AbortSignal.abort();
    expect((await faultOf(client.resolve(app, '1', { priority: 0, signal }))).code).toBe('aborted');
    expect(registry.log).toEqual([]);
  });
});

describe('referrers', () => {
  const descriptor = (digit: string) => ({
    mediaType: manifestType,
    digest: `sha256:${digit.repeat(64)}`,
    size: 1,
  });
  const page = (digits: string, link?: string): HttpResponse =>
    json(200, index([...digits].map(descriptor)), ociIndex, link === undefined ? {} : { link });

  it('reads every page', async () => {
    const { client, registry } = world();
    registry.intercept = ({ search }) =>
      search === ''
        ? page('ab', '<?page=2>; rel="next"')
        : search === '?page=2'
          ? page('c', '<?page=3>; rel="next"')
          : page('d');
    const list = await client.referrers(app, descriptor('0').digest, scan);
    expect(list.descriptors.map(({ digest }) => digest[7])).toEqual(['a', 'b', 'c', 'd']);
    expect(list).not.toHaveProperty('incomplete');
    expect(registry.log).toHaveLength(3);
  });

  it.each([
    [
      'goes round in a circle',
      page('a', '<?page=2>; rel="next"'),
      page('b', '<?page=2>; rel="next"'),
      'malformed',
    ],
    ['leads to another host', page('a', '<https://evil.example/v2/x>; rel="next"'), undefined, 'malformed'],
    ['leads out of the API', page('a', '</admin>; rel="next"'), undefined, 'malformed'],
    ['leads to plain http', page('a', '<http://registry.example/v2/x>; rel="next"'), undefined, 'malformed'],
    ['breaks off', page('a', '<?page=2>; rel="next"'), new HttpError('timeout', '15 s'), 'timeout'],
    ['turns into something else', page('a', '<?page=2>; rel="next"'), text(200, '<html>'), 'malformed'],
    [
      'has entries that are no descriptors',
      json(200, index([{ digest: 'x' }]), ociIndex),
      undefined,
      'malformed',
    ],
  ])('says that a list is incomplete which %s', async (_, first, second, code) => {
    const { client, registry } = world();
    registry.intercept = ({ search }) => (search === '' ? first : second);
    const list = await client.referrers(app, descriptor('0').digest, scan);
    expect(list.incomplete?.code).toBe(code);
    expect(registry.log.length).toBeLessThanOrEqual(2);
    expect(registry.log.every((line) => line.includes('https://registry.example/v2/'))).toBe(true);
  });

  it('stops reading a list without end', async () => {
    const { client, registry } = world();
    let number = 1;
    registry.intercept = () => page('a', `<?page=${++number}>; rel="next"`);
    const list = await client.referrers(app, descriptor('0').digest, scan);
    expect(list.incomplete?.code).toBe('too-large');
    expect(registry.log).toHaveLength(20);
  });

  it.each([
    ['404', text(404, '404 page not found')],
    ['400', error(400, 'UNSUPPORTED')],
    ['406', text(406, '')],
  ])('reads the fallback tag after %s', async (_, answer) => {
    const { client, registry, repository, image } = world();
    const signature = repository.manifest({ artifactType: 'application/x', layers: [], subject: image });
    repository.index([signature], image.digest.replace(':', '-'));
    registry.intercept = ({ pathname }) => (pathname.includes('/referrers/') ? answer : undefined);
    expect(await client.referrers(app, image.digest, scan)).toMatchObject({
      source: 'fallback-tag',
      descriptors: [{ digest: signature.digest }],
    });
    registry.take();
    await client.referrers(app, image.digest, scan);
    expect(registry.take()).toHaveLength(1);
  });

  it.each([
    ['another content type', json(200, index([]), 'application/json')],
    ['a login page', text(200, '<html>')],
    ['another status', text(418, '')],
  ])(
    'reads the fallback tag after %s, and does not learn from it nor take its absence for proof',
    async (_, answer) => {
      const { client, registry, repository, image } = world();
      registry.intercept = ({ pathname }) => (pathname.includes('/referrers/') ? answer : undefined);
      expect(await client.referrers(app, image.digest, scan)).toMatchObject({
        descriptors: [],
        incomplete: { code: 'content-type', host: 'registry.example' },
      });
      const signature = repository.manifest({ artifactType: 'application/x', layers: [], subject: image });
      repository.index([signature], image.digest.replace(':', '-'));
      registry.take();
      const list = await client.referrers(app, image.digest, scan);
      expect(list.descriptors).toMatchObject([{ digest: signature.digest }]);
      expect(list.incomplete).toBeUndefined();
      expect(registry.take()).toHaveLength(2);
    },
  );

  it('does not learn from a repository that is not there', async () => {
    const { client, registry, image } = world();
    await client.referrers({ ...app, repository: 'acme/none' }, image.digest, scan);
    registry.take();
    await client.referrers(app, image.digest, scan);
    expect(registry.take()).toEqual([`GET https://registry.example/v2/acme/app/referrers/${image.digest}`]);
  });

  it('learns again after an hour', async () => {
    const { client, registry, clock, image } = world();
    registry.intercept = ({ pathname }) => (pathname.includes('/referrers/') ? text(404, '') : undefined);
    await client.referrers(app, image.digest, scan);
    clock.advance(60 * 60 * 1000);
    registry.take();
    await client.referrers(app, image.digest, scan);
    expect(registry.take()).toHaveLength(2);
  });

  it('lets everybody ask for himself when the first look-up of a host fails', async () => {
    const { client, registry, image } = world();
    let first = true;
    registry.intercept = () => {
      const answer = first ? new HttpError('tls', 'bad') : undefined;
      first = false;
      return answer;
    };
    const looks = [1, 2, 3].map(() => client.referrers(app, image.digest, scan));
    const results = await Promise.allSettled(looks);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });
});

describe('mirrors', () => {
  const settings = (registry: string) =>
    registry === 'docker.io' ? { mirror: 'mirror.corp.example/hub' } : {};
  const nginx = { registry: 'docker.io', repository: 'library/nginx' };

  function mirrored() {
    const made = setup({ settings });
    const own = made.registry.host('registry-1.docker.io').repository('library/nginx');
    const mirror = made.registry.host('mirror.corp.example').repository('hub/library/nginx');
    return { ...made, own, mirror };
  }

  it('answer instead of the registry', async () => {
    const { client, registry, mirror } = mirrored();
    const image = mirror.image('1');
    expect(await client.resolve(nginx, '1', scan)).toMatchObject({ digest: image.digest });
    expect(registry.log).toEqual(['HEAD https://mirror.corp.example/v2/hub/library/nginx/manifests/1']);
  });

  it.each([
    ['has no such image', undefined],
    ['is down', new HttpError('refused', 'down')],
    ['lies', json(200, { schemaVersion: 2, mediaType: manifestType }, manifestType)],
  ])('are passed over when one %s', async (_, answer) => {
    const { client, registry, own } = mirrored();
    const image = own.image('1');
    registry.intercept = ({ host }) => (host === 'mirror.corp.example' ? answer : undefined);
    expect((await client.manifest(nginx, image.digest, scan))?.digest).toBe(image.digest);
  });

  it('are not proof that nothing is there', async () => {
    const { client, registry } = mirrored();
    registry.intercept = ({ host }) =>
      host === 'mirror.corp.example' ? undefined : new HttpError('dns', 'no');
    expect((await faultOf(client.manifest(nginx, '1', scan))).code).toBe('dns');
  });

  it('get their own credentials, never those of the registry', async () => {
    const hub = { type: 'basic', username: 'hub', password: 'secret' } as const;
    const { registry, client } = setup({ settings, credentials: { 'docker.io': hub } });
    registry.intercept = ({ host }) =>
      host === 'mirror.corp.example'
        ? { ...error(401, 'UNAUTHORIZED'), headers: { 'www-authenticate': 'Basic realm="x"' } }
        : new HttpError('dns', 'no');
    await faultOf(client.manifest(nginx, '1', scan));
    expect(registry.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('that make no sense are not asked', async () => {
    const { registry, client } = setup({ settings: () => ({ mirror: 'MIRROR/Nonsense!' }) });
    registry.host('registry.example').repository('acme/app').image('1');
    expect(await client.resolve(app, '1', scan)).toMatchObject({ state: 'resolved' });
    expect(registry.log).toHaveLength(1);
  });
});
