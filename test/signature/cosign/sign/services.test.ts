import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SigningProblem, SigningServices } from '../../../../server/src/signature/signing.ts';
import { describeSigningProblem } from '../../../../server/src/signature/signing-message.ts';
import { signImage } from '../../../../server/src/trust/sign-image.ts';
import { type Registry, startRegistry } from '../../../support/registry/index.ts';
import {
  failureOf,
  keyOf,
  pushImage,
  signingWorld,
  signRequest,
  type TestWorld,
  whatIsFound,
} from '../../../support/signing.ts';
import { identityToken, type SigstoreServices, startSigstore } from '../../../support/sigstore/index.ts';

let registry: Registry;
let sigstore: SigstoreServices;
beforeAll(async () => {
  registry = await startRegistry();
  sigstore = await startSigstore();
});
afterEach(() => sigstore.answers.clear());
afterAll(async () => {
  await registry.close();
  await sigstore.close();
});

const fulcioPath = '/api/v2/signingCert';
const logPath = '/api/v1/log/entries';
const timePath = '/api/v1/timestamp';
const minute = 60_000;
let images = 0;

interface Attempt {
  readonly token?: string;
  readonly services?: Partial<SigningServices>;
  readonly world?: TestWorld;
}

function attempt({ token = identityToken(), services = {}, world }: Attempt = {}) {
  images += 1;
  const image = pushImage(registry, { text: `services ${images}` });
  const request = signRequest(image, {
    signer: { type: 'keyless', identityToken: token },
    services: {
      fulcio: sigstore.fulcio,
      logs: [sigstore.rekor1],
      timestampAuthorities: [sigstore.timestampAuthority],
      ...services,
    },
  });
  return { image, request, world: world ?? signingWorld({ roots: [sigstore.root] }) };
}

/** Signs without success, and finds that nothing came of it. */
async function failing(changes: Attempt = {}): Promise<SigningProblem> {
  const { image, request, world } = attempt(changes);
  const problem = await failureOf(signImage(request, world));
  expect(problem.left).toBe('nothing');
  expect(await whatIsFound(image)).toEqual([]);
  return problem;
}

describe.each([
  { path: fulcioPath, kind: 'certificate', logged: [] },
  { path: timePath, kind: 'timestamp', logged: [] },
  { path: logPath, kind: 'log', logged: ['localhost'] },
])('the service at $path', ({ path, kind, logged }) => {
  const host = () => new URL(sigstore.fulcio).host;
  const maybe = () => logged.map(() => host());

  it('is down: it is said which', async () => {
    sigstore.answers.set(path, 'reset');
    expect(await failing()).toMatchObject({
      code: `${kind}-unreachable`,
      args: [host(), 'it broke off the connection'],
      logged: maybe(),
    });
    expect(sigstore.requests.filter((request) => request.path === path).length).toBeGreaterThan(1);
  });

  it('has trouble of its own: it is asked again, then given up', async () => {
    sigstore.requests.length = 0;
    sigstore.answers.set(path, { status: 503, body: '{"message":"overloaded"}' });
    expect(await failing()).toMatchObject({ code: `${kind}-refused`, args: [host(), 'HTTP 503 overloaded'] });
    expect(sigstore.requests.filter((request) => request.path === path)).toHaveLength(3);
  });

  it('refuses: what it says is passed on, and nothing is tried again', async () => {
    sigstore.requests.length = 0;
    sigstore.answers.set(path, { status: 400, body: '{"code":3,"message":"no such\\nthing"}' });
    expect(await failing()).toMatchObject({
      code: `${kind}-refused`,
      args: [host(), 'HTTP 400 no such thing'],
      logged: [],
    });
    expect(sigstore.requests.filter((request) => request.path === path)).toHaveLength(1);
  });

  it.each([
    ['a login page', '<html>Sign in</html>', 'text/html'],
    ['nothing', '', 'application/json'],
    ['JSON of something else', '{"hello":"world"}', 'application/json'],
    [
      'half an answer',
      '{"signedCertificateEmbeddedSct":{"chain":{"certificates":["-----BEGIN',
      'application/json',
    ],
  ])('answers with %s: it is not taken for an answer', async (_, body, type) => {
    sigstore.answers.set(path, { status: 200, body, type });
    expect(await failing()).toMatchObject({ code: `${kind}-unusable`, logged: maybe() });
  });

  it('redirects: nobody is sent anywhere else', async () => {
    sigstore.answers.set(path, { status: 307, body: '' });
    expect(await failing()).toMatchObject({ code: `${kind}-refused` });
  });

  it('does not answer: cancelling ends it', async () => {
    sigstore.answers.set(path, 'hang');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const world = signingWorld({ roots: [sigstore.root], signal: controller.signal });
    expect(await failing({ world })).toMatchObject({ code: 'cancelled', logged: maybe() });
  });
});

