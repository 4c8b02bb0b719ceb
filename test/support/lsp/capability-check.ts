import type { ClientCapabilities } from 'vscode-languageserver/node';

type Params = Record<string, unknown> | undefined;

/** Which capability each message of the server needs; a method that is not here must not be sent at all. */
const needed: Record<string, (client: ClientCapabilities, params: Params) => boolean> = {
  'window/logMessage': () => true,
  '$/progress': () => true,
  '$/cancelRequest': () => true,
  '$/logTrace': () => true,
  'imageseal/status': () => true,
  'imageseal/imagesChanged': () => true,
  // Whoever asks for signing without a key serves these.
  'imageseal/openUrl': () => true,
  'imageseal/externalUri': () => true,
  'textDocument/publishDiagnostics': (client, params) =>
    params?.version === undefined || client.textDocument?.publishDiagnostics?.versionSupport === true,
  'workspace/configuration': ({ workspace }) => workspace?.configuration === true,
  'workspace/diagnostic/refresh': ({ workspace }) => workspace?.diagnostics?.refreshSupport === true,
  'workspace/codeLens/refresh': ({ workspace }) => workspace?.codeLens?.refreshSupport === true,
  'workspace/inlayHint/refresh': ({ workspace }) => workspace?.inlayHint?.refreshSupport === true,
  'client/registerCapability': ({ workspace }, params) =>
    ((params?.registrations ?? []) as { method: string }[]).every(({ method }) => {
      if (method === 'workspace/didChangeConfiguration')
        return workspace?.didChangeConfiguration?.dynamicRegistration;
      if (method === 'workspace/didChangeWatchedFiles')
        return workspace?.didChangeWatchedFiles?.dynamicRegistration;
      return false;
    }),
};

/** What is wrong with a message of the server, as far as the client's capabilities go. */
export function violation(
  client: ClientCapabilities,
  method: string,
  params: Params,
  httpFetch: boolean,
): string | undefined {
  if (method === 'imageseal/httpFetch') return httpFetch ? undefined : 'httpFetch is not served';
  const allowed = needed[method];
  if (allowed === undefined) return `${method} is not expected`;
  if (!allowed(client, params)) return `${method} needs a capability that the client lacks`;
  if (method !== 'textDocument/publishDiagnostics') return undefined;
  const { codeDescriptionSupport, dataSupport } = client.textDocument?.publishDiagnostics ?? {};
  const diagnostics = (params?.diagnostics ?? []) as Record<string, unknown>[];
  if (!codeDescriptionSupport && diagnostics.some((each) => each.codeDescription))
    return 'codeDescription is not supported';
  if (!dataSupport && diagnostics.some((each) => each.data)) return 'data is not supported';
  return undefined;
}
