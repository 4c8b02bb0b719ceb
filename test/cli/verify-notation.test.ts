import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/build.ts';
import { notationFixtures } from '../support/notation-vectors.ts';
import { type Registry, startRegistry } from '../support/registry/index.ts';
import { type CliOptions, Workspace } from './support/run-cli.ts';
import { verifySchema } from './support/shop.ts';

let registry: Registry;
let workspace: Workspace;

beforeAll(async () => {
  await ensureBuilt();
  registry = await startRegistry();
  registry.addLayouts(join(notationFixtures, 'oci'));
}, 120_000);
afterAll(() => registry.close());
beforeEach(() => {
  workspace = new Workspace();
  for (const folder of ['truststore', 'trustpolicies', 'keys'])
    cpSync(join(notationFixtures, folder), workspace.path(folder), { recursive: true });
  registry.log.clear();
});
afterEach(() => workspace.remove());

const at = (image: string) => `${registry.authority('notary.localhost')}/shop/${image}`;
/** The same on a registry without the Referrers API. */
const without = (image: string) => `${registry.authority('plain.localhost')}/shop/${image}`;

const store = ['--trust-store', 'truststore'];
const by = (policy: string) => ['--trust-policy', `trustpolicies/${policy}.json`, ...store];
const cosign = ['--key', 'keys/cosign.pub', '--insecure-ignore-tlog'];

interface JsonImage {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly signatures: readonly {
    readonly layout: string;
    readonly signer: { readonly type: string; readonly subject?: string } | null;
    readonly trusted: boolean;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly checks: readonly {
      readonly name: string;
      readonly ok: boolean;
      readonly noted?: boolean;
      readonly detail: string;
    }[];
  }[];
}

const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(verifySchema());

/** Every output is held against the schema; revocation lists are nobody's business unless a test says so. */
async function verify(args: readonly string[], options: CliOptions = {}) {
  const { code, stdout, stderr } = await workspace.run(
    ['verify', '-o', 'json', '--offline', ...args],
    options,
  );
  expect(stderr).toBe('');
  const images: JsonImage[] = JSON.parse(stdout);
  expect(validate(images), JSON.stringify(validate.errors)).toBe(true);
  return { code, images };
}

async function verdicts(...args: string[]) {
  const { code, images } = await verify(args);
  return [code, ...images.map(({ verdict }) => verdict)];
}

describe('a trust policy and trust stores', () => {
  it('trust a signer, in both formats, on registries with and without the Referrers API', async () => {
    const images = [at('key:p384-jws'), at('key:rsa3072-cose'), without('key:p521-cose')];
    const { code, images: found } = await verify([...images, ...by('strict')]);
    expect([code, ...found.map(({ verdict }) => verdict)]).toEqual([0, 'trusted', 'trusted', 'trusted']);
    const subject = 'CN=p384,O=Acme Shop,L=Seattle,ST=WA,C=US';
    expect(found[0]!.reasons).toEqual([
      `Signed by ${subject}.`,
      'Everybody for whom the trust store ca:main vouches is trusted by statement "only" of trustpolicies/strict.json.',
    ]);
    expect(found[0]!.signatures).toMatchObject([
      {
        layout: 'notation',
        kind: 'signature',
        signer: {
          type: 'x509',
          subject,
          root: 'CN=root-ec,O=Acme Shop,L=Seattle,ST=WA,C=US',
          store: 'ca:main',
        },
        verified: true,
        trusted: true,
        notation: {
          format: 'jws',
          scheme: 'notary.x509',
          algorithm: 'ES384',
          signedAt: expect.stringMatching(/^2026-11-23T/),
          statement: { name: 'only', level: 'strict', logged: [] },
        },
      },
    ]);
  });

  it('do not trust a stranger; the reasons say whose certificate would have to be where', async () => {
    const { code, images } = await verify([at('key:p384-jws'), ...by('strict-other-ca')]);
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons).toEqual([
      'It names CN=p384,O=Acme Shop,L=Seattle,ST=WA,C=US as its signer. No certificate of its chain is in the trust store that the policy names (ca:other).',
      expect.stringMatching(
        /^If you trust CN=root-ec,.+, get its root certificate from its owner and put it into that trust store: its fingerprint is sha256:[0-9a-f]{64}\.$/,
      ),
    ]);
    expect(images[0]!.signatures[0]!.signer).not.toHaveProperty('store');
  });

  it('nor somebody with another subject', async () => {
    const { code, images } = await verify([at('policy:1.0'), ...by('id-other-cn')]);
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons.at(-1)).toBe(
      'If you trust it, add "x509.subject: CN=p256,O=Acme Shop,L=Seattle,ST=WA,C=US" to the trustedIdentities there.',
    );
  });

  it('trust nobody whom the level audit only logs, and say that notation does', async () => {
    const { code, images } = await verify([at('policy:1.0'), ...by('audit-other-ca')]);
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    const detail = 'notation verify will accept this: the trust policy only wants it logged.';
    expect(images[0]!.reasons).toContain(detail);
    expect(images[0]!.signatures[0]!.checks.at(-1)).toEqual({ name: 'tools', ok: true, noted: true, detail });
  });

  it('refuse what has expired, or only say so, as the level wants it', async () => {
    const image = at('expiry:signature-jws');
    expect(await verdicts(image, ...by('strict'))).toEqual([1, 'invalid']);
    const { code, images } = await verify([image, ...by('permissive')]);
    expect([code, images[0]!.verdict]).toEqual([0, 'trusted']);
    expect(images[0]!.reasons.at(-1)).toMatch(
      /^It has expired: its signer wanted it to hold until 2026-11-23 .+ The trust policy only wants that logged\.$/,
    );
    const [expiry] = images[0]!.signatures[0]!.checks.filter(({ name }) => name === 'expiry');
    expect(expiry).toMatchObject({ ok: true, noted: true });
  });

  it.each([
    [
      'strict-missing-store',
      'There is no trust store ca:nowhere: put its certificates into the folder truststore/x509/ca/nowhere.',
    ],
    ['scope-other', 'has no statement for'],
    ['skip', 'has the level skip: choose another to have it verified.'],
  ])('cannot judge by %s, and say why', async (policy, why) => {
    const { code, images } = await verify([at('policy:1.0'), ...by(policy)]);
    expect([code, images[0]!.verdict]).toEqual([1, 'unverified']);
    expect(images[0]!.reasons.join(' ')).toContain(why);
    expect(images[0]!.signatures[0]!.checks.filter(({ ok }) => !ok)).toHaveLength(1);
  });
});

