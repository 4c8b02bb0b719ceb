import { afterEach, describe, expect, it } from 'vitest';
import { describeFault } from '../../server/src/registry/fault-message.ts';
import {
  buildBundle,
  buildImage,
  digestOf,
  fallbackTag,
  type HostOptions,
  type ScriptedFault,
} from '../support/registry/index.ts';
import { attach, options, repositoryOf, start, stopAll, type WriterOptions, writerOf } from './pushing.ts';
import { faultOf } from './setup.ts';

afterEach(stopAll);

const image = buildImage();
const bundle = buildBundle(image);
const tag = fallbackTag(image.digest);
const bytes = new TextEncoder().encode('a signature');
const without = { referrers: false } as const;

async function setUp(hostOptions: HostOptions = {}, more: WriterOptions = {}) {
  const registry = await start({ defaults: hostOptions });
  const repository = repositoryOf(registry);
  repository.push(image, '1.0');
  return { registry, ...writerOf(more), ...repository };
}

function says(status: number, code: string, headers: Record<string, string> = {}): ScriptedFault {
  return { kind: 'status', status, headers, body: JSON.stringify({ errors: [{ code, message: 'sorry' }] }) };
}

describe('a registry that does not take it', () => {
  const cases: readonly [string, ScriptedFault, string, RegExp][] = [
    [
      'that is read-only',
      says(405, 'UNSUPPORTED'),
      'read-only',
      /takes no pushes.*HTTP 405 UNSUPPORTED: sorry/,
    ],
    ['that knows no pushes', says(501, 'UNKNOWN'), 'read-only', /takes no pushes/],
    [
      'that forbids it',
      says(403, 'DENIED'),
      'forbidden',
      /does not let you write to .*HTTP 403 DENIED: sorry/,
    ],
    ['that forbids it in an unusual way', says(412, 'DENIED'), 'forbidden', /does not let you write to/],
    ['that wants a login', says(401, 'X', { 'www-authenticate': 'Basic' }), 'unauthorized', /docker login/],
    ['whose quota is used up', says(413, 'SIZE_INVALID'), 'quota', /has no room .*HTTP 413/],
    ['whose disk is full', says(507, 'UNKNOWN'), 'quota', /has no room/],
    ['where somebody must pay', says(402, 'UNKNOWN'), 'quota', /has no room/],
    ['that wants silence', says(429, 'X', { 'retry-after': '3600' }), 'rate-limited', /too many requests/],
    [
      'that does not know the repository',
      says(404, 'NAME_UNKNOWN'),
      'rejected',
      /check that the repository exists/,
    ],
    [
      'that finds fault with it',
      says(400, 'MANIFEST_INVALID'),
      'rejected',
      /does not accept .*MANIFEST_INVALID/,
    ],
  ];

  it.each(cases)('%s, be it a blob', async (_, answer, code, sentence) => {
    const { registry, writer, name } = await setUp();
    registry.setFault({ method: 'POST' }, answer);
    const fault = await faultOf(writer.putBlob(name, bytes, options));
    expect(fault).toMatchObject({ code, writing: true });
    expect(describeFault(fault)).toMatch(sentence);
    expect(describeFault(fault)).toContain(name.registry);
    expect(registry.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it.each(cases)('%s, be it a manifest, and nothing is listed', async (_, answer, code) => {
    const { registry, writer, name, manifest } = await setUp(without);
    registry.setFault({ method: 'PUT', path: 'manifests/' }, answer);
    expect(await faultOf(attach(writer, name, bundle))).toMatchObject({ code, writing: true });
    expect(await manifest(bundle.digest)).toBeUndefined();
    expect(await manifest(tag)).toBeUndefined();
  });

  it('but for the tag of the list', async () => {
    const { registry, writer, name } = await setUp(without);
    registry.setFault({ method: 'PUT', path: `manifests/${tag}` }, says(400, 'TAG_INVALID'));
    expect(await faultOf(attach(writer, name, bundle))).toMatchObject({ code: 'rejected' });
  });

  it('or keeps something else', async () => {
    const { registry, writer, name } = await setUp();
    const value = digestOf(bytes);
    registry.setFault({ method: 'PUT', path: 'manifests/' }, { kind: 'digest-header', value });
    expect(await faultOf(attach(writer, name, bundle))).toMatchObject({ code: 'digest-mismatch' });
  });
});

describe('a connection that breaks', () => {
  const uploads = { method: 'PUT', path: 'blobs/uploads/' };
  const manifests = { method: 'PUT', path: `manifests/${bundle.digest}` };
  const lists = { method: 'PUT', path: `manifests/${tag}` };

  it.each([
    ['before it arrived: a new upload is begun', 'drop', 2],
    ['after it arrived: it is not uploaded again', 'reset', 1],
  ] as const)('during an upload, %s', async (_, kind, times) => {
    const { registry, writer, name, blob } = await setUp();
    registry.setFault({ ...uploads, times: 1 }, { kind });
    await writer.putBlob(name, bytes, options);
    expect(await blob(digestOf(bytes))).toBe('a signature');
    const begun = registry.requests.filter(({ method }) => method === 'POST');
    expect(begun).toHaveLength(times);
  });

  it('during every upload ends it', async () => {
    const { registry, writer, name } = await setUp();
    registry.setFault(uploads, { kind: 'drop' });
    expect(await faultOf(writer.putBlob(name, bytes, options))).toMatchObject({
      code: 'reset',
      writing: true,
    });
    expect(registry.requests.filter(({ method }) => method === 'PUT')).toHaveLength(3);
  });

  it('between blob and manifest leaves no signature', async () => {
    const { registry, writer, client, name, blob } = await setUp();
    registry.setFault(manifests, { kind: 'drop' });
    expect(await faultOf(attach(writer, name, bundle))).toMatchObject({ code: 'reset', writing: true });
    registry.clearFaults();
    expect(await blob(bundle.blobs[1]?.digest ?? '')).toBeDefined();
    expect((await client.referrers(name, image.digest, options)).descriptors).toEqual([]);
  });

  it('between manifest and list leaves no signature', async () => {
    const { registry, writer, client, name, manifest } = await setUp(without);
    registry.setFault(lists, { kind: 'drop' });
    expect(await faultOf(attach(writer, name, bundle))).toMatchObject({ code: 'reset', writing: true });
    expect(registry.log.lines().filter((line) => line.endsWith(tag) && line.startsWith('PUT'))).toHaveLength(
      3,
    );
    registry.clearFaults();
    expect(await manifest(bundle.digest)).toBeDefined();
    expect((await client.referrers(name, image.digest, options)).descriptors).toEqual([]);
  });

  it.each(['drop', 'reset'] as const)('once while the list is written (%s) does no harm', async (kind) => {
    const { registry, writer, name, manifest } = await setUp(without);
    registry.setFault({ ...manifests, times: 1 }, { kind });
    registry.setFault({ ...lists, times: 1 }, { kind });
    expect(await attach(writer, name, bundle)).toMatchObject({ layout: 'fallback-tag' });
    expect((await manifest(tag))?.manifests?.map(({ digest }) => digest)).toEqual([bundle.digest]);
  });
});

describe('a blob that somebody else writes again', () => {
  const unseen = says(400, 'MANIFEST_BLOB_UNKNOWN');
  const puts = (registry: { readonly log: { lines(): readonly string[] } }, what: string) =>
    registry.log.lines().filter((line) => line.startsWith('PUT') && line.endsWith(what));

  it.each([bundle.digest, tag])('is not seen for a moment by who takes %s: it is put again', async (what) => {
    const { registry, writer, name, manifest } = await setUp(without);
    registry.setFault({ method: 'PUT', path: `manifests/${what}`, times: 2 }, unseen);
    expect(await attach(writer, name, bundle)).toMatchObject({ layout: 'fallback-tag' });
    expect((await manifest(tag))?.manifests?.map(({ digest }) => digest)).toEqual([bundle.digest]);
    expect(puts(registry, what)).toHaveLength(3);
  });

  it('and is never seen: that is said', async () => {
    const { registry, writer, name } = await setUp(without);
    registry.setFault({ method: 'PUT', path: `manifests/${bundle.digest}` }, unseen);
    const fault = await faultOf(attach(writer, name, bundle));
    expect(fault).toMatchObject({ code: 'blob-unknown', writing: true });
    expect(describeFault(fault)).toMatch(/does not accept .*MANIFEST_BLOB_UNKNOWN/);
    expect(puts(registry, bundle.digest)).toHaveLength(3);
  });
});

describe('a token', () => {
  const user = { username: 'ann', password: 'pw' };
  const credential = { type: 'basic', ...user } as const;
  const bearer = { auth: { mode: 'bearer', ...user } } as const;

  it('is asked for by what is done: reading never has one that may write', async () => {
    const { registry, writer, client, name } = await setUp(bearer, { credential });
    const asked = () => {
      const lines = registry.log.lines().filter((line) => line.includes('/token?'));
      return lines.map((line) => new URL(line.split(' ')[1] ?? '', registry.url).searchParams.get('scope'));
    };
    await client.manifest(name, '1.0', options);
    expect(asked()).toEqual(['repository:acme/app:pull']);
    await attach(writer, name, bundle);
    expect(asked()).toEqual(['repository:acme/app:pull', 'repository:acme/app:pull,push']);
    const tokenOf = (method: string, path: string) =>
      registry.requests.findLast((each) => each.method === method && each.path.includes(path))?.headers
        .authorization;
    await client.manifest(name, '1.0', options);
    expect(tokenOf('GET', 'manifests/1.0')).not.toBe(tokenOf('PUT', 'manifests/'));
    expect(tokenOf('HEAD', 'blobs/')).toBe(tokenOf('PUT', 'manifests/'));
    expect(asked()).toHaveLength(2);
  });

  it('that may read only is said to be that', async () => {
    const { writer, client, name } = await setUp({ auth: { ...bearer.auth, anonymousPull: true } });
    await client.manifest(name, '1.0', options);
    const fault = await faultOf(writer.putBlob(name, bytes, options));
    expect(fault).toMatchObject({ code: 'unauthorized', anonymous: true, writing: true });
    expect(describeFault(fault)).toContain('nobody write to');
    await client.manifest(name, '1.0', options);
  });

  it('that has expired is replaced in the middle', async () => {
    const { registry, writer, name, manifest } = await setUp(
      { ...without, auth: { ...bearer.auth, anonymousPull: true } },
      { credential },
    );
    const again = says(401, 'UNAUTHORIZED', {
      'www-authenticate': `Bearer realm="${registry.url}/token",service="${registry.host}"`,
    });
    registry.setFault({ method: 'PUT', path: 'blobs/uploads/', times: 1 }, again);
    registry.setFault({ method: 'PUT', path: `manifests/${tag}`, times: 1 }, again);
    await attach(writer, name, bundle);
    expect(registry.requests.filter(({ path }) => path.includes('pull%2Cpush'))).toHaveLength(3);
    expect(await manifest(tag)).toBeUndefined();
  });
});

describe('giving up', () => {
  it.each(['blobs/', 'uploads/', `manifests/${bundle.digest}`, 'referrers/', `manifests/${tag}`, '/token'])(
    'is heard while %s is waited for',
    async (path) => {
      const bearer = path === '/token' ? { auth: { mode: 'bearer' } as const } : {};
      const { registry, writer, name } = await setUp({ ...without, ...bearer });
      registry.setFault({ path }, { kind: 'hang' });
      const controller = new AbortController();
      const pushed = faultOf(attach(writer, name, bundle, { signal: controller.signal }));
      await expect.poll(() => registry.requests.some((each) => each.path.includes(path))).toBe(true);
      controller.abort();
      expect(await pushed).toMatchObject({ code: 'aborted', writing: true });
    },
  );

  it('is heard while others are waited for', async () => {
    const controller = new AbortController();
    const clock = { now: () => 0, after: () => () => undefined };
    const { registry, writer, name, manifest } = await setUp(without, { clock });
    const pushed = faultOf(attach(writer, name, bundle, { signal: controller.signal }));
    await expect.poll(() => manifest(tag)).toBeDefined();
    controller.abort();
    expect(await pushed).toMatchObject({ code: 'aborted', writing: true });
    expect(registry.requests.every(({ status }) => status !== undefined)).toBe(true);
  });
});
