import type { SessionContext } from './context.ts';
import { DiagnosticsPull } from './diagnostics-pull.ts';
import { DiagnosticsPush } from './diagnostics-push.ts';
import { type DiagnosticsDelivery, DocumentDiagnostics } from './document-diagnostics.ts';

/** Diagnostics are fetched by clients that can, and sent to all others; `onDone` comes after each time they were sent. */
export function createDelivery(context: SessionContext, onDone: () => void): DiagnosticsDelivery {
  const { connection, documents, guard, client, profiles, host } = context;
  const diagnostics = new DocumentDiagnostics(profiles, host, client);
  const common = { connection, documents, diagnostics, guard };
  if (client.pullDiagnostics) return new DiagnosticsPull(common);
  return new DiagnosticsPush({ ...common, versioned: client.diagnosticVersion, onDone });
}
