import type { Credential } from '../registry/ports.ts';

/** What Docker's `config.json` and containers' `auth.json` say about credentials. */
export interface DockerConfig {
  /** By normalised key: a host, or a host with the beginning of a repository path. */
  readonly auths: ReadonlyMap<string, AuthEntry>;
  /** Host → name of a credential helper. */
  readonly credHelpers: ReadonlyMap<string, string>;
  readonly credsStore: string | undefined;
}

export interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** Under which Docker Hub's credentials are kept, in files and by helpers. */
export const DOCKER_HUB_SERVER = 'https://index.docker.io/v1/';

const DOCKER_HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** @throws Error when the text is no JSON object. The message never quotes the text. */
export function parseDockerConfig(text: string): DockerConfig {
  const json = parseObject(text);
  return {
    auths: new Map(entriesOf(json.auths).map(([key, value]) => [normaliseKey(key), authEntry(value)])),
    credHelpers: new Map(
      entriesOf(json.credHelpers).flatMap(([key, value]) =>
        typeof value === 'string' && value !== '' ? [[normaliseKey(key), value] as const] : [],
      ),
    ),
    credsStore: typeof json.credsStore === 'string' && json.credsStore !== '' ? json.credsStore : undefined,
  };
}

/** The keys under which credentials of a repository may stand, the most specific first: `r/a/b`, `r/a`, `r`. */
export function lookupKeys(registry: string, repository: string): string[] {
  const segments = [normaliseKey(registry), ...repository.split('/')];
  return segments.map((_, dropped) => segments.slice(0, segments.length - dropped).join('/'));
}

/**
 * `https://ghcr.io/v2/` → `ghcr.io`; the names of Docker Hub → `docker.io`; `quay.io/acme` keeps its path. A key with a
 * scheme names a host whatever its path, as Docker reads it.
 */
export function normaliseKey(key: string): string {
  const bare = key.replace(/^https?:\/\//i, '');
  const trimmed = bare.replace(/\/+$/, '');
  const slash = trimmed.indexOf('/');
  const host = (slash < 0 ? trimmed : trimmed.slice(0, slash)).toLowerCase();
  const path = slash < 0 ? '' : trimmed.slice(slash);
  const canonical = DOCKER_HUB_HOSTS.has(host) ? 'docker.io' : host;
  return bare !== key || /^\/v[12]$/.test(path) ? canonical : canonical + path;
}

/** The credential in an entry; `undefined` for the empty entries that Docker leaves where a helper keeps the rest. */
export function credentialOf(entry: AuthEntry): Credential | undefined {
  if (entry.registrytoken) return { type: 'registry-token', token: entry.registrytoken };
  if (entry.identitytoken) return { type: 'identity-token', token: entry.identitytoken };
  if (entry.auth) return decodeAuth(entry.auth);
  return userCredential(entry.username ?? '', entry.password ?? '');
}

/** The username `<token>` says that the secret is an identity token. */
export function userCredential(username: string, secret: string): Credential | undefined {
  if (secret === '') return undefined;
  if (username === '<token>') return { type: 'identity-token', token: secret };
  return username === '' ? undefined : { type: 'basic', username, password: secret };
}

function decodeAuth(auth: string): Credential | undefined {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  // Docker pads short passwords with NUL.
  return userCredential(text.slice(0, colon), text.slice(colon + 1).replace(/^\0+|\0+$/g, ''));
}

function authEntry(value: unknown): AuthEntry {
  const entry: Record<string, string> = {};
  for (const [name, member] of entriesOf(value)) if (typeof member === 'string') entry[name] = member;
  return entry;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // JSON.parse quotes what it cannot read, and that may be a password.
    throw new Error('it is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('it is not a JSON object');
  return value as Record<string, unknown>;
}