it('a folder in place of a trust policy is said to be one', async () => {
  const image = at('policy:1.0');
  const given = await workspace.run(['verify', image, '--trust-policy', 'trustpolicies', ...store]);
  expect([given.code, given.stderr]).toEqual([
    2,
    'imageseal: trustpolicies cannot be read: it is a folder.\n',
  ]);
});

describe('what is asked for', () => {
  it('user metadata: all of them, each value whole', async () => {
    const image = at('image:metadata');
    const { code, images } = await verify([
      image,
      ...by('strict'),
      '-m',
      'io.example.env=prod',
      '-m',
      'build=17',
    ]);
    expect(code).toBe(0);
    expect(images[0]!.signatures[0]!.annotations).toEqual({ 'io.example.env': 'prod', build: '17' });
    expect(await verdicts(image, ...by('strict'), '--user-metadata', 'build=017')).toEqual([1, 'untrusted']);
    expect(await verdicts(image, ...by('strict'), '-m', 'build=17,io.example.env=prod')).toEqual([
      1,
      'untrusted',
    ]);
  });

  it('of each kind of signature what is asked of that kind', async () => {
    const image = at('beside:cosign3-and-notation');
    const both = [...cosign, ...by('strict')];
    expect(await verdicts(image, ...both)).toEqual([0, 'trusted']);
    // The other one is trusted still.
    expect(await verdicts(image, ...both, '-m', 'build=17')).toEqual([0, 'trusted']);
    expect(await verdicts(image, ...both, '-a', 'build=17')).toEqual([0, 'trusted']);
    expect(await verdicts(image, ...both, '-a', 'build=17', '-m', 'build=17')).toEqual([1, 'untrusted']);
  });
});

describe('an image with signatures of both kinds', () => {
  it.each(['beside:cosign2-and-notation', 'beside:cosign3-and-notation'])(
    '%s is trusted when either is',
    async (name) => {
      const image = at(name);
      const { images } = await verify([image, ...cosign, ...by('strict')]);
      expect(images[0]!.signatures.map(({ signer, trusted }) => [signer?.type, trusted]).sort()).toEqual([
        ['key', true],
        ['x509', true],
      ]);
      expect(await verdicts(image, ...cosign, ...by('strict-other-ca'))).toEqual([0, 'trusted']);
      expect(await verdicts(image, ...cosign)).toEqual([0, 'trusted']);
      expect(await verdicts(image, ...by('strict'))).toEqual([0, 'trusted']);
      expect(await verdicts(image, ...by('strict-other-ca'))).toEqual([1, 'untrusted']);
    },
  );

  it('of a kind that the flags say nothing of, the reasons say which would', async () => {
    const keys = await verify([at('key:p384-jws'), ...cosign]);
    expect([keys.code, keys.images[0]!.verdict]).toEqual([1, 'unverified']);
    expect(keys.images[0]!.reasons).toEqual([
      'It names CN=p384,O=Acme Shop,L=Seattle,ST=WA,C=US as its signer. This is a Notary Project signature, and the command line names no trust policy for it: name one there.',
      'Give it with --trust-policy FILE --trust-store DIR.',
    ]);
    expect(await verdicts(at('beside:cosign3-only'), ...by('strict'))).toEqual([1, 'unverified']);
  });
});

