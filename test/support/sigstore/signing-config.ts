import type { SigstoreServices } from './services.ts';

/** The signing configuration of a private Sigstore, as `cosign signing-config create` writes it. */
export function signingConfig(services: SigstoreServices, issuer: string): string {
  const service = (url: string, majorApiVersion: number) => [
    { url, majorApiVersion, validFor: { start: '2020-01-01T00:00:00Z' }, operator: 'test' },
  ];
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: service(services.fulcio, 1),
    oidcUrls: service(issuer, 1),
    rekorTlogUrls: service(services.rekor1.url, 1),
    rekorTlogConfig: { selector: 'ANY' },
    tsaUrls: service(`${services.timestampAuthority}/api/v1/timestamp`, 1),
    tsaConfig: { selector: 'ANY' },
  });
}
