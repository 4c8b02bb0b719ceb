import type { PrivateSigstore } from '../sigstore/private-sigstore.ts';
import type { CosignVersion } from './workplace.ts';

/** How `imageseal sign --format` calls what cosign has had since version 3, and up to version 2. */
export const formats = ['bundle', 'legacy'] as const;
export type Format = (typeof formats)[number];

/** Flags by which `cosign sign` and `cosign attest` write a format with a key, and publish nothing. */
export function unpublished(version: CosignVersion, format: Format, sigstore: PrivateSigstore): string[] {
  if (format === 'legacy') return [...legacy(version), '--yes', '--tlog-upload=false'];
  return [...bundle(version), '--yes', '--signing-config', sigstore.emptyConfig];
}

/**
 * Whether a signature under an identity gets an entry in the private log. That is Rekor v2, of which the older format holds
 * no entries, and which refuses what cosign 2 sends it ("invalid type, must be hashedrekord").
 */
export function isLogged(version: CosignVersion, format: Format): boolean {
  return version === '3.1.3' && format === 'bundle';
}

/** Flags by which `cosign sign` and `cosign attest` sign under an identity, with the services of the private Sigstore. */
export function keyless(
  version: CosignVersion,
  format: Format,
  sigstore: PrivateSigstore,
  tokenFile: string,
): string[] {
  const common = ['--yes', '--identity-token', tokenFile, '--trusted-root', sigstore.trustedRoot];
  if (format === 'bundle') {
    const config = isLogged(version, format) ? sigstore.signingConfig : sigstore.unloggedConfig;
    return [...bundle(version), ...common, '--signing-config', config];
  }
  return [
    ...legacy(version),
    ...common,
    '--tlog-upload=false',
    `--fulcio-url=${sigstore.fulcio}`,
    `--timestamp-server-url=${sigstore.timestampAuthority}`,
    '--insecure-skip-verify',
  ];
}

/** Flags by which `cosign verify` and `cosign verify-attestation` read a format of a key, and ask for no log. */
export function trusting(
  version: CosignVersion,
  format: Format,
  publicKey: string,
  sigstore: PrivateSigstore,
): string[] {
  const flags = ['--key', publicKey, '--insecure-ignore-tlog'];
  // Cosign 2 wants a trusted root for every bundle, whether or not there is anything to be looked up in it.
  if (version === '2.6.5' && format === 'bundle') flags.push('--trusted-root', sigstore.trustedRoot);
  return [...reading(version, format), ...flags];
}

/** The same of an identity in the private Sigstore, which has no CT log. */
export function trustingIdentity(
  version: CosignVersion,
  format: Format,
  logged: boolean,
  { subject, issuer }: { readonly subject: string; readonly issuer: string },
  sigstore: PrivateSigstore,
): string[] {
  const flags = [
    ...reading(version, format),
    ...['--certificate-identity', subject, '--certificate-oidc-issuer', issuer, '--insecure-ignore-sct'],
  ];
  // Cosign 2 reads attestations of the older format under no trusted root.
  if (version === '2.6.5' && format === 'legacy') {
    flags.push('--ca-roots', sigstore.fulcioChain, '--timestamp-certificate-chain', sigstore.timestampChain);
  } else flags.push('--trusted-root', sigstore.trustedRoot);
  if (!logged) return [...flags, '--insecure-ignore-tlog', '--use-signed-timestamps'];
  // Cosign 2 does not see by itself that Rekor v2 says no time.
  return version === '2.6.5' ? [...flags, '--use-signed-timestamps'] : flags;
}

function reading(version: CosignVersion, format: Format): string[] {
  return version === '2.6.5' && format === 'bundle' ? ['--new-bundle-format'] : [];
}

function bundle(version: CosignVersion): string[] {
  return version === '2.6.5' ? ['--new-bundle-format'] : [];
}

function legacy(version: CosignVersion): string[] {
  return version === '2.6.5' ? [] : ['--new-bundle-format=false', '--use-signing-config=false'];
}