describe("notation's own configuration", () => {
  const own = () => join(workspace.root, 'config', 'notation');
  const env = () => ({ XDG_CONFIG_HOME: join(workspace.root, 'config') });
  const look = async (...args: string[]) => {
    const { code, images } = await verify(args, { env: env() });
    return [code, ...images.map(({ verdict }) => verdict)];
  };
  /** As somebody has it who uses notation. */
  const configure = (policy: string, name = 'trustpolicy.json') => {
    mkdirSync(own(), { recursive: true });
    cpSync(join(notationFixtures, 'trustpolicies', `${policy}.json`), join(own(), name));
    cpSync(join(notationFixtures, 'truststore'), join(own(), 'truststore'), { recursive: true });
  };
  const notJudged = /^Nobody has said which certificates to trust: /;

  it('judges signatures of its kind that no rule covers, and is named', async () => {
    const image = at('key:p384-jws');
    const before = await verify([image], { env: env() });
    expect([before.code, before.images[0]!.verdict]).toEqual([1, 'unverified']);
    expect(before.images[0]!.signatures[0]!.checks.at(-1)!.detail).toMatch(notJudged);
    expect(before.images[0]!.reasons.at(-1)).toBe('Or give them with --trust-policy FILE --trust-store DIR.');
    configure('strict');
    expect(await look(image, at('beside:cosign3-only'), at('image:unsigned'))).toEqual([
      1,
      'trusted',
      'unverified',
      'unsigned',
    ]);
    const { stdout } = await workspace.run(['verify', '--offline', image], { env: env() });
    expect(stdout).toMatch(/held against {2}\S*config\/notation\/trustpolicy\.json\n/);
    configure('strict-other-ca', 'trustpolicy.oci.json');
    expect(await look(image)).toEqual([1, 'untrusted']);
  });

  it('is not said to be nothing where the registry does not answer', async () => {
    configure('strict');
    const { code, stdout } = await workspace.run(['verify', 'localhost:1/shop/app:1.0'], { env: env() });
    expect([code, stdout]).toEqual([2, expect.stringContaining('refuses connections')]);
    expect(stdout).not.toContain('nobody has said whom to trust');
  });

  it('is not asked about an image that a rule covers, nor beside flags that are complete', async () => {
    configure('strict');
    const image = at('key:p384-jws');
    workspace.write(
      '.imageseal.yaml',
      `trust: [{images: "${at('key')}", keys: [{file: keys/cosign.pub}]}]\n`,
    );
    expect(await look(image, at('policy:1.0'))).toEqual([1, 'unverified', 'trusted']);
    expect(await look(image, ...by('strict-other-ca'))).toEqual([1, 'untrusted']);
    expect(await look(image, ...cosign)).toEqual([1, 'unverified']);
  });

  it('stands in for the flag that is missing', async () => {
    configure('strict-other-ca');
    const image = at('key:p384-jws');
    expect(await look(image, '--trust-policy', 'trustpolicies/strict.json')).toEqual([0, 'trusted']);
    expect(await look(image, ...store)).toEqual([1, 'untrusted']);
  });

  it('in a rule of the workspace, too', async () => {
    configure('strict-other-ca');
    const rule = `images: "**", notation: {policy: trustpolicies/strict.json}`;
    workspace.write('.imageseal.yaml', `trust: [{${rule}}]\n`);
    expect(await look(at('key:p384-jws'))).toEqual([0, 'trusted']);
    workspace.write('.imageseal.yaml', `trust: [{${rule}, annotations: {build: "17"}}]\n`);
    expect(await look(at('key:p384-jws'), at('image:metadata'))).toEqual([1, 'untrusted', 'trusted']);
  });
});

describe('looking', () => {
  it('asks nobody whether certificates were revoked with --offline, and says that nobody knows', async () => {
    const { code, images } = await verify([at('revocation:good'), ...by('strict-crl')]);
    expect([code, images[0]!.verdict]).toEqual([2, 'unknown']);
    expect(images[0]!.reasons).toEqual([
      expect.stringContaining('what notary.localhost:8089 says of revoked certificates could not be read: '),
      'Leave --offline out to have asked whether certificates were revoked.',
    ]);
    expect(await verdicts(at('revocation:good'), ...by('permissive-crl'))).toEqual([0, 'trusted']);
    expect(await verdicts(at('revocation:good'), ...by('strict-crl-skip-revocation'))).toEqual([
      0,
      'trusted',
    ]);
  });
});

