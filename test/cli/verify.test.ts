import { createServer } from 'node:net';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkNames } from '../../server/src/signature/report.ts';
import { ensureBuilt } from '../support/build.ts';
import type { Registry } from '../support/registry/index.ts';
import { Workspace } from './support/run-cli.ts';
import { actions, login, startShop, verifySchema, workflow, writeTrustFiles } from './support/shop.ts';

let registry: Registry;
let workspace: Workspace;

beforeAll(async () => {
  await ensureBuilt();
  registry = await startShop();
}, 120_000);
afterAll(() => registry.close());
beforeEach(() => {
  workspace = new Workspace();
  writeTrustFiles(workspace);
  registry.log.clear();
});
afterEach(() => {
  registry.clearFaults();
  workspace.remove();
});

/** `bundle-p256:1.0` on a registry with the Referrers API; `without` it on one that has none. */
const at = (image: string) => `${registry.authority('oci.localhost')}/shop/${image}`;
const without = (image: string) => `${registry.authority('registry.localhost')}/shop/${image}`;

/** The public roots are nobody's business here. */
const verify = (...args: string[]) => workspace.run(['verify', '--offline', ...args]);

interface JsonImage {
  readonly image: string;
  readonly digest: string | null;
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly signatures: readonly {
    readonly layout: string;
    readonly kind: string;
    readonly predicateType?: string;
    readonly signer: { readonly type: string; readonly subject?: string } | null;
    readonly verified: boolean;
    readonly trusted: boolean;
    readonly time?: { readonly at: string; readonly source: string };
    readonly log?: { readonly index: string; readonly url?: string };
    readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  }[];
}

const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(verifySchema());

/** Every output is held against the schema. */
async function verifyJson(...args: string[]) {
  const { code, stdout, stderr } = await verify('-o', 'json', ...args);
  expect(stderr).toBe('');
  const images: JsonImage[] = JSON.parse(stdout);
  expect(validate(images), JSON.stringify(validate.errors)).toBe(true);
  return { code, images };
}

async function verdicts(...args: string[]) {
  const { code, images } = await verifyJson(...args);
  return [code, ...images.map(({ verdict }) => verdict)];
}

const byKey = (...files: string[]) => [...files.flatMap((file) => ['--key', file]), '--insecure-ignore-tlog'];
const byIdentity = ['--certificate-identity', workflow, '--certificate-oidc-issuer', actions];
const root = ['--trusted-root', 'trusted_root.json'];

describe('exit codes', () => {
  it('0: every image is trusted', async () => {
    expect(await verdicts(at('bundle-p256:1.0'), without('legacy-p256:1.0'), ...byKey('p256.pub'))).toEqual([
      0,
      'trusted',
      'trusted',
    ]);
  });

  it('1: one is not', async () => {
    expect(
      await verdicts(
        at('bundle-p256:1.0'),
        at('plain:1.0'),
        at('bundle-p384:1.0'),
        at('damaged-bundle-signature-bit:1.0'),
        ...byKey('p256.pub'),
      ),
    ).toEqual([1, 'trusted', 'unsigned', 'untrusted', 'invalid']);
  });

  it('2: one could not be looked at', async () => {
    const { code, images } = await verifyJson(at('bundle-p256:1.0'), at('none:1.0'), ...byKey('p256.pub'));
    expect(code).toBe(2);
    expect(images[1]).toMatchObject({ verdict: 'unknown', digest: null, signatures: [] });
    expect(images[1]!.reasons).toEqual(['Unknown: the registry has no such image.']);
  });

  it('1 beats 2', async () => {
    expect(await verdicts(at('none:1.0'), at('plain:1.0'), ...byKey('p256.pub'))).toEqual([
      1,
      'unknown',
      'unsigned',
    ]);
  });

  it('a registry that fails half-way makes an image unknown, never unsigned', async () => {
    registry.setFault({ path: '/referrers/' }, { kind: 'status', status: 500 });
    const { code, images } = await verifyJson(at('plain:1.0'), ...byKey('p256.pub'));
    expect([code, images[0]!.verdict]).toEqual([2, 'unknown']);
    expect(images[0]!.digest).toMatch(/^sha256:/);
    expect(images[0]!.reasons[0]).toMatch(/^the list of referrers could not be read: .+ try again later\.$/);
  });
});

