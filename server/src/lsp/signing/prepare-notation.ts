import * as l10n from '@vscode/l10n';
import { createNotationRunner, findNotation, notationProgram } from '../../platform/installed-notation.ts';
import { notationDirectory } from '../../platform/notation-directory.ts';
import { type FilePath, type NotationKey, readSigningKeys } from '../../platform/notation-keys.ts';
import { openNotationKey, timestampService } from '../../platform/notation-signing.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { parseExpiry } from '../../signature/notation/duration.ts';
import { type NotationSigner, SigningError } from '../../signature/signing.ts';
import { describeSigningProblem } from '../../signature/signing-message.ts';
import type { LongRequest } from '../commands/long-requests.ts';
import type { SessionContext } from '../context.ts';
import { shownPath } from '../shown-path.ts';
import type { NotationSignWith, SignImageParams } from '../signing-protocol.ts';
import { pathOf } from '../uris.ts';
import type { Prepared, Problem } from './prepared.ts';
import { takeSecret, withSecrets } from './secrets.ts';

/** Signing as notation does, with a key that it knows or one in a file. */
export async function prepareNotation(
  context: SessionContext,
  { annotations, recursive, attestation }: SignImageParams,
  signWith: NotationSignWith,
  request: LongRequest,
): Promise<Prepared | Problem> {
  const { format } = signWith;
  if (attestation)
    return { problem: l10n.t('The Notary Project knows no attestations: attest as Cosign does.') };
  const expiry = signWith.expiry === undefined ? undefined : parseExpiry(signWith.expiry);
  if (signWith.expiry !== undefined && expiry === undefined) {
    return {
      problem: l10n.t(
        '"{0}" is no time of whole seconds, or longer than 292 years: write it as 24h or 1h30m.',
        signWith.expiry,
      ),
    };
  }
  const key = await keyOf(context, signWith);
  if ('problem' in key) return key;
  const asked = signWith.timestamp && fileAt(context, signWith.timestamp.root);
  if (asked && 'problem' in asked) return asked;
  const service = asked && (await timestampService(signWith.timestamp?.url ?? '', asked));
  if (service && 'problem' in service) return service;
  const timestamp = service && asked && { service, rootFile: asked.path };
  return {
    roots: [],
    open: async () => {
      const opened =
        key.type === 'files'
          ? await openFiles(key, signWith)
          : await openPlugin(key.name, timestamp, request);
      if ('problem' in opened) return opened;
      const { signer, fingerprint } = opened;
      return {
        ...(fingerprint !== undefined && { fingerprint }),
        requestFor: (target) => ({
          tool: 'notation',
          ...target,
          ...{ format, annotations, recursive, signer },
          ...(expiry !== undefined && { expiry }),
          ...(timestamp && { timestamp: timestamp.service }),
          agent: `imageseal/${context.version}`,
        }),
        dispose: () => opened.dispose(),
      };
    },
  };
}

interface Opened {
  readonly signer: NotationSigner;
  readonly fingerprint?: string;
  dispose(): void;
}

async function openFiles(
  files: Extract<NotationKey, { type: 'files' }>,
  signWith: NotationSignWith,
): Promise<Opened | Problem> {
  const password = takeSecret(signWith, 'password');
  return await withSecrets([password], async () => {
    const opened = await openNotationKey(files, systemClock, password);
    if ('problem' in opened) return opened;
    if ('needsPassword' in opened) {
      const { problem } = new SigningError({ code: 'notation-key-password', args: [files.key.name] });
      return { problem: describeSigningProblem(problem), wrong: true };
    }
    const { key } = opened;
    return {
      signer: { type: 'certified', key },
      fingerprint: key.fingerprint,
      dispose: () => key.dispose(),
    };
  });
}

/** A plugin's key: an installed notation signs and pushes. */
async function openPlugin(
  name: string,
  timestamp: Parameters<typeof notationProgram>[1]['timestamp'],
  { progress, signal }: LongRequest,
): Promise<Opened | Problem> {
  progress.say(l10n.t('Asking notation for the key'));
  const notation = await findNotation(createNotationRunner(process.env), signal);
  if ('problem' in notation) return notation;
  const program = notationProgram(notation, { name, ...(timestamp && { timestamp }) });
  return { signer: { type: 'notation', program }, dispose: () => {} };
}

async function keyOf(context: SessionContext, { key }: NotationSignWith): Promise<NotationKey | Problem> {
  if (typeof key !== 'string') {
    const file = fileAt(context, key.key);
    const certificates = fileAt(context, key.certificates);
    if ('problem' in file) return file;
    if ('problem' in certificates) return certificates;
    return { type: 'files', name: file.name, key: file, certificates };
  }
  const directory = notationDirectory();
  const list = directory === undefined ? { keys: [] } : await readSigningKeys(directory);
  if ('problem' in list) return list;
  return (
    list.keys.find(({ name }) => name === key) ?? {
      problem: l10n.t('notation has no key "{0}" any more.', key),
    }
  );
}

function fileAt({ projects }: SessionContext, uri: string): FilePath | Problem {
  const path = pathOf(uri);
  return path === undefined
    ? { problem: l10n.t('{0} is on no disk that it could be read from.', uri) }
    : { path, name: shownPath(projects, uri) };
}
