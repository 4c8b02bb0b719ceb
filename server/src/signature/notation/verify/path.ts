import type { TrustAnchor } from '../../verification.ts';
import {
  type Certificate,
  keyUsages,
  purposes,
  readCertificate,
  same,
  usageBesidesSigning,
} from '../x509/certificate.ts';
import { DerError } from '../x509/der.ts';
import { formatName } from '../x509/name.ts';
import { isSelfSigned, isSignedBy } from '../x509/signed-by.ts';
import { unknownDemand } from '../x509/understood.ts';

/** Found: signer first, up to the anchor. `problem`: every way to an anchor breaks a rule, this one; without it there is no way. */
export type Path = { readonly chain: readonly Certificate[] } | { readonly problem: string | undefined };

/** Certificates of a chain; real ones have four. */
const maxDepth = 8;
/** Signatures that are checked: strangers may send certificates that fit in many ways. */
const maxTries = 64;

/**
 * The way from a timestamp authority's certificate through those that came along to a root of the trust store, of
 * certificates that were all valid `at` that time and keep to the rules for timestamping (signature-specification.md,
 * Certificate Requirements; RFC 3161, 2.3). Never throws.
 */
export function findPath(
  signer: Certificate,
  others: readonly Certificate[],
  anchors: readonly TrustAnchor[],
  at: number,
): Path {
  const roots = anchors.flatMap(readRoot);
  const between = others.filter((certificate) => !isSelfIssued(certificate) || !isSelfSigned(certificate));
  let problem: string | undefined;
  let tries = 0;
  const issued = (certificate: Certificate, issuer: Certificate) => {
    if (!same(certificate.issuer.bytes, issuer.subject.bytes)) return false;
    return tries++ < maxTries && isSignedBy(certificate, issuer);
  };
  const walk = (chain: readonly Certificate[]): readonly Certificate[] | undefined => {
    const last = chain.at(-1)!;
    for (const root of roots) {
      if (!issued(last, root)) continue;
      const whole = [...chain, root];
      const broken = brokenRule(whole, at);
      if (broken === undefined) return whole;
      problem ??= broken;
    }
    if (chain.length + 1 >= maxDepth) return undefined;
    for (const next of between) {
      if (chain.includes(next) || !issued(last, next)) continue;
      const found = walk([...chain, next]);
      if (found) return found;
    }
    return undefined;
  };
  const chain = walk([signer]);
  return chain ? { chain } : { problem };
}

const known = new WeakMap<TrustAnchor, readonly Certificate[]>();

/** Only a self-signed authority is an anchor: whoever trusts an intermediate is told so where stores are read. */
function readRoot(anchor: TrustAnchor): readonly Certificate[] {
  let roots = known.get(anchor);
  if (!roots) {
    roots = rootIn(anchor);
    known.set(anchor, roots);
  }
  return roots;
}

function rootIn({ der }: TrustAnchor): readonly Certificate[] {
  try {
    const root = readCertificate(der);
    return root.basicConstraints?.ca && isSelfSigned(root) ? [root] : [];
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}

function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return same(issuer.bytes, subject.bytes);
}

/** What is wrong with the chain, or `undefined`. */
function brokenRule(chain: readonly Certificate[], at: number): string | undefined {
  for (const [index, certificate] of chain.entries()) {
    const { subject, notBefore, notAfter } = certificate;
    const name = formatName(subject);
    if (at < notBefore || at > notAfter) return `${name} was not valid then`;
    const demand = unknownDemand(certificate);
    if (demand !== undefined) return `${name} demands something unknown here (${demand})`;
    if (!isStrong(certificate)) return `the key of ${name} is too weak`;
    const broken = index === 0 ? brokenBySigner(certificate) : brokenByAuthority(certificate, index - 1);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function brokenBySigner(signer: Certificate): string | undefined {
  const { subject, basicConstraints, keyUsage, extendedKeyUsage } = signer;
  const name = formatName(subject);
  if (basicConstraints?.ca) return `${name} issues certificates, and may not make timestamps`;
  if (extendedKeyUsage?.oids.length !== 1 || extendedKeyUsage.oids[0] !== purposes.timeStamping) {
    return `${name} is not meant for timestamps and nothing else`;
  }
  if (!extendedKeyUsage.critical) return `the extended key usage of ${name} is not critical`;
  if (!keyUsage?.critical || !keyUsage.bits.has(keyUsages.digitalSignature))
    return `${name} is not meant for signing`;
  if (usageBesidesSigning(signer) !== undefined) return `${name} is meant for more than signing`;
  return undefined;
}

function brokenByAuthority(
  { subject, basicConstraints, keyUsage, extendedKeyUsage }: Certificate,
  authoritiesBelow: number,
): string | undefined {
  const name = formatName(subject);
  if (!basicConstraints?.ca || !basicConstraints.critical) return `${name} may not issue certificates`;
  if ((basicConstraints.pathLength ?? authoritiesBelow) < authoritiesBelow) {
    return `there are more authorities below ${name} than it allows`;
  }
  if (!keyUsage?.critical || !keyUsage.bits.has(keyUsages.keyCertSign))
    return `${name} may not sign certificates`;
  const { any, timeStamping } = purposes;
  if (extendedKeyUsage && !extendedKeyUsage.oids.some((oid) => oid === timeStamping || oid === any)) {
    return `${name} may not issue certificates for timestamps`;
  }
  return undefined;
}

function isStrong({ node: { publicKey } }: Certificate): boolean {
  const { modulusLength = 0, namedCurve = '' } = publicKey.asymmetricKeyDetails ?? {};
  return modulusLength >= 2048 || ['prime256v1', 'secp384r1', 'secp521r1'].includes(namedCurve);
}
