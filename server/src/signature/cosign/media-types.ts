/** What cosign and the Sigstore clients write. */
export const bundlePrefix = 'application/vnd.dev.sigstore.bundle';
export const simpleSigning = 'application/vnd.dev.cosign.simplesigning.v1+json';

/** Manifest annotations of a bundle. */
export const bundleContent = 'dev.sigstore.bundle.content';
export const bundlePredicateType = 'dev.sigstore.bundle.predicateType';

/** Layer annotation of a legacy attestation. */
export const legacyPredicateType = 'predicateType';

/** The predicate type of the statement that `cosign sign` 3 signs: a signature, not an attestation. */
export const signPredicateType = 'https://sigstore.dev/cosign/sign/v1';

/** A legacy attestation's layer. */
export const dsseEnvelope = 'application/vnd.dsse.envelope.v1+json';
