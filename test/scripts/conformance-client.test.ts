import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bundleOf,
  createSigstore,
  githubActions,
  type Signer,
  spkiOf,
  workflow,
} from '../support/sigstore/index.ts';

// The protocol is that of sigstore-conformance, docs/cli_protocol.md: only the exit code counts.

const root = resolve(import.meta.dirname, '../..');
const vectors = join(root, 'test/fixtures/cosign/keyless');
const folder = mkdtempSync(join(tmpdir(), 'imageseal-conformance-'));

/** `artifact` holds what the bundles of this test are of. */
const artifact = 'the image';
const digest = `sha256:${createHash('sha256').update(artifact).digest('hex')}`;
const otherDigest = `sha256:${'0'.repeat(64)}`;

beforeAll(async () => {
  const sigstore = await createSigstore();
  const person = sigstore.certify();
  const key: Signer = { keys: generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  const pem = Buffer.from(spkiOf(key)).toString('base64');
  write('artifact', artifact);
  write('other', 'something else');
  write('root.json', sigstore.root.text);
  write('key.pub', `-----BEGIN PUBLIC KEY-----\n${pem}\n-----END PUBLIC KEY-----\n`);
  write('message.json', await bundleOf(sigstore, person, { message: true }));
  write('message-v2.json', await bundleOf(sigstore, person, { message: true, log: 'v2', timestamp: true }));
  write('dsse.json', await bundleOf(sigstore, person, { predicateType: 'https://acme.example/note/v1' }));
  write('keyed.json', await bundleOf(sigstore, key, { message: true }));
  write('keyed-dsse.json', await bundleOf(sigstore, key));
  write('keyed-unlogged.json', await bundleOf(sigstore, key, { message: true, log: 'none' }));
  const mislabelled = await bundleOf(sigstore, person, { message: true });
  const message = mislabelled.messageSignature as { messageDigest: { digest: string } };
  message.messageDigest.digest = Buffer.alloc(32).toString('base64');
  write('mislabelled.json', mislabelled);
  write('broken.json', '{');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function client(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(join(root, 'scripts/conformance-client'), args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  expect(stdout).toBe('');
  return { status, stderr };
}

const identity = ['--certificate-identity', workflow, '--certificate-oidc-issuer', githubActions];
const ofKey = ['--key', 'key.pub'];
const verify = (bundle: string, input: string, trust: readonly string[] = identity) =>
  client('verify-bundle', '--bundle', bundle, ...trust, '--trusted-root', 'root.json', input);

describe('verify-bundle', () => {
  it.each([
    ['a message signature', 'message.json', identity],
    ['a message signature in Rekor v2', 'message-v2.json', identity],
    ['an envelope, whatever its predicate', 'dsse.json', identity],
    ['a message signature by a key', 'keyed.json', ofKey],
    ['an envelope by a key', 'keyed-dsse.json', ofKey],
  ])('%s: of the file and of its digest, and of nothing else', (_name, bundle, trust) => {
    expect(verify(bundle, 'artifact', trust)).toEqual({ status: 0, stderr: '' });
    expect(verify(bundle, digest, trust)).toEqual({ status: 0, stderr: '' });
    expect(verify(bundle, 'other', trust).status).toBe(1);
    expect(verify(bundle, otherDigest, trust).status).toBe(1);
  });

  it.each([
    [
      'another identity',
      'message.json',
      ['--certificate-identity', `${workflow}x`, ...identity.slice(2)],
      'signer: ',
    ],
    ['another issuer', 'message.json', [...identity.slice(0, 3), `${githubActions}/`], 'signer: '],
    ['a key without a log entry', 'keyed-unlogged.json', ofKey, 'log: '],
    ['a certificate where a key is asked for', 'message.json', ofKey, 'signer: '],
    ['a key where an identity is asked for', 'keyed.json', identity, 'signature: '],
    ['a bundle that names another digest than it signs', 'mislabelled.json', identity, 'subject: '],
    ['a bundle that is none', 'broken.json', identity, 'format: '],
  ])('%s does not verify', (_name, bundle, trust, reason) => {
    const { status, stderr } = verify(bundle, 'artifact', trust);
    expect(status).toBe(1);
    expect(stderr.startsWith(reason), stderr).toBe(true);
  });

  it('takes what is there under the name of a digest for a file', () => {
    const named = `sha256:${'a'.repeat(64)}`;
    writeFileSync(join(folder, named), artifact);
    expect(verify('message.json', named).status).toBe(0);
    expect(verify('message.json', `sha256:${'a'.repeat(63)}`)).toMatchObject({ status: 2 });
  });

  it('uses the public root unless told', () => {
    const { status, stderr } = client('verify-bundle', '--bundle', 'message.json', ...identity, 'artifact');
    expect(status).toBe(1);
    expect(stderr).toContain('known: public)');
  });

  it('verifies what cosign 3 made', () => {
    const layout = join(vectors, 'oci/oci.localhost/shop/keyless-v2-ci');
    const blob = (name: string) => join(layout, 'blobs', name.replace(':', '/'));
    const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
    const referrers = json(join(layout, 'index.json')).manifests.map((each: { digest: string }) =>
      json(blob(each.digest)),
    );
    const { subject, layers } = referrers.find((each: { subject?: unknown }) => each.subject);
    const args = (image: string) => [
      'verify-bundle',
      ...['--bundle', blob(layers[0].digest)],
      ...['--certificate-identity', workflow],
      ...['--certificate-oidc-issuer', 'http://oidc.localhost:8090/actions'],
      ...['--trusted-root', join(vectors, 'trusted_root.json')],
      image,
    ];
    expect(client(...args(subject.digest))).toEqual({ status: 0, stderr: '' });
    // The manifest itself is the artifact too.
    expect(client(...args(blob(subject.digest)))).toEqual({ status: 0, stderr: '' });
    expect(client(...args(otherDigest)).status).toBe(1);
  });
});

describe('what is asked wrongly ends with one sentence', () => {
  it.each([
    [['sign-bundle', '--bundle', 'b', 'artifact'], 'Only verifying is offered: verify-bundle'],
    [['verify-bundle', ...identity, 'artifact'], 'Usage: verify-bundle'],
    [['verify-bundle', '--bundle', 'message.json', 'artifact'], 'Give --certificate-identity and'],
    [
      ['verify-bundle', '--staging', '--bundle', 'message.json', ...identity, 'artifact'],
      'The root of the staging instance is not built in: give it with --trusted-root FILE.\n',
    ],
    [
      ['verify-bundle', '--bundle', 'message.json', ...ofKey, ...identity, 'artifact'],
      '--key and --certificate-identity exclude',
    ],
    [
      ['verify-bundle', '--bundle', 'message.json', '--key', 'root.json', 'artifact'],
      'root.json holds no public key in PEM',
    ],
    [['verify-bundle', '--bundle', 'none.json', ...identity, 'artifact'], 'none.json cannot be read: ENOENT'],
    [
      ['verify-bundle', '--bundle', 'message.json', ...identity, '--trusted-root', 'artifact', 'artifact'],
      'The trusted root artifact is not JSON.',
    ],
    [['verify-bundle', '--bundel', 'message.json'], 'Unknown option'],
  ])('%j', (args, message) => {
    const { status, stderr } = client(...args);
    expect(status).toBe(2);
    expect(stderr.startsWith(message), stderr).toBe(true);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('but --staging with a root verifies under that', () => {
    const args = ['--staging', '--bundle', 'message.json', ...identity, '--trusted-root', 'root.json'];
    expect(client('verify-bundle', ...args, 'artifact').status).toBe(0);
  });
});