describe('keys', () => {
  it.each(['p384', 'p521', 'ed25519', 'rsa4096'])('%s verifies, though cosign refuses some', async (key) => {
    expect(await verdicts(at(`bundle-${key}:1.0`), ...byKey(`${key}.pub`))).toEqual([0, 'trusted']);
  });

  it('repeat, and any will do', async () => {
    const keys = byKey('p384.pub', 'p256.pub');
    expect(await verdicts(at('bundle-p256:1.0'), at('bundle-p384:1.0'), ...keys)).toEqual([
      0,
      'trusted',
      'trusted',
    ]);
    expect(await verdicts(at('bundle-rsa2048:1.0'), ...keys)).toEqual([1, 'untrusted']);
  });

  it('take the union of all layouts', async () => {
    expect(await verdicts(at('both-layouts:1.0'), ...byKey('p256.pub'))).toEqual([0, 'trusted']);
    expect(await verdicts(at('both-layouts:1.0'), ...byKey('other.pub'))).toEqual([0, 'trusted']);
  });

  it('want a log entry as in cosign, and the message names the missing flag', async () => {
    const { code, images } = await verifyJson(at('bundle-p256:1.0'), '--key', 'p256.pub');
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons.join(' ')).toContain('add --insecure-ignore-tlog');
    expect(images[0]!.signatures[0]).toMatchObject({
      signer: { type: 'key' },
      verified: false,
      trusted: false,
    });
    const failed = images[0]!.signatures[0]!.checks.filter(({ ok }) => !ok);
    expect(failed.map(({ name }) => name)).toEqual(['log']);
    // What is broken is not mended by a flag.
    const broken = await verifyJson(at('damaged-bundle-signature-bit:1.0'), '--key', 'p256.pub');
    expect(broken.images[0]!.reasons.join(' ')).not.toContain('--insecure-ignore-tlog');
  });

  it('with a log entry under the trusted root are trusted without more', async () => {
    const { code, images } = await verifyJson(at('keyed-logged:1.0'), '--key', 'logged.pub', ...root);
    expect(code).toBe(0);
    expect(images[0]!.signatures[0]).toMatchObject({ trusted: true, log: { index: expect.any(String) } });
  });
});

