import { commands, l10n, type Uri, window, workspace } from 'vscode';
import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import {
  type NotationKeysResult,
  type NotationSignWith,
  notationKeysRequest,
} from '../../../server/src/lsp/signing-protocol.ts';
import type { Server } from '../server.ts';
import { askAnnotations, pickOptions } from './ask-options.ts';
import { askFile, pick, shortPath } from './ask-signer.ts';
import { notationKeyChoices, notationOptionChoices } from './choices.ts';

export interface NotationSigner {
  readonly type: 'notation';
  readonly key: NotationSignWith['key'];
  /** For people. */
  readonly name: string;
}

/** A key that notation knows, or one in a file; a certificate for tests is made on the way. */
export async function askNotationKey(title: string, server: Server): Promise<NotationSigner | undefined> {
  const placeHolder = l10n.t('Which key signs?');
  for (;;) {
    const known = await server.ask<NotationKeysResult | null>(notationKeysRequest, {});
    if (known && 'problem' in known) void window.showWarningMessage(known.problem);
    const keys = known && 'keys' in known ? known.keys : [];
    const choice = await pick(notationKeyChoices(keys), { title, placeHolder });
    if (choice === undefined) return undefined;
    if (choice.type === 'name') return { type: 'notation', key: choice.name, name: choice.name };
    if (choice.type === 'pick-file') return await askKeyFile();
    await commands.executeCommand(clientCommands.generateNotationTestCertificate, true);
  }
}

async function askKeyFile(): Promise<NotationSigner | undefined> {
  const key = await askFile(l10n.t('Private key to sign with'), {
    [l10n.t('Private keys')]: ['key', 'pem'],
  });
  if (key === undefined) return undefined;
  const beside = key.with({ path: key.path.replace(/(?:\.key|\.pem)?$/, '.crt') });
  const certificates = (await isThere(beside))
    ? beside
    : await askCertificates(l10n.t('Its certificates: that of the key first, the root last'));
  if (certificates === undefined) return undefined;
  const uris = { key: key.toString(), certificates: certificates.toString() };
  return { type: 'notation', key: uris, name: shortPath(uris.key) };
}

async function askCertificates(title: string): Promise<Uri | undefined> {
  return await askFile(title, { [l10n.t('Certificates')]: ['crt', 'pem', 'cer'] });
}

async function isThere(uri: Uri): Promise<boolean> {
  return await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

export interface NotationOptions {
  readonly annotations: Readonly<Record<string, string>>;
  readonly recursive: boolean;
  readonly notation: Pick<NotationSignWith, 'format' | 'expiry' | 'timestamp'>;
  /** What the question before signing says of them. */
  readonly words: readonly string[];
}

/** What is not asked of everybody: Enter takes none of it. */
export async function askNotationOptions(
  title: string,
  isIndex: boolean,
): Promise<NotationOptions | undefined> {
  const picked = await pickOptions(title, notationOptionChoices(isIndex));
  if (picked === undefined) return undefined;
  const metadata = l10n.t('User metadata, as notation sign -m takes it; several with commas');
  const annotations = picked.has('annotations') ? await askAnnotations(title, metadata) : {};
  if (annotations === undefined) return undefined;
  const expiry = picked.has('expiry') ? await askExpiry(title) : '';
  if (expiry === undefined) return undefined;
  const timestamp = picked.has('timestamp') ? await askTimestamp(title) : false;
  if (timestamp === undefined) return undefined;
  const format = picked.has('cose') ? 'cose' : 'jws';
  const host = timestamp && URL.parse(timestamp.url)?.host;
  return {
    ...{ annotations, recursive: picked.has('recursive') },
    notation: {
      format,
      ...(expiry !== '' && { expiry }),
      ...(timestamp && { timestamp }),
    },
    words: [
      l10n.t('As the Notary Project does, in an envelope of type {0}', format.toUpperCase()),
      ...(expiry === '' ? [] : [l10n.t('Expires after: {0}', expiry)]),
      ...(host ? [l10n.t('{0} is asked for a timestamp and learns a hash of the signature.', host)] : []),
    ],
  };
}

async function askExpiry(title: string): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title,
    prompt: l10n.t('For how long the signature is to hold'),
    placeHolder: '2160h, 24h, 1h30m',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^(?=.*[1-9])(?:\d+[hms])+$/.test(text.trim())
        ? undefined
        : l10n.t('Hours, minutes and seconds are needed, such as 24h or 1h30m.'),
  });
  return typed?.trim();
}

async function askTimestamp(title: string): Promise<NotationSignWith['timestamp']> {
  const url = await window.showInputBox({
    title,
    prompt: l10n.t('Address of the timestamp authority (RFC 3161)'),
    placeHolder: 'http://timestamp.digicert.com',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https?:$/.test(URL.parse(text.trim())?.protocol ?? '')
        ? undefined
        : l10n.t('This is no address of the kind http://… or https://…'),
  });
  if (url === undefined) return undefined;
  const root = await askCertificates(l10n.t('Root certificate of the timestamp authority'));
  return root && { url: url.trim(), root: root.toString() };
}