describe('the certificate authority', () => {
  it('gives a certificate for another key: it is not used', async () => {
    // The certificate of an earlier signing.
    let earlier = '';
    const { request, world } = attempt();
    const http: typeof world.http = async (sent) => {
      const response = await world.http(sent);
      if (sent.url.endsWith(fulcioPath)) earlier = Buffer.from(response.body).toString();
      return response;
    };
    await signImage(request, { ...world, http });
    sigstore.answers.set(fulcioPath, { status: 200, body: earlier });
    expect(await failing()).toMatchObject({ code: 'certificate-unusable' });
  });

  it('is not one of the trusted root: nothing is pushed', async () => {
    const other = await startSigstore();
    const problem = await failing({ services: { fulcio: other.fulcio } });
    await other.close();
    expect(problem).toMatchObject({ code: 'not-verified', check: { id: 'certificate-foreign' } });
    expect(describeSigningProblem(problem)).toContain(
      'What was signed does not verify, so it was not pushed.',
    );
  });

  it('gets no token over a connection that others can read', async () => {
    const problem = await failing({ services: { fulcio: 'http://fulcio.example' } });
    expect(problem).toMatchObject({ code: 'service-address', args: ['http://fulcio.example'] });
  });
});

describe('the log', () => {
  it('is not one of the trusted root: what it keeps is told', async () => {
    const other = await startSigstore();
    const problem = await failing({ services: { logs: [other.rekor1] } });
    await other.close();
    const host = new URL(other.rekor1.url).host;
    expect(problem).toMatchObject({ code: 'not-verified', check: { id: 'log-unknown' }, logged: [host] });
    expect(describeSigningProblem(problem)).toContain(
      `The transparency log ${host} may keep an entry of it.`,
    );
  });

  it('has the entry already: that one is used', async () => {
    const { request, world, image } = attempt();
    let conflicts = 0;
    const http: typeof world.http = async (sent) => {
      const response = await world.http(sent);
      if (sent.method !== 'POST' || !sent.url.endsWith(logPath) || conflicts > 0) return response;
      conflicts += 1;
      kept = response.body;
      return { status: 409, headers: { location: `${logPath}/abc` }, body: new Uint8Array() };
    };
    let kept: Uint8Array = new Uint8Array();
    const conflicting: typeof world.http = async (sent) =>
      sent.method === 'GET' && sent.url.endsWith('/abc')
        ? { status: 200, headers: {}, body: kept }
        : await http(sent);
    const [signed] = await signImage(request, { ...world, http: conflicting });
    expect(signed?.report).toMatchObject({ verdict: 'trusted', log: {} });
    expect(conflicts).toBe(1);
    expect(await whatIsFound(image)).toHaveLength(1);
  });
});