describe('identities', () => {
  const image = () => at('keyless-v2-ci:1.0');

  it('are compared whole', async () => {
    const { code, images } = await verifyJson(image(), ...byIdentity, ...root);
    expect(code).toBe(0);
    expect(images[0]).toMatchObject({ image: image(), verdict: 'trusted' });
    expect(images[0]!.signatures).toMatchObject([
      {
        layout: 'referrer',
        kind: 'signature',
        signer: {
          type: 'certificate',
          subject: workflow,
          issuer: actions,
          sourceRepository: 'https://github.com/acme/shop',
          sourceRef: 'refs/heads/main',
        },
        verified: true,
        trusted: true,
        time: { at: expect.stringMatching(/^2026-/), source: 'timestamp' },
        log: { index: '17' },
      },
    ]);
    for (const subject of [workflow.slice(0, -1), `${workflow}x`, workflow.slice(1)])
      expect(
        await verdicts(image(), '--certificate-identity', subject, ...byIdentity.slice(2), ...root),
        subject,
      ).toEqual([1, 'untrusted']);
  });

  it('by expression match anywhere, as in cosign', async () => {
    const args = ['--certificate-identity-regexp', '^https://github.com/acme/shop/', ...root];
    expect(await verdicts(image(), ...args, '--certificate-oidc-issuer-regexp', 'oidc\\.localhost')).toEqual([
      0,
      'trusted',
    ]);
    expect(await verdicts(image(), ...args, '--certificate-oidc-issuer-regexp', 'login$')).toEqual([
      1,
      'untrusted',
    ]);
  });

  it('the n-th goes with the n-th issuer, of either kind', async () => {
    const images = [at('keyless-v1-ci:1.0'), at('keyless-v1-dev:1.0')];
    const people = ['--certificate-identity-regexp', '^dev@shop\\.example$'];
    const paired = [...people, '--certificate-identity', workflow];
    const issuers = ['--certificate-oidc-issuer', login, '--certificate-oidc-issuer-regexp', '/actions$'];
    expect(await verdicts(...images, ...paired, ...issuers, ...root)).toEqual([0, 'trusted', 'trusted']);
    const crossed = [...issuers.slice(2), ...issuers.slice(0, 2)];
    expect(await verdicts(...images, ...paired, ...crossed, ...root)).toEqual([1, 'untrusted', 'untrusted']);
  });

  it('share one issuer when there is only one', async () => {
    const names = ['--certificate-identity', 'ann@shop.example', '--certificate-identity', workflow];
    expect(await verdicts(image(), ...names, '--certificate-oidc-issuer', actions, ...root)).toEqual([
      0,
      'trusted',
    ]);
  });

  it('and keys together: any will do', async () => {
    const both = ['--key', 'logged.pub', ...byIdentity, ...root];
    expect(await verdicts(image(), at('keyed-logged:1.0'), ...both)).toEqual([0, 'trusted', 'trusted']);
  });

  it('need the root of their instance', async () => {
    const { code, images } = await verifyJson(image(), ...byIdentity);
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons.at(-1)).toBe(
      'Give the trusted root of that instance with --trusted-root FILE.',
    );
    const other = ['--trusted-root', 'trusted_root.other-instance.json'];
    expect(await verdicts(image(), ...byIdentity, ...other)).toEqual([1, 'untrusted']);
  });
});

describe('what is asked for', () => {
  it('annotations: all of them', async () => {
    const image = at('annotated-v3:1.0');
    const keys = byKey('p256.pub');
    expect(await verdicts(image, ...keys, '-a', 'env=prod')).toEqual([0, 'trusted']);
    expect(await verdicts(image, ...keys, '-a', 'env=dev')).toEqual([1, 'untrusted']);
    const { code, images } = await verifyJson(image, ...keys, '--annotations', 'env=prod,team=web');
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons[0]).toContain('It does not carry the annotation team=web.');
  });

  it('no log entry with --insecure-ignore-tlog, of certificates too', async () => {
    const image = at('keyless-tsa-ci:1.0');
    expect(await verdicts(image, ...byIdentity, ...root)).toEqual([1, 'untrusted']);
    expect(await verdicts(image, ...byIdentity, ...root, '--insecure-ignore-tlog=true')).toEqual([
      0,
      'trusted',
    ]);
    expect(await verdicts(image, ...byIdentity, ...root, '--insecure-ignore-tlog=false')).toEqual([
      1,
      'untrusted',
    ]);
  });

  it('a timestamp with --use-signed-timestamps', async () => {
    const args = [...byIdentity, ...root, '--use-signed-timestamps'];
    expect(await verdicts(at('keyless-v1tsa-ci:1.0'), ...args)).toEqual([0, 'trusted']);
    const { images } = await verifyJson(at('keyless-v1-ci:1.0'), ...args);
    expect(images[0]!.verdict).toBe('untrusted');
    expect(images[0]!.reasons.at(-1)).toBe(
      'Leave --use-signed-timestamps out if it need not have a timestamp.',
    );
  });

  it('a signature: an SBOM is none, provenance is', async () => {
    const { code, images } = await verifyJson(
      at('attested-spdxjson:1.0'),
      at('attested-slsaprovenance1:1.0'),
      ...byKey('p256.pub'),
    );
    expect([code, ...images.map(({ verdict }) => verdict)]).toEqual([1, 'unsigned', 'trusted']);
    expect(images[0]!.signatures).toMatchObject([
      { kind: 'attestation', predicateType: 'https://spdx.dev/Document', verified: true },
    ]);
    expect(images[0]!.reasons.join(' ')).toContain('only describes the image');
  });

  it('the digest that is named: a platform of a signed index does not pass', async () => {
    const { stdout } = await verify('-o', 'json', at('multi-v3:arm64'), ...byKey('p256.pub'));
    const [platform]: JsonImage[] = JSON.parse(stdout);
    expect(platform!.verdict).toBe('unsigned');
    const { code, images } = await verifyJson(
      `${at('multi-v3:1.0')}@${platform!.digest}`,
      ...byKey('p256.pub'),
    );
    expect([code, images[0]!.verdict]).toEqual([1, 'unsigned']);
    expect(images[0]!.reasons.join(' ')).toMatch(
      /names the index sha256:\w+…, which is trusted: name that\./,
    );
  });
});

