import type { Diagnostic } from 'vscode-languageserver/node';
import { parseConfigurationFile } from '../configuration/parse-configuration.ts';
import { checkersFor, configurationProblems } from '../platform/configuration-problems.ts';
import { toRange, toSeverity } from './convert.ts';
import { diagnosticSource } from './diagnostics.ts';
import type { OpenDocument } from './document-store.ts';

/**
 * What is wrong in a `.imageseal.yaml`, as it stands in the editor when this resolves. The files it names are looked at
 * only in a trusted workspace: its text may name any file of the machine.
 */
export async function configurationDiagnostics(
  document: OpenDocument,
  trusted: () => boolean,
): Promise<Diagnostic[]> {
  let parsed = parseConfigurationFile(document.text.getText());
  const checkers = await checkersFor(parsed);
  const { text, path } = document;
  parsed = parseConfigurationFile(text.getText());
  return configurationProblems(parsed, trusted() ? path : undefined, checkers).map(
    ({ span, message, severity }): Diagnostic => ({
      range: toRange(text, span),
      severity: toSeverity(severity),
      code: 'configuration',
      source: diagnosticSource,
      message,
    }),
  );
}
