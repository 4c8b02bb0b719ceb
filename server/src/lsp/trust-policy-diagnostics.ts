import type { Diagnostic } from 'vscode-languageserver/node';
import { isTrustPolicyName } from '../platform/trust-policies.ts';
import { loadNotation } from '../trust/notation/load-notation.ts';
import { toRange, toSeverity } from './convert.ts';
import { diagnosticSource } from './diagnostics.ts';
import type { OpenDocument } from './document-store.ts';
import type { TrustPolicyProfile } from './profiles.ts';
import { nameOf } from './uris.ts';

export interface TrustPolicyDiagnosticsOptions {
  /** Trust stores are looked into only in a trusted workspace. */
  readonly trusted: () => boolean;
  /** The client says by itself what the JSON schema says. */
  readonly jsonSchemas: boolean;
}

/** What is wrong in a trust policy document of the Notary Project, as it stands in the editor when this resolves. */
export async function trustPolicyDiagnostics(
  document: OpenDocument,
  { named, store }: TrustPolicyProfile,
  { trusted, jsonSchemas }: TrustPolicyDiagnosticsOptions,
): Promise<Diagnostic[]> {
  // Others call other files so: trust policies of AWS roles.
  if (!named && !/"trustPolicies"/i.test(document.text.getText())) return [];
  const { checkPolicy } = await loadNotation();
  const { text } = document;
  const problems = checkPolicy(text.getText(), trusted() ? store() : undefined, Date.now());
  // The schema is registered for files of these names.
  const told = jsonSchemas && isTrustPolicyName(document.path ?? nameOf(document.uri));
  return problems
    .filter(({ schema }) => !(schema && told))
    .map(
      ({ span, severity, message }): Diagnostic => ({
        range: toRange(text, span),
        severity: toSeverity(severity),
        code: 'trust-policy',
        source: diagnosticSource,
        message,
      }),
    );
}
