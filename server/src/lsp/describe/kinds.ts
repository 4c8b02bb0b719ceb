import * as l10n from '@vscode/l10n';
import { isProvenance, type SignatureKind, type SignatureRecord } from '../../signature/report.ts';

/** What a signature is called, before or after it was read. */
export function kindName(
  { kind, predicateType }: { readonly kind: SignatureKind; readonly predicateType?: string },
  record: SignatureRecord,
): string {
  if (isProvenance({ ...(predicateType !== undefined && { predicateType }) }))
    return l10n.t('SLSA provenance');
  if (kind === 'attestation') return attestationName(predicateType ?? '');
  switch (record.layout) {
    case 'notation':
      return l10n.t('Notary Project signature');
    case 'legacy':
    case 'oci11':
    case 'legacy-attestation':
      return l10n.t('Cosign signature');
    case 'referrer':
    case 'fallback-tag':
      return record.mediaType.startsWith('application/vnd.dev.sigstore.bundle')
        ? l10n.t('Sigstore bundle')
        : l10n.t('Signature');
  }
}

function attestationName(predicateType: string): string {
  if (predicateType.startsWith('https://spdx.dev/Document')) return l10n.t('SPDX SBOM');
  if (predicateType.startsWith('https://cyclonedx.org/')) return l10n.t('CycloneDX SBOM');
  if (
    /^https:\/\/(?:cosign\.sigstore\.dev\/attestation\/vuln|in-toto\.io\/attestation\/vuln)/.test(
      predicateType,
    )
  )
    return l10n.t('Vulnerability scan');
  return l10n.t('Attestation');
}

/** Where it is kept. */
export function placeName({ layout }: SignatureRecord): string {
  switch (layout) {
    case 'referrer':
    case 'oci11':
    case 'notation':
      return l10n.t('referrer');
    case 'fallback-tag':
      return l10n.t('fallback tag');
    case 'legacy':
      return l10n.t('.sig tag');
    case 'legacy-attestation':
      return l10n.t('.att tag');
  }
}