describe('reports', () => {
  it('as text for people', async () => {
    const images = [
      ...['image:metadata', 'expiry:signature-cose', 'timestamp:valid-cose'],
      // notation accepts the one, and refuses the other.
      ...['made:crit-unknown-jws', 'made:chain-protected-cose', 'made:authority-jws'],
    ];
    const { stdout } = await workspace.run([
      'verify',
      '--offline',
      ...images.map(at),
      ...by('permissive-tsa'),
    ]);
    await expect(stdout.replaceAll(`:${registry.port}/`, ':PORT/')).toMatchFileSnapshot(
      'golden/verify-notation.txt',
    );
  });
});

describe('imageseal check', () => {
  it('says of each image who signed it, and why that does not do', async () => {
    const pod = (...images: string[]) =>
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${images.map((image) => `    - image: ${at(image)}\n`).join('')}`;
    workspace.write('pod.yaml', pod('key:p384-jws', 'expiry:signature-jws', 'policy:1.0', 'image:metadata'));
    const notation = (policy: string) =>
      `notation: {policy: trustpolicies/${policy}.json, store: truststore}`;
    workspace.write(
      '.imageseal.yaml',
      `rules: {unpinned: off}
trust:
  - {images: "**/key", ${notation('strict-other-ca')}}
  - {images: "**/policy", ${notation('scope-other')}}
  - {images: "**", ${notation('strict')}}
`,
    );
    const { code, stdout, stderr } = await workspace.run(['check', '--format', 'json', 'pod.yaml']);
    expect([code, stderr]).toEqual([1, '']);
    const { images, findings } = JSON.parse(stdout).files[0];
    expect(images.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      ...['untrusted', 'invalid', 'unverified', 'trusted'],
    ]);
    const messages = findings.map(
      ({ rule, message }: { rule: string; message: string }) => `${rule}: ${message}`,
    );
    expect(messages).toEqual([
      expect.stringMatching(
        /^untrusted-signer: .+ It names CN=p384,O=Acme Shop,L=Seattle,ST=WA,C=US as its signer\. /,
      ),
      expect.stringMatching(/^invalid-signature: .+ has expired: .+ 2026-11-23 05:12:\d\d UTC\. /),
      expect.stringMatching(
        /^unverified-signature: .+ trustpolicies\/scope-other\.json has no statement for /,
      ),
    ]);
  });
});

describe('bad usage', () => {
  const policy = ['--trust-policy', 'trustpolicies/strict.json'];
  it.each<[string, readonly string[], string]>([
    ['a missing policy', ['--trust-policy', 'nope.json', ...store], 'There is no file "nope.json".'],
    [
      'no JSON',
      by('bad-not-json'),
      'Nothing can be judged by trustpolicies/bad-not-json.json, for there is a mistake in line 1. ',
    ],
    [
      'a mistake in a statement',
      by('bad-level'),
      'Nothing can be judged by trustpolicies/bad-level.json, for there is a mistake in line ',
    ],
    [
      'a missing folder',
      [...policy, '--trust-store', 'nope'],
      'There is no folder nope: correct the path of the trust store.',
    ],
    [
      'a folder that holds no x509',
      [...policy, '--trust-store', 'truststore/x509/ca'],
      'truststore/x509/ca has no folder x509 in it: name the folder that holds x509.',
    ],
    [
      'no policy anywhere',
      store,
      'notation has no trust policy in its own configuration: name one with --trust-policy FILE.',
    ],
    [
      'user metadata and nobody to trust',
      ['-m', 'build=17'],
      '--user-metadata says nothing of whom to trust: give --trust-policy or --trust-store with it.',
    ],
    [
      'user metadata of keys',
      [...cosign, '-m', 'build=17'],
      '--user-metadata says nothing of whom to trust: give --trust-policy or --trust-store with it.',
    ],
    [
      'annotations of trust policies',
      [...policy, ...store, '-a', 'build=17'],
      '--annotations says nothing of whom to trust: give --key or --certificate-identity with it.',
    ],
    [
      'no user metadata',
      [...policy, ...store, '-m', 'build='],
      '"build=" is no user metadata: write -m key=value.',
    ],
    [
      'two values of one key',
      [...policy, ...store, '-m', 'build=17', '-m', 'build=18'],
      'The user metadata "build" cannot be both "17" and "18".',
    ],
  ])('%s: one line, exit code 2, nobody asked', async (_name, args, message) => {
    const { code, stdout, stderr } = await workspace.run([
      'verify',
      '--offline',
      at('key:p384-jws'),
      ...args,
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(`imageseal: ${message}`), stderr).toBe(true);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(registry.log.lines()).toEqual([]);
  });
});
