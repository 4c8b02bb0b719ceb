import { chmodSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyPair } from '../../server/src/signature/cosign/keys/generate.ts';
import { OidcBrowser, type OidcServer, startOidc } from '../support/oidc.ts';
import { type Registry, startRegistry } from '../support/registry/index.ts';
import { identityToken, type SigstoreServices, startSigstore } from '../support/sigstore/index.ts';
import { Workspace } from './support/run-cli.ts';
import type { MainOptions } from './support/run-main.ts';
import { password } from './support/secrets.ts';
import { type PushedImage, pushImage, signJson, verifyJson, writeSigstoreFiles } from './support/signing.ts';

let registry: Registry;
let sigstore: SigstoreServices;
let oidc: OidcServer;
let workspace: Workspace;
let keys: { readonly privateKeyPem: string; readonly publicKeyPem: string };

beforeAll(async () => {
  registry = await startRegistry();
  sigstore = await startSigstore();
  // Tokens that hold for one image only.
  oidc = await startOidc({ idTokenSeconds: 8 });
  keys = await generateKeyPair('ecdsa-p256', Buffer.from(password));
});
afterAll(async () => {
  await registry.close();
  await sigstore.close();
  await oidc.close();
});
beforeEach(() => {
  workspace = new Workspace({ 'cosign.key': keys.privateKeyPem, 'cosign.pub': keys.publicKeyPem });
  writeSigstoreFiles(workspace, sigstore, oidc.issuer);
  registry.log.clear();
  sigstore.requests.length = 0;
});
afterEach(() => {
  sigstore.answers.clear();
  oidc.answer = 'accept';
  workspace.remove();
});

const workflow = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';
const issuer = 'https://token.actions.githubusercontent.com';
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
const token = () =>
  identityToken({
    sub: workflow,
    job_workflow_ref: workflow.replace('https://github.com/', ''),
    exp: inAnHour(),
  });

const privately = ['--signing-config', 'signing_config.json', '--trusted-root', 'trusted_root.json'];
const push = () => pushImage(registry);

/** No token may be in what anybody sees. */
async function sign(args: readonly string[], options: MainOptions = {}) {
  const result = await signJson(workspace, ['sign', ...privately, ...args], options);
  expect([result.stdout, result.stderr, ...result.asked].join('\n')).not.toMatch(/eyJ/);
  return result;
}

const trusting = (subject: string, by: string) => [
  ...['--certificate-identity', subject, '--certificate-oidc-issuer', by],
  ...['--trusted-root', 'trusted_root.json'],
];
const verdictOf = async (image: PushedImage, flags = trusting(workflow, issuer)) =>
  (await verifyJson(workspace, image.exact, flags)).verdict;
const writes = () => registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method));
const nothingHappened = () => expect([writes(), sigstore.requests]).toEqual([[], []]);

const published = (identity: string) =>
  [
    `This is published for good, for everybody who can reach ${new URL(sigstore.fulcio).host}; nobody can take it back.`,
    `  - ${identity}`,
    '  - the signature, when it was made, and a hash by which whoever knows the digest of the image finds it',
    '',
  ].join('\n');