describe("the workspace's own rules", () => {
  it('hold without trust flags, each image by its name, and flags stand in for them', async () => {
    workspace.write(
      '.imageseal.yaml',
      `trust:
  - images: "${at('bundle-*')}"
    keys: [{file: p256.pub}]
  - images: "${at('keyless-*')}"
    trustedRoot: trusted_root.json
    identities: [{subject: "${workflow}", issuer: "${actions}"}]
`,
    );
    const { code, images } = await verifyJson(
      at('bundle-p256:1.0'),
      at('keyless-v2-ci:1.0'),
      at('bundle-p384:1.0'),
      at('legacy-p256:1.0'),
    );
    expect([code, ...images.map(({ verdict }) => verdict)]).toEqual([
      1,
      'trusted',
      'trusted',
      'untrusted',
      'unverified',
    ]);
    expect(images[0]!.reasons.at(-1)).toBe('The key p256.pub is trusted by rule 1 of .imageseal.yaml.');
    expect(images[3]!.reasons.at(-1)).toBe(
      'Give its public key with --key FILE, or a rule under "trust" in .imageseal.yaml.',
    );
    expect(await verdicts(at('bundle-p256:1.0'), ...byKey('other.pub'))).toEqual([1, 'untrusted']);
  });

  it('come from --config, and a mistake in them ends the run', async () => {
    workspace.write('ci/trust.yaml', `trust: [{images: "**", keys: [{file: ../p256.pub}]}]\n`);
    expect(await verdicts(at('bundle-p256:1.0'), '--config', 'ci/trust.yaml')).toEqual([0, 'trusted']);
    workspace.write('ci/trust.yaml', 'trust: [{images: "**", keyz: [{file: ../p256.pub}]}]\n');
    const { code, stdout, stderr } = await verify(at('bundle-p256:1.0'), '--config', 'ci/trust.yaml');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('ci/trust.yaml:1:');
    expect(stderr).toContain('imageseal: Nothing was verified: mend the configuration first.\n');
    expect(registry.log.lines().filter((line) => line.includes('/blobs/')).length).toBeLessThan(2);
  });

  it('say where signatures are kept, as COSIGN_REPOSITORY does', async () => {
    await workspace.run(['verify', '--offline', at('plain:1.0'), ...byKey('p256.pub')], {
      env: { COSIGN_REPOSITORY: at('signatures') },
    });
    expect(registry.log.lines().some((line) => line.includes('/v2/shop/signatures/'))).toBe(true);
  });
});

