import { randomBytes } from 'node:crypto';
import { type Exchange, failure, json, type Reply } from './exchange.ts';

export type AuthOptions =
  | { readonly mode: 'none' }
  | { readonly mode: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly mode: 'bearer';
      readonly username?: string;
      readonly password?: string;
      /** Accepted by `POST /token` as a refresh token. */
      readonly identityToken?: string;
      /** A bearer token that is accepted for everything, as Docker's `registrytoken`. */
      readonly registryToken?: string;
      /** Whether a token without a user may pull (default false). */
      readonly anonymousPull?: boolean;
      /** Where clients are sent for a token (default: `/token` here). */
      readonly realm?: string;
      /** Seconds (default 300). */
      readonly expiresIn?: number;
      /** The member that holds the token (default both). */
      readonly tokenMember?: 'token' | 'access_token' | 'both';
    };

type Bearer = Extract<AuthOptions, { mode: 'bearer' }>;

interface Grant {
  /** `repository:acme/app:pull` … */
  readonly scopes: ReadonlySet<string>;
  readonly expires: number;
}

/** The gate of one virtual host: who may pass, and its token endpoint. */
export class Gate {
  private readonly auth: AuthOptions;
  private readonly grants = new Map<string, Grant>();

  constructor(auth: AuthOptions) {
    this.auth = auth;
  }

  /** The refusal, or `undefined` when the request may pass. `scope` is what it needs, `undefined` for `/v2/`. */
  refuse(exchange: Exchange, scope: string | undefined): Reply | undefined {
    const { auth } = this;
    const authorization = exchange.headers.authorization;
    if (auth.mode === 'none') return undefined;
    if (auth.mode === 'basic') {
      if (authorization === basic(auth.username, auth.password)) return undefined;
      return denied({ 'www-authenticate': `Basic realm="${exchange.authority}"` });
    }
    const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token !== undefined && this.allows(auth, token, scope)) return undefined;
    const realm = auth.realm ?? `http://${exchange.authority}/token`;
    const error = token === undefined ? '' : ',error="insufficient_scope"';
    const wanted = scope === undefined ? '' : `,scope="${scope}"`;
    const challenge = `Bearer realm="${realm}",service="${exchange.authority}"${wanted}${error}`;
    return denied({ 'www-authenticate': challenge });
  }

  /** `GET /token` with a user or without, `POST /token` with an identity token or a password. */
  token(exchange: Exchange): Reply {
    const { auth } = this;
    if (auth.mode !== 'bearer') return failure(404, 'UNSUPPORTED', 'this host has no token endpoint');
    const form = exchange.method === 'POST';
    const fields = form ? new URLSearchParams(new TextDecoder().decode(exchange.body)) : exchange.query;
    const user = form ? this.formUser(auth, fields) : this.headerUser(auth, exchange.headers.authorization);
    if (user === 'wrong') return denied({});
    const pullOnly = user === 'anonymous';
    if (pullOnly && !auth.anonymousPull) return this.issue(auth, new Set());
    const scopes = fields.getAll('scope').flatMap((scope) => scope.split(' '));
    const granted = scopes.flatMap(actionsOf).filter((scope) => !pullOnly || scope.endsWith(':pull'));
    return this.issue(auth, new Set(granted));
  }

  private allows(auth: Bearer, token: string, scope: string | undefined): boolean {
    if (token === auth.registryToken) return true;
    const grant = this.grants.get(token);
    if (grant === undefined || grant.expires <= Date.now()) return false;
    return scope === undefined || grant.scopes.has(scope);
  }

  private issue(auth: Bearer, scopes: ReadonlySet<string>): Reply {
    const token = randomBytes(18).toString('base64url');
    const seconds = auth.expiresIn ?? 300;
    this.grants.set(token, { scopes, expires: Date.now() + seconds * 1000 });
    const member = auth.tokenMember ?? 'both';
    return json(200, {
      ...(member === 'access_token' ? {} : { token }),
      ...(member === 'token' ? {} : { access_token: token }),
      expires_in: seconds,
    });
  }

  private headerUser(auth: Bearer, authorization: string | undefined): 'known' | 'anonymous' | 'wrong' {
    if (authorization === undefined) return 'anonymous';
    if (auth.username === undefined || auth.password === undefined) return 'wrong';
    return authorization === basic(auth.username, auth.password) ? 'known' : 'wrong';
  }

  private formUser(auth: Bearer, form: URLSearchParams): 'known' | 'wrong' {
    const grantType = form.get('grant_type');
    if (grantType === 'refresh_token') {
      const token = form.get('refresh_token');
      return auth.identityToken !== undefined && token === auth.identityToken ? 'known' : 'wrong';
    }
    if (grantType !== 'password' || auth.username === undefined) return 'wrong';
    const same = form.get('username') === auth.username && form.get('password') === auth.password;
    return same ? 'known' : 'wrong';
  }
}

/** `repository:a:pull,push` asks for two things. */
function actionsOf(scope: string): string[] {
  const colon = scope.lastIndexOf(':');
  return scope
    .slice(colon + 1)
    .split(',')
    .map((action) => `${scope.slice(0, colon)}:${action}`);
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function denied(headers: Record<string, string>): Reply {
  return failure(401, 'UNAUTHORIZED', 'authentication required', headers);
}