describe('with a token at hand', () => {
  it('signs where nobody is there, with --yes', async () => {
    const image = push();
    workspace.write('token', `${token()}\n`);
    const { code, signed, stderr } = await sign([
      '--identity-token',
      workspace.path('token'),
      '--yes',
      image.exact,
    ]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: published(`your identity: ${workflow} (GitHub Actions)`),
    });
    expect(signed).toEqual([
      {
        image: image.exact,
        digest: image.digest,
        manifest: expect.stringMatching(/^sha256:/),
        layout: 'referrer',
        signer: expect.objectContaining({ type: 'certificate', subject: workflow, issuer }),
        log: expect.objectContaining({ index: expect.stringMatching(/^\d+$/) }),
        time: { at: sigstore.now.toISOString(), source: 'timestamp' },
      },
    ]);
    expect(await verdictOf(image)).toBe('trusted');
  });

  it('publishes nothing where nobody is there to agree', async () => {
    const { code, stderr } = await sign([push().exact], { env: { SIGSTORE_ID_TOKEN: token() } });
    expect(code).toBe(2);
    expect(stderr).toBe(
      `${published(`your identity: ${workflow} (GitHub Actions)`)}imageseal: Nothing was signed: nobody is there to agree to this. Add --yes if you do.\n`,
    );
    nothingHappened();
  });

  it('asks whoever is there, and takes no for an answer', async () => {
    const options = (yes: boolean) => ({ env: { SIGSTORE_ID_TOKEN: token() }, answers: [yes] });
    const image = push();
    const no = await sign([image.exact], options(false));
    expect([no.code, no.asked]).toEqual([2, ['Make this public?']]);
    expect(no.stderr).toContain('Nothing was signed, and nothing was published.');
    nothingHappened();
    expect((await sign([image.exact], options(true))).code).toBe(0);
  });

  it.each([
    ['expired', () => identityToken({ exp: 1_700_000_000 }), 'has expired (at 2023-11-14T22:13:20Z)'],
    [
      'for another service',
      () => identityToken({ aud: 'npm', exp: inAnHour() }),
      'ask for a token with the audience sigstore',
    ],
    ['none', () => 'eyJnot.a.token', 'is not a JWT'],
  ])('that is %s says so before anything is asked', async (_, make, why) => {
    const { code, stderr } = await sign([push().exact], { env: { SIGSTORE_ID_TOKEN: make() }, answers: [] });
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
    nothingHappened();
  });

  it('says which service refused, and what may be left in the log', async () => {
    sigstore.answers.set('/api/v1/log/entries', { status: 400, body: '{"message":"no room"}' });
    const { code, stderr } = await sign(['--yes', push().exact], { env: { SIGSTORE_ID_TOKEN: token() } });
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/refused the signature \(HTTP 400 no room\)\. Nothing was pushed\./),
    ]);
    expect(writes()).toEqual([]);
  });

  it('leaves the log out when asked to; the certificate makes the identity public all the same', async () => {
    const before = sigstore.entries.rekor1;
    const image = push();
    const { code, signed, stderr } = await sign(['--tlog-upload=false', '--yes', image.exact], {
      env: { SIGSTORE_ID_TOKEN: token() },
    });
    expect([code, signed[0]?.log, sigstore.entries.rekor1]).toEqual([0, undefined, before]);
    expect(stderr).toContain('your identity');
  });
});

