import { type Certificate, extensionOids } from './certificate.ts';

/** Extensions that are understood here, or that restrict nothing that is asked here. Name constraints are not among them. */
const understood: ReadonlySet<string> = new Set([
  extensionOids.basicConstraints,
  extensionOids.keyUsage,
  extensionOids.extendedKeyUsage,
  extensionOids.subjectKeyIdentifier,
  extensionOids.authorityKeyIdentifier,
  extensionOids.subjectAltName,
  extensionOids.crlDistributionPoints,
  extensionOids.certificatePolicies,
  extensionOids.authorityInfoAccess,
]);

/** What the certificate demands that nobody here knows (RFC 5280, 4.2), an OID. `also`: what the caller understands besides. */
export function unknownDemand(
  { extensions }: Pick<Certificate, 'extensions'>,
  also?: string,
): string | undefined {
  const demand = [...extensions].find(
    ([oid, { critical }]) => critical && !understood.has(oid) && oid !== also,
  );
  return demand?.[0];
}
