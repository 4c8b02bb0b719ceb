import type { TrustedIdentity } from './trust-settings.ts';

export const githubIssuer = 'https://token.actions.githubusercontent.com';
export const gitlabIssuer = 'https://gitlab.com';

/** Hosts whose repositories have one issuer: what their CI jobs are vouched for by. */
const issuerOfHost: Readonly<Record<string, string>> = {
  'github.com': githubIssuer,
  'gitlab.com': gitlabIssuer,
};

/** Regular expression that the repositories of these hosts match. */
export const impliesIssuer = `^https://(?:${Object.keys(issuerOfHost)
  .map((host) => host.replaceAll('.', '\\.'))
  .join('|')})/`;

/** The identity, with the issuer that its repository implies where it names none. */
export function withImpliedIssuer(identity: TrustedIdentity): TrustedIdentity {
  const { repository, issuer, issuerRegExp } = identity;
  if (repository === undefined || issuer !== undefined || issuerRegExp !== undefined) return identity;
  const host = /^https:\/\/([^/]+)\//.exec(repository)?.[1];
  const implied = host !== undefined && Object.hasOwn(issuerOfHost, host) ? issuerOfHost[host] : undefined;
  return implied === undefined ? identity : { ...identity, issuer: implied };
}
