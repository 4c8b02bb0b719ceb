import { env, Uri } from 'vscode';
import type { ExternalUriParams, OpenUrlParams } from '../../../server/src/lsp/signing-protocol.ts';
import { mayConnect } from '../workspace-mode.ts';

/** Shows the issuer's page in the user's browser; the editor may ask first, and `false` is their no. */
export async function openUrl({ url }: OpenUrlParams): Promise<boolean> {
  if (!mayConnect() || !/^https?:\/\//.test(url)) return false;
  // The editor would make %2B of a plus, which stands for a space here.
  const [address = '', ...query] = url.split('?');
  const sound = [address, ...query.map((each) => each.replaceAll('+', '%20'))].join('?');
  return await env.openExternal(Uri.parse(sound, true));
}

/** Where that browser reaches a port of the machine that the server runs on: forwarded, if that is another one. */
export async function externalUri({ url }: ExternalUriParams): Promise<string> {
  return (await env.asExternalUri(Uri.parse(url, true))).toString(true);
}
