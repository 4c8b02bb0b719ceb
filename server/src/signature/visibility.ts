import type { SignatureReport } from './report.ts';

/** Which tools find a signature where it is kept, and which do not. Names of tools and settings, not translated. */
export interface Visibility {
  readonly sees: readonly string[];
  readonly misses: readonly string[];
}

const cosign1to2 = 'cosign 1 to 2.5';
const cosign3 = 'cosign 2.6 (--new-bundle-format) and 3';
const imageValidatingPolicy = 'Kyverno ImageValidatingPolicy';
const clusterPolicyCosign = 'Kyverno ClusterPolicy (type: Cosign)';
const clusterPolicyBundle = 'Kyverno ClusterPolicy (type: SigstoreBundle)';
const controllerLegacy = 'policy-controller (signatureFormat: legacy, the default)';
const controllerBundle = 'policy-controller (signatureFormat: bundle)';

/**
 * As of Kyverno 1.19, policy-controller 0.15, cosign 3.1 and Ratify 1.4, read from their sources (docs/verification.md
 * has the table). `besideBundle`: the image also has a bundle, which hides legacy signatures from cosign 3.
 */
export function visibilityOf(report: SignatureReport, besideBundle: boolean): Visibility {
  const keyed = report.signer?.type !== 'certificate';
  switch (report.record.layout) {
    case 'referrer':
    case 'fallback-tag':
      return bundleVisibility(keyed, report.record.layout === 'fallback-tag');
    case 'legacy': {
      const sees = [cosign1to2, clusterPolicyCosign, imageValidatingPolicy, controllerLegacy, 'Ratify'];
      const misses = [clusterPolicyBundle, controllerBundle];
      return besideBundle
        ? { sees, misses: ['cosign 3 (it looks no further than the bundle beside it)', ...misses] }
        : { sees: ['cosign 1 to 3', ...sees.slice(1)], misses };
    }
    case 'legacy-attestation':
      return {
        sees: ['cosign verify-attestation', clusterPolicyCosign, controllerLegacy],
        misses: ['cosign verify', clusterPolicyBundle, controllerBundle],
      };
    case 'oci11':
      return {
        sees: ['cosign verify --experimental-oci11', 'Ratify'],
        misses: [
          'cosign verify',
          clusterPolicyCosign,
          clusterPolicyBundle,
          controllerLegacy,
          controllerBundle,
        ],
      };
    case 'notation':
      return {
        sees: ['notation', 'Ratify', 'Kyverno ClusterPolicy (type: Notary)', imageValidatingPolicy],
        misses: ['cosign', 'policy-controller'],
      };
  }
}

/** A bundle under a fallback tag is listed there with the wrong artifact type, by which ClusterPolicy sorts it out. */
function bundleVisibility(keyed: boolean, fallbackTag: boolean): Visibility {
  const sees = [cosign3, imageValidatingPolicy];
  const misses = [cosign1to2, clusterPolicyCosign, controllerLegacy];
  (fallbackTag ? misses : sees).push(clusterPolicyBundle);
  // With a key it stops: "the authority must be keyless".
  (keyed ? misses : sees).push(controllerBundle);
  return { sees, misses };
}
