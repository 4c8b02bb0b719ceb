import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chainPem, keyPem } from '../support/notation-signing.ts';
import { type Holder, makeIntermediate, makeRoot, makeSigner } from '../support/pki/certificate.ts';
import { makeCrl } from '../support/pki/crl.ts';
import { type Registry, type ScriptedFault, startRegistry } from '../support/registry/index.ts';
import { Workspace } from './support/run-cli.ts';
import { runMain } from './support/run-main.ts';
import { type PushedImage, pushImage } from './support/signing.ts';

/**
 * A registry, or whoever keeps the revocation list, lies or fails in every way while a signed image is verified. Whatever
 * comes, the image is "trusted" only when its good signature was read, and never "unsigned", since it has one.
 */

let registry: Registry;
let workspace: Workspace;
let answer: RequestListener;
const lists = createServer((request, response) => answer(request, response));
let signer: Holder;
let issuer: Holder;
const images: Record<string, PushedImage> = {};

const policy = JSON.stringify({
  version: '1.0',
  trustPolicies: [
    {
      name: 'all',
      registryScopes: ['*'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:acme'],
      trustedIdentities: ['x509.subject: C=US, ST=WA, O=Acme'],
    },
  ],
});

const right: RequestListener = (_, response) => response.end(makeCrl(issuer));

beforeAll(async () => {
  registry = await startRegistry();
  await new Promise<void>((resolve) => lists.listen(0, '127.0.0.1', resolve));
  const { port } = lists.address() as AddressInfo;
  const root = makeRoot();
  issuer = makeIntermediate(root);
  signer = makeSigner(issuer, { crl: [[`http://127.0.0.1:${port}/ca.crl`]] });
  workspace = new Workspace({
    'app.key': keyPem(signer.keys),
    'app.crt': chainPem(signer.chain),
    'policy.json': policy,
    'truststore/x509/ca/acme/root.crt': chainPem([root.der]),
  });
  answer = right;
  for (const host of ['notary.localhost', 'plain.localhost']) {
    const image = pushImage(registry, {}, host);
    const files = ['--key', 'app.key', '--certificate', 'app.crt', '--yes'];
    const { code, stderr } = await runMain(workspace, ['sign', '--notation', ...files, image.exact]);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    images[host] = image;
  }
}, 60_000);

afterAll(async () => {
  workspace?.remove();
  lists.close();
  await registry?.close();
});

interface Found {
  readonly verdict: string;
  readonly reasons: readonly string[];
}

async function verify(image: PushedImage): Promise<Found> {
  const trust = ['--trust-policy', 'policy.json', '--trust-store', 'truststore'];
  const { stdout, stderr, code } = await runMain(workspace, ['verify', '-o', 'json', ...trust, image.exact]);
  expect(stderr).toBe('');
  const [found]: Found[] = JSON.parse(stdout);
  expect(code === 0).toBe(found!.verdict === 'trusted');
  return found!;
}

const html = '<!doctype html><title>Sign in</title>';
const status = (code: number, body = ''): ScriptedFault => ({ kind: 'status', status: code, body });

/** What goes wrong with an answer, whatever was asked for. */
const faults: readonly (readonly [string, ScriptedFault])[] = [
  ['401', status(401)],
  ['403', status(403)],
  ['429', { ...status(429), headers: { 'retry-after': '3600' } } as ScriptedFault],
  ['500', status(500)],
  [
    'a page to sign in',
    { kind: 'status', status: 200, headers: { 'content-type': 'text/html' }, body: html },
  ],
  ['a page that says it is JSON', { kind: 'body', body: html }],
  ['an empty object', { kind: 'body', body: '{}' }],
  ['an empty list', { kind: 'body', body: '[]' }],
  ['nothing', { kind: 'body', body: '' }],
  ['another type', { kind: 'content-type', value: 'text/html' }],
  ['half of it', { kind: 'half-body' }],
  ['a connection that breaks', { kind: 'reset' }],
  ['a redirect to metadata', { kind: 'redirect', location: 'http://169.254.169.254/latest/' }],
  ['a redirect to itself', { kind: 'redirect', location: '/v2/' }],
];

/** It is asked again in these cases, which takes seconds: once is enough. */
const repeated = new Set(['500', 'half of it', 'a connection that breaks']);

describe.each(['notary.localhost', 'plain.localhost'])('with a registry (%s)', (host) => {
  afterEach(() => registry.clearFaults());

  it('that is honest the image is trusted', async () => {
    expect((await verify(images[host]!)).verdict).toBe('trusted');
  });

  const struck = faults.filter(([what]) => host === 'notary.localhost' || !repeated.has(what));

  it.each(struck)('that answers with %s, wherever it does, it is unknown', async (what, fault) => {
    const image = images[host]!;
    const [manifest, list] = [image.digest, image.digest.replace(':', '-')];
    const places: Record<string, RegExp> = {
      image: new RegExp(`/manifests/${manifest}$`),
      list: new RegExp(`/referrers/${manifest}|/manifests/${list}$`),
      'signature manifest': new RegExp(`/manifests/(?!${manifest})sha256:`),
      envelope: /\/blobs\//,
    };
    for (const [place, path] of Object.entries(places)) {
      registry.clearFaults();
      registry.setFault({ host, path }, fault);
      const { verdict, reasons } = await verify(image);
      // Labels are looked at where a body may be anything; a blob is its bytes, whatever they are called.
      const read = what === 'another type' && place === 'envelope';
      expect([place, verdict], reasons.join(' ')).toEqual([place, read ? 'trusted' : 'unknown']);
      expect(reasons.join(' ')).not.toBe('');
    }
  });
});

describe('with a revocation list', () => {
  afterEach(() => {
    answer = right;
  });

  const list =
    (bytes: () => Uint8Array): RequestListener =>
    (_, response) =>
      response.end(bytes());
  const code =
    (number: number, headers = {}): RequestListener =>
    (_, response) =>
      response.writeHead(number, headers).end(html);

  it.each<[string, RequestListener, string]>([
    ['401', code(401), 'HTTP 401'],
    ['403', code(403), 'HTTP 403'],
    ['404', code(404), 'HTTP 404'],
    ['429', code(429, { 'retry-after': '1' }), 'HTTP 429'],
    ['500', code(500), 'HTTP 500'],
    ['nothing', list(() => Buffer.of()), 'the answer is empty'],
    ['a redirect to metadata', code(302, { location: 'http://169.254.169.254/latest/' }), 'leads elsewhere'],
    ['a redirect to a file', code(302, { location: 'file:///etc/passwd' }), 'only http and https'],
    ['a redirect to itself', code(302, { location: '/ca.crl' }), 'more than 2 redirects'],
    ['a connection that breaks', (_, response) => response.destroy(), '(it broke off the connection)'],
    [
      'half of it',
      (_, response) => {
        const bytes = makeCrl(issuer);
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, 50), () => response.destroy());
      },
      '',
    ],
    ['megabytes', list(() => Buffer.alloc(11 * 1024 * 1024)), ''],
  ])('that is %s it is unknown', async (_, listener, why) => {
    answer = listener;
    const { verdict, reasons } = await verify(images['notary.localhost']!);
    expect(verdict, reasons.join(' ')).toBe('unknown');
    expect(reasons.join(' ')).toContain(why);
  });

  it.each<[string, RequestListener, string]>([
    ['a page to sign in', code(200), 'is of no use'],
    [
      'one of another authority',
      list(() => makeCrl(makeIntermediate(makeRoot()))),
      'its signature does not hold',
    ],
    [
      'one that a stranger has signed',
      list(() => makeCrl(issuer, { signer: makeRoot() })),
      'its signature does not hold',
    ],
    [
      'one that has expired',
      list(() => makeCrl(issuer, { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' })),
      'it expired',
    ],
    [
      'one from the future',
      list(() => makeCrl(issuer, { from: '2040-01-01T00:00:00Z', to: '2041-01-01T00:00:00Z' })),
      'it is from the future',
    ],
    ['changes alone', list(() => makeCrl(issuer, { base: 1, number: 2 })), 'it holds changes alone'],
  ])('that is %s nothing can be said', async (_, listener, why) => {
    answer = listener;
    const { verdict, reasons } = await verify(images['notary.localhost']!);
    expect(verdict, reasons.join(' ')).toBe('unverified');
    expect(reasons.join(' ')).toContain(why);
  });

  it('that names the signer it is untrusted', async () => {
    answer = list(() => makeCrl(issuer, { revoked: [{ serial: signer.serial, reason: 1 }] }));
    const { verdict, reasons } = await verify(images['notary.localhost']!);
    expect(verdict).toBe('untrusted');
    expect(reasons.join(' ')).toContain('was revoked at');
  });
});