describe('looking', () => {
  it('resolves a tag once and shows the digest; every run asks anew', async () => {
    const { images } = await verifyJson(at('bundle-p256:1.0'), ...byKey('p256.pub'));
    expect(images[0]!.digest).toBe('sha256:b597d931de0c9ee456a33a00f414029e7bcd436133d7f97b27e434acbc0522a2');
    const asked = registry.log.lines();
    expect(asked.filter((line) => line.includes('/manifests/1.0'))).toHaveLength(1);
    registry.log.clear();
    await verifyJson(at('bundle-p256:1.0'), ...byKey('p256.pub'));
    expect(registry.log.lines().sort()).toEqual(asked.sort());
  });

  it('looks at several images at once, no more than --concurrency, and answers in the order given', async () => {
    const names = ['p521', 'p256', 'rsa2048', 'ed25519', 'p384'].map((key) => at(`bundle-${key}:1.0`));
    registry.setFault({ path: '/shop/' }, { kind: 'delay', ms: 20 });
    const { images } = await verifyJson(...names, '--concurrency', '3', ...byKey('p256.pub'));
    expect(images.map(({ image }) => image)).toEqual(names);
    expect(registry.log.peak()).toBeLessThanOrEqual(3);
    expect(registry.log.peak()).toBeGreaterThan(1);
  });

  it('asks nobody but the registry with --offline, and with IMAGESEAL_OFFLINE', async () => {
    let connections = 0;
    const proxy = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as { port: number };
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    try {
      const args = ['verify', at('keyless-v2-ci:1.0'), ...byIdentity];
      await workspace.run([...args, '--offline'], { env });
      await workspace.run(args, { env: { ...env, IMAGESEAL_OFFLINE: '1' } });
      expect(connections).toBe(0);
      // Newer public roots would be asked for: it fails, and those built in do.
      const { code, stdout } = await workspace.run(args, { env });
      expect(connections).toBeGreaterThan(0);
      expect([code, stdout.split('\n')[0]]).toEqual([1, `✗ untrusted  ${at('keyless-v2-ci:1.0')}`]);
    } finally {
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});

describe('reports', () => {
  it('as text for people', async () => {
    const { code, stdout } = await verify(
      at('keyless-v1-ci:1.0'),
      without('both-layouts:1.0'),
      at('attested-spdxjson:1.0'),
      at('damaged-bundle-moved:b'),
      at('none:1.0'),
      ...byKey('p256.pub'),
      ...byIdentity,
      ...root,
    );
    expect(code).toBe(1);
    await expect(stdout.replaceAll(`:${registry.port}/`, ':PORT/')).toMatchFileSnapshot('golden/verify.txt');
  });

  it('in colours when they are wanted, and never by colour alone', async () => {
    const args = [at('bundle-p256:1.0'), ...byKey('p256.pub')];
    const plain = await verify(...args, '--no-color');
    const coloured = await verify(...args, '--color');
    expect(coloured.stdout).toContain('\u001b[');
    expect(coloured.stdout.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain.stdout);
  });

  it('every layout by its name, and nothing but the checks that are documented', async () => {
    const { images } = await verifyJson(
      at('bundle-p256:1.0'),
      without('bundle-p256:1.0'),
      at('legacy-p256:1.0'),
      at('keyless-v1-dev:1.0'),
      ...byKey('p256.pub'),
    );
    expect(images.flatMap(({ signatures }) => signatures.map(({ layout }) => layout))).toEqual([
      'referrer',
      'fallback-tag',
      'legacy',
      'referrer',
    ]);
    const { definitions } = verifySchema() as {
      definitions: { checkName: { enum: string[] } };
    };
    expect(definitions.checkName.enum).toEqual([...checkNames]);
  });
});

describe('bad usage', () => {
  const key = ['--key', 'p256.pub'];
  const identity = ['--certificate-identity', 'a'];
  it.each<[string, readonly string[], string]>([
    ['no image', [], 'Name at least one image: imageseal verify registry.example.com/app:1.0.'],
    ['standard input', ['-'], 'imageseal verify takes images: run "imageseal check -" for manifests.'],
    [
      'a manifest',
      ['web.yaml'],
      'imageseal verify takes images: run "imageseal check web.yaml" for manifests.',
    ],
    ['a path', ['./k8s'], 'imageseal verify takes images: run "imageseal check ./k8s" for manifests.'],
    [
      'a folder',
      ['k8s'],
      '"k8s" is a folder here: run imageseal check k8s for its manifests; if the image is meant, write k8s:latest.',
    ],
    [
      'no reference',
      ['acme/App'],
      '"acme/App" is no image: Repository names are lower case: write acme/app.',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a person forgot to fill in
    ['a template', ['${IMAGE}'], '"${IMAGE}" holds what envsubst fills in later: give the image itself.'],
    ['a missing key', ['x', '--key', 'nope.pub'], 'There is no file "nope.pub".'],
    [
      'a key service',
      ['x', '--key', 'k8s://shop/cosign'],
      'The key k8s://shop/cosign cannot be read here: write its public key into a file with cosign public-key --key k8s://shop/cosign, and name that.',
    ],
    [
      'a key on a server',
      ['x', '--key', 'https://acme.example/cosign.pub'],
      'The key https://acme.example/cosign.pub cannot be read here: download it, and name the file.',
    ],
    [
      'a private key',
      ['x', '--key', 'cosign.key'],
      'cosign.key is a private key: whoever reads it can sign in your name. Remove it, replace it where it is used, and name the public key here.',
    ],
    [
      'an empty value',
      ['x', '--certificate-identity-regexp='],
      '--certificate-identity-regexp needs a value',
    ],
    [
      'an identity without issuer',
      ['x', ...identity],
      '--certificate-identity needs --certificate-oidc-issuer: with another issuer the same name is somebody else.',
    ],
    [
      'an issuer without identity',
      ['x', '--certificate-oidc-issuer', 'b'],
      '--certificate-oidc-issuer needs --certificate-identity: an issuer vouches for anybody.',
    ],
    [
      'unequal counts',
      ['x', ...identity, ...identity, ...identity, ...Array(2).fill('--certificate-oidc-issuer=b')],
      'There are 3 identities and 2 issuers: give an issuer for each identity in the same order, or one for all.',
    ],
    [
      'more issuers than identities',
      ['x', ...identity, ...Array(2).fill('--certificate-oidc-issuer=b')],
      'There are 1 identities and 2 issuers: give an issuer for each identity in the same order, or one for all.',
    ],
    [
      'no expression',
      ['x', '--certificate-identity-regexp', '(', '--certificate-oidc-issuer', 'b'],
      '"(" is no RE2 expression: error parsing regexp: missing closing ): `(`.',
    ],
    [
      'an annotation and nobody to trust',
      ['x', '-a', 'env=prod'],
      '--annotations says nothing of whom to trust: give --key or --certificate-identity with it.',
    ],
    ['no annotation', ['x', ...key, '-a', 'env'], '"env" is no annotation: write -a key=value.'],
    [
      'two values of one annotation',
      ['x', ...key, '-a', 'env=a', '-a', 'env=b'],
      'The annotation "env" cannot be both "a" and "b".',
    ],
    [
      'no trusted root',
      ['x', ...key, '--trusted-root', 'p256.pub'],
      'The trusted root p256.pub is not JSON.',
    ],
    ['another format', ['x', '-o=jsn'], '--output must be one of text, json; did you mean "json"?'],
    ['a missing configuration', ['x', '--config', 'nope.yaml'], 'The configuration nope.yaml cannot be read'],
  ])('%s: one sentence, exit code 2, nobody asked', async (_name, args, message) => {
    workspace.write('k8s/web.yaml', '');
    workspace.write('cosign.key', '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n');
    const { code, stdout, stderr } = await verify(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(`imageseal: ${message}`), stderr).toBe(true);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(registry.log.lines()).toEqual([]);
  });
});
