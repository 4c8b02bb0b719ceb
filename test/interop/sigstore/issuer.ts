import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';

/** The claims of an account, by its name. */
export type Accounts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const client = 'sigstore';
const redirect = 'http://localhost/callback';

/** An OIDC server (`oidc-provider`) in which everybody whom `login_hint` names is signed in without being asked. */
export async function startIssuer(accounts: Accounts): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as { port: number }).port}`;
  const names = new Set(Object.values(accounts).flatMap((claims) => Object.keys(claims)));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(url, {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    clients: [
      {
        client_id: client,
        redirect_uris: [redirect],
        token_endpoint_auth_method: 'none',
        application_type: 'native',
      },
    ],
    claims: { openid: ['sub', ...names] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: { IdToken: 600, AccessToken: 600, AuthorizationCode: 60, Interaction: 60, Session: 600, Grant: 600 },
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ clientId: client, accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  const respond = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/sign-in/')) void signIn(provider, request, response);
    else void respond(request, response);
  });
  return { url, close: () => closed(server) };
}

async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  await provider.interactionFinished(request, response, {
    login: { accountId: String(params.login_hint) },
    consent: {},
  });
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** An identity token for this account, by the authorization code flow with PKCE, as a browser goes through it. */
export async function identityToken(issuer: string, account: string): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const question = new URL('/auth', issuer);
  question.search = new URLSearchParams({
    client_id: client,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid',
    login_hint: account,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const cookies = new Map<string, string>();
  let next = question;
  while (!next.href.startsWith(redirect)) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${next} answered ${answer.status}: ${await answer.text()}`);
    next = new URL(location, next);
  }
  const code = next.searchParams.get('code');
  if (code === null) throw new Error(`the sign-in ended at ${next}`);
  const answer = await fetch(new URL('/token', issuer), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client,
      redirect_uri: redirect,
      code,
      code_verifier: verifier,
    }),
  });
  const { id_token: token } = (await answer.json()) as { id_token?: string };
  if (token === undefined) throw new Error(`no identity token came with ${answer.status}`);
  return token;
}
