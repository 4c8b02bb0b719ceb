import type { Manifest } from '../manifest/manifest.ts';
import { ciDiagnostics } from './ci-documents.ts';
import type { ClientFeatures } from './client-features.ts';
import { configurationDiagnostics } from './configuration-diagnostics.ts';
import type { DiagnosticList } from './diagnostics.ts';
import type { OpenDocument } from './document-store.ts';
import type { EngineHost } from './engine-host.ts';
import type { Profiles } from './profiles.ts';
import { trustPolicyDiagnostics } from './trust-policy-diagnostics.ts';

/** How diagnostics get to the client: pushed, or pulled by it. */
export interface DiagnosticsDelivery {
  /** Something is under way that the client has not got yet. */
  readonly busy: boolean;
  /** The document was opened or changed. */
  changed(document: OpenDocument): void;
  closed(document: OpenDocument): void;
  /** Evidence, settings or configuration changed: what was told may no longer be right. */
  refresh(): void | Promise<void>;
}

/** The diagnostics of any open document, as of now. */
export class DocumentDiagnostics {
  readonly #profiles: Profiles;
  readonly #host: EngineHost;
  readonly #client: Pick<ClientFeatures, 'jsonSchemas'>;

  constructor(profiles: Profiles, host: EngineHost, client: Pick<ClientFeatures, 'jsonSchemas'>) {
    this.#profiles = profiles;
    this.#host = host;
    this.#client = client;
  }

  /** Waits for settings and the verifier alone; the list belongs to the version that the document has when it is returned. */
  async of(document: OpenDocument): Promise<DiagnosticList> {
    const profile = await this.#profiles.of(document.uri, document.text.languageId);
    switch (profile.kind) {
      case 'other':
        return document.diagnostics.replace([]);
      case 'configuration':
        return document.diagnostics.replaceEqual(
          await configurationDiagnostics(document, () => this.#host.trusted),
        );
      case 'trust-policy':
        return document.diagnostics.replaceEqual(
          await trustPolicyDiagnostics(document, profile, {
            trusted: () => this.#host.trusted,
            jsonSchemas: this.#client.jsonSchemas,
          }),
        );
      case 'manifest': {
        const ci = await ciDiagnostics(document);
        if (ci && !namesImages(document.manifest(profile.manifest)))
          return document.diagnostics.replaceEqual(ci);
        return document.diagnostics.update(
          document.text,
          document.manifest(profile.manifest),
          profile.configuration,
          profile.evidence,
        );
      }
    }
  }
}

/** A manifest in a folder where CI files lie is a manifest. */
function namesImages({ documents }: Manifest): boolean {
  return documents.some(({ content }) => content.fields.length > 0 || content.suppressions.length > 0);
}
