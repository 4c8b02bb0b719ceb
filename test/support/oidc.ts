import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';
import { MemoryAdapter } from './oidc/memory.ts';

export { OidcBrowser, type Page } from './oidc/browser.ts';

export interface OidcServerOptions {
  /** Who signs in (default `alice@example.com`, verified). */
  readonly account?: OidcAccount;
  /** A client with a secret beside the public `sigstore`. */
  readonly confidential?: { readonly id: string; readonly secret: string };
  /** A name for 127.0.0.1 in the issuer (default the address): editors in a browser forward what is plainly local. */
  readonly host?: string;
  /** How long ID tokens hold (default 600). */
  readonly idTokenSeconds?: number;
}

export interface OidcAccount {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  /** What their ID tokens say beside it: those of CI jobs say much. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A real OpenID Connect server on 127.0.0.1 that asks nobody anything. */
export interface OidcServer {
  /** `http://<host>:<port>`; its public client is `sigstore`, as at Sigstore's own issuer. */
  readonly issuer: string;
  /**
   * What happens when somebody arrives to sign in: they are let in, they decline, or the page just stands there.
   * Default `accept`.
   */
  answer: 'accept' | 'decline' | 'wait';
  /** Method and path of every request, oldest first, without queries. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const alice: OidcAccount = { sub: 'alice', email: 'alice@example.com', email_verified: true };

export async function startOidc(options: OidcServerOptions = {}): Promise<OidcServer> {
  const requests: string[] = [];
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const http = createServer((request, response) => {
    requests.push(`${request.method} ${(request.url ?? '').split('?')[0]}`);
    handle(request, response);
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const issuer = `http://${options.host ?? '127.0.0.1'}:${(http.address() as AddressInfo).port}`;
  const account = options.account ?? alice;
  const provider = new Provider(issuer, configurationOf(options, account));
  // Polling every second is enough patience for a test.
  provider.use(async (context, next) => {
    await next();
    if (context.path === '/device/auth' && context.status === 200) {
      context.body = { ...(context.body as object), interval: 1 };
    }
  });
  // As at Sigstore's issuer: any port and path of the machine that the browser runs on.
  provider.Client.prototype.redirectUriAllowed = (uri) =>
    /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//.test(uri);
  const server: OidcServer = {
    issuer,
    answer: 'accept',
    requests,
    close: async () => {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
    },
  };
  const protocol = provider.callback();
  handle = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void protocol(request, response);
    if (server.answer === 'wait') return void response.end('<p>Who are you?</p>');
    const result =
      server.answer === 'accept'
        ? // Native programs must be agreed to every time.
          { login: { accountId: account.sub }, consent: {} }
        : { error: 'access_denied', error_description: 'the user declined' };
    provider.interactionFinished(request, response, result).catch((error: Error) => {
      response.writeHead(500).end(error.message);
    });
  };
  return server;
}

function configurationOf(
  { confidential, idTokenSeconds = 600 }: OidcServerOptions,
  account: OidcAccount,
): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const page =
    (title: string) =>
    (context: { body?: unknown }, form = '') => {
      context.body = `<h1>${title}</h1>${form}`;
    };
  return {
    adapter: MemoryAdapter,
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['test'] },
    clients: [
      {
        client_id: 'sigstore',
        token_endpoint_auth_method: 'none',
        ...native,
      },
      ...(confidential
        ? [{ client_id: confidential.id, client_secret: confidential.secret, ...native }]
        : []),
    ],
    claims: {
      openid: ['sub', ...Object.keys(account.claims ?? {})],
      email: ['email', 'email_verified'],
    },
    // As Sigstore's issuer, which has no other place for the address.
    conformIdTokenClaims: false,
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ ...account, ...account.claims }) }),
    // Whoever is let in agrees to everything.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    ttl: {
      IdToken: idTokenSeconds,
      Session: 600,
      Interaction: 600,
      Grant: 600,
      AccessToken: 600,
      DeviceCode: 600,
    },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: async (context, form) => page('Enter the code')(context, form),
        userCodeConfirmSource: async (context, form) => page('Is this yours?')(context, form),
        successSource: async (context) => page('Done')(context),
      },
    },
    renderError: async (context, { error }) => page(error)(context),
  };
}

const native = {
  application_type: 'native' as const,
  redirect_uris: ['http://localhost/auth/callback'],
  response_types: ['code' as const],
  grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
};
