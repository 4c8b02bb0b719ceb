import type { CertificateSigner } from '../signature/report.ts';
import type { TrustedIdentity } from './policy.ts';
import { findsMatch } from './regexp.ts';

/** Is the signer of a verified certificate this identity? Exact members are compared whole. */
export function isIdentity(identity: TrustedIdentity, signer: CertificateSigner): boolean {
  const { issuer, issuerRegExp, subject, subjectRegExp, repository, ref, workflow } = identity;
  // An identity that names nobody is nobody.
  if (subject === undefined && subjectRegExp === undefined && repository === undefined) return false;
  if (issuer === undefined && issuerRegExp === undefined) return false;
  return (
    (issuer === undefined || signer.issuer === issuer) &&
    (issuerRegExp === undefined || findsMatch(issuerRegExp, signer.issuer)) &&
    (subject === undefined || signer.subject === subject) &&
    (subjectRegExp === undefined || findsMatch(subjectRegExp, signer.subject)) &&
    (repository === undefined || signer.sourceRepository === repository) &&
    (ref === undefined || (signer.sourceRef !== undefined && isRef(ref, signer.sourceRef))) &&
    (workflow === undefined || workflowOf(signer) === workflow)
  );
}

/** `.github/workflows/release.yml` of `https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main`. */
export function workflowOf({ buildConfig, sourceRepository }: CertificateSigner): string | undefined {
  if (buildConfig === undefined || sourceRepository === undefined) return undefined;
  // GitLab has two slashes there: https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main
  const prefix = `${sourceRepository}/`;
  if (!buildConfig.startsWith(prefix)) return undefined;
  const path = buildConfig.slice(prefix.length).replace(/^\//, '');
  const at = path.indexOf('@');
  return at < 0 ? path : path.slice(0, at);
}

/** `*` stands for any characters but `/`; everything else is itself. By RE2, so that no ref makes it slow. */
function isRef(pattern: string, ref: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return findsMatch(`^${parts.join('[^/]*')}$`, ref);
}