describe('the identity token', () => {
  it.each([
    ['no JWT', 'secret'],
    ['empty', ''],
    ['not JSON', 'aGVsbG8.aGVsbG8.aGVsbG8'],
    ['of nobody', identityToken({ sub: undefined })],
    ['without an issuer', identityToken({ iss: undefined })],
  ])('is malformed (%s): nobody is asked', async (_, token) => {
    sigstore.requests.length = 0;
    expect(await failing({ token })).toMatchObject({ code: 'token-malformed' });
    expect(sigstore.requests).toEqual([]);
  });

  it('names an e-mail address that is not verified', async () => {
    const token = identityToken({ email: 'ann@example.com', email_verified: false });
    expect(await failing({ token })).toMatchObject({ code: 'token-email' });
  });

  it('has expired: it is said when, and what to do', async () => {
    const world = signingWorld({ roots: [sigstore.root] });
    sigstore.answers.set(fulcioPath, {
      status: 400,
      body: '{"message":"There was an error processing the identity token"}',
    });
    const token = identityToken({ exp: Math.floor((world.clock.now() - minute) / 1000) });
    const problem = await failing({ token, world });
    expect(problem).toMatchObject({ code: 'token-expired', args: ['2025-12-31T23:59:00.000Z'] });
    expect(describeSigningProblem(problem)).toContain('sign in again');
  });

  it('has expired by a clock of ours that is wrong: the certificate authority knows better', async () => {
    const world = signingWorld({ roots: [sigstore.root] });
    const token = identityToken({ exp: Math.floor((world.clock.now() - 60 * minute) / 1000) });
    const [signed] = await signImage(...entries(attempt({ token, world })));
    expect(signed?.report.verdict).toBe('trusted');
  });

  it.each([-1, 1])('is used by a clock that is %d days off: when it was signed say others', async (days) => {
    const off = sigstore.now.getTime() + days * 24 * 60 * minute;
    const world = signingWorld({ roots: [sigstore.root], clock: { now: () => off, after: () => () => {} } });
    const [signed] = await signImage(...entries(attempt({ world })));
    expect(signed?.report).toMatchObject({ verdict: 'trusted', time: { at: sigstore.now.getTime() } });
    expect(world.log.join()).toContain('and the clock of this machine says');
  });

  it('stands in no message and in no log, even if a service sends it back', async () => {
    const token = identityToken({ sub: 'somebody' });
    const [header = '', payload = '', signature = ''] = token.split('.');
    for (const body of [
      `bad token ${token}`,
      JSON.stringify({ message: `bad token: ${token}` }),
      `${'x'.repeat(150)} ${token}`,
    ]) {
      sigstore.answers.set(fulcioPath, { status: 401, body });
      const world = signingWorld({ roots: [sigstore.root] });
      const problem = await failing({ token, world });
      const said = [describeSigningProblem(problem), JSON.stringify(problem), ...world.log].join('\n');
      for (const secret of [header, payload, signature]) expect(said).not.toContain(secret.slice(0, 12));
    }
  });

  it('goes to the certificate authority and to nobody else', async () => {
    const token = identityToken({ sub: 'only there' });
    sigstore.requests.length = 0;
    await signImage(...entries(attempt({ token })));
    const holders = sigstore.requests.filter(({ body }) => body.includes(token)).map(({ path }) => path);
    expect(holders).toEqual([fulcioPath]);
    expect(registry.requests.some((request) => JSON.stringify(request).includes(token))).toBe(false);
  });
});

describe('two signings at once', () => {
  it('each go through their own connections', async () => {
    const others = await startSigstore();
    const mine: string[] = [];
    const theirs: string[] = [];
    const noting = (urls: string[], world: TestWorld): TestWorld => ({
      ...world,
      http: async (request) => {
        urls.push(new URL(request.url).host);
        return await world.http(request);
      },
    });
    const one = attempt({ world: noting(mine, signingWorld({ roots: [sigstore.root] })) });
    const two = attempt({
      services: {
        fulcio: others.fulcio,
        logs: [others.rekor1],
        timestampAuthorities: [others.timestampAuthority],
      },
      world: noting(theirs, signingWorld({ roots: [others.root] })),
    });
    await Promise.all([signImage(...entries(one)), signImage(...entries(two))]);
    await others.close();
    expect(new Set(mine)).toEqual(new Set([new URL(sigstore.fulcio).host]));
    expect(new Set(theirs)).toEqual(new Set([new URL(others.fulcio).host]));
  });
});

describe('a key', () => {
  it('asks nobody but the registry unless told', async () => {
    const image = pushImage(registry, { text: 'key alone' });
    const world = signingWorld({ http: () => Promise.reject(new Error('nobody is to be asked')) });
    const request = signRequest(image, { signer: { type: 'key', key: keyOf() } });
    const own = signingWorld();
    const [signed] = await signImage(request, { ...own, http: world.http });
    expect(signed?.report.verdict).toBe('trusted');
  });
});

function entries({ request, world }: ReturnType<typeof attempt>): Parameters<typeof signImage> {
  return [request, world];
}
