import type { ConfiguredServices } from './signing.ts';

/**
 * The public Sigstore instance, as its signing configuration (`signing_config.v0.2.json` of its TUF repository, taken over
 * on 21 August 2026) has it. Newer ones come over TUF, or from a file of the user.
 */
export const publicServices: ConfiguredServices = {
  services: {
    fulcio: 'https://fulcio.sigstore.dev',
    logs: [{ url: 'https://rekor.sigstore.dev', version: 1 }],
    timestampAuthorities: ['https://timestamp.sigstore.dev/api/v1/timestamp'],
  },
  issuers: ['https://oauth2.sigstore.dev/auth'],
};