describe('signing in', () => {
  // The mock of Fulcio goes by `sub`, not by the e-mail address.
  const alice = () => trusting('alice', oidc.issuer);

  it('with a code where no browser would be seen', async () => {
    const image = push();
    const { code, stderr, asked } = await sign([image.exact], {
      answers: [true],
      onText: (text) => {
        const at = /^Sign in at (\S+)\?user_code=\S+ with the code ([A-Z-]+)\.\n$/.exec(text);
        if (at) void new OidcBrowser().enterCode(at[1]!, at[2]!);
      },
    });
    expect([code, asked]).toEqual([0, ['Make this public?']]);
    expect(stderr).toContain('  - the name of the account that you sign in with (usually an e-mail address)');
    expect(await verdictOf(image, alice())).toBe('trusted');
  });

  it('with a browser, again for the next image when the token holds no longer', async () => {
    const images = [push(), push()];
    let visits = 0;
    const { code } = await sign(
      images.map(({ exact }) => exact),
      {
        env: { DISPLAY: ':0', PATH: '/nowhere' },
        answers: [true],
        onText: (text) => {
          const url = /^Sign in with your browser\. If it does not open by itself, open (\S+)\n$/.exec(
            text,
          )?.[1];
          if (!url) return;
          visits += 1;
          void new OidcBrowser().visit(url);
        },
      },
    );
    expect([code, visits]).toEqual([0, 2]);
    for (const image of images) expect(await verdictOf(image, alice())).toBe('trusted');
  });

  it('opens the browser of the system, without a shell', async () => {
    const bin = workspace.path('bin');
    workspace.write(
      'bin/xdg-open',
      `#!/bin/sh\nprintf '%s\\n' "$#" "$1" "\${COSIGN_PASSWORD:-none}" > "${workspace.path('opened')}"\n`,
    );
    chmodSync(workspace.path('bin/xdg-open'), 0o755);
    let url = '';
    const { code } = await sign([push().exact], {
      env: { DISPLAY: ':0', PATH: bin, COSIGN_PASSWORD: password },
      answers: [true],
      onText: (text) => {
        const found = /, open (\S+)\n$/.exec(text)?.[1];
        if (!found) return;
        url = found;
        setTimeout(() => void new OidcBrowser().visit(url), 300);
      },
    });
    expect([code, workspace.read('opened')]).toEqual([0, `1\n${url}\nnone\n`]);
  });

  it('that is declined says so, and is not asked for again for the next image', async () => {
    oidc.answer = 'decline';
    let visits = 0;
    const { code, stderr } = await sign([push().exact, push().exact], {
      env: { DISPLAY: ':0', PATH: '/nowhere' },
      answers: [true],
      onText: (text) => {
        const url = /, open (\S+)\n$/.exec(text)?.[1];
        if (!url) return;
        visits += 1;
        void new OidcBrowser().visit(url);
      },
    });
    expect([code, visits]).toEqual([2, 1]);
    expect(stderr.match(/did not let you in, or you declined/g)).toHaveLength(2);
    nothingHappened();
  });

  it.each([
    ['nobody is there', [], {}],
    ['only a token will do', ['--fulcio-auth-flow', 'token'], { answers: [] }],
  ])('is impossible where %s', async (_, flags, options) => {
    const { code, stderr } = await sign([...flags, push().exact], options);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('pass one with --identity-token or in SIGSTORE_ID_TOKEN'),
    ]);
    nothingHappened();
  });

  it('Ctrl+C while somebody is to sign in ends it', async () => {
    oidc.answer = 'wait';
    let interrupt = () => {};
    const { code, stderr } = await sign([push().exact], {
      answers: [true],
      onInterrupt: (press) => {
        interrupt = press;
      },
      onText: (text) => {
        if (text.startsWith('Sign in at')) setTimeout(() => interrupt(), 100);
      },
    });
    expect([code, stderr]).toEqual([130, expect.stringContaining('Signing in was cancelled.')]);
    nothingHappened();
  });
});

describe('with a key', () => {
  const keyed = (args: readonly string[], options: MainOptions = {}) =>
    sign(['--key', 'cosign.key', ...args], { ...options, env: { COSIGN_PASSWORD: password } });

  it('a log of its own signing configuration is asked about, and gets an entry', async () => {
    const image = push();
    const refused = await keyed([image.exact]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('  - the public key\n')]);
    nothingHappened();
    const { code, signed } = await keyed([image.exact], { answers: [true] });
    expect([code, signed[0]?.signer?.type, signed[0]?.log]).toEqual([0, 'key', expect.anything()]);
    expect(await verdictOf(image, ['--key', 'cosign.pub', '--trusted-root', 'trusted_root.json'])).toBe(
      'trusted',
    );
  });

  it('a timestamp authority keeps nothing, so nobody is asked', async () => {
    const { code, signed, stderr } = await keyed(['--signing-config', 'unlogged.json', push().exact]);
    expect([code, stderr, signed[0]?.log, signed[0]?.time?.source]).toEqual([0, '', undefined, 'timestamp']);
  });

  it('--tlog-upload wants a log that is configured', async () => {
    const { code, stderr } = await keyed([
      '--tlog-upload',
      '--signing-config',
      'unlogged.json',
      push().exact,
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('the signing configuration names none')]);
  });

  it('IMAGESEAL_OFFLINE keeps to registries', async () => {
    const env = { COSIGN_PASSWORD: password, IMAGESEAL_OFFLINE: '1' };
    const { code, stderr } = await sign(['--key', 'cosign.key', push().exact], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining('IMAGESEAL_OFFLINE is set')]);
    nothingHappened();
  });
});
