import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { createNotationRunner, findNotation, notationProgram } from '../../platform/installed-notation.ts';
import { notationDirectory } from '../../platform/notation-directory.ts';
import type { NotationKey } from '../../platform/notation-keys.ts';
import { findNotationKey, openNotationKey, timestampService } from '../../platform/notation-signing.ts';
import type { OpenCertifiedKey } from '../../signature/notation/sign/certified-key.ts';
import { type NotationSigner, SigningError, type TimestampService } from '../../signature/signing.ts';
import { describeSigningProblem } from '../../signature/signing-message.ts';
import type { CliContext } from '../context.ts';
import { CliError } from '../exit-code.ts';
import { withPassword } from '../keys/password.ts';
import type { Row } from '../rows.ts';
import { flagsFor } from '../verify/hints.ts';
import type { NotationOptions } from './notation-options.ts';
import type { Making, OpenSigner, Prepared } from './prepared.ts';
import type { SharedWorld } from './world.ts';

/** Signing as notation does. @throws CliError */
export async function prepareNotation(
  options: NotationOptions,
  context: CliContext,
  world: SharedWorld,
): Promise<Prepared> {
  const { cwd, env } = context;
  const { key: reference, certificate } = options;
  const key = ok(
    await findNotationKey({ key: reference, certificate, directory: notationDirectory(env), cwd }),
  );
  const { url, rootFile } = options.timestamp ?? {};
  const timestamp =
    url === undefined || rootFile === undefined
      ? undefined
      : ok(await timestampService(url, { path: resolve(cwd, rootFile), name: rootFile }));
  return {
    roots: Promise.resolve([]),
    open: async () => {
      const { signer, dispose } =
        key.type === 'files'
          ? await openFiles(key, context, world)
          : await openPlugin(key.name, options, timestamp, context, world);
      return openSigner(options, key.name, signer, timestamp, context, dispose);
    },
  };
}

function openSigner(
  { format, metadata: annotations, recursive, expiry }: NotationOptions,
  keyName: string,
  signer: NotationSigner,
  timestamp: TimestampService | undefined,
  { version }: CliContext,
  dispose: () => void,
): OpenSigner {
  return {
    requestFor: async ({ name, subject }) => ({
      tool: 'notation',
      ...{ name, subject, format, annotations, recursive, signer },
      ...(expiry !== undefined && { expiry }),
      ...(timestamp && { timestamp }),
      agent: `imageseal/${version}`,
    }),
    keyName,
    hints,
    dispose,
  };
}

interface Opened {
  readonly signer: NotationSigner;
  dispose(): void;
}

/** Asks for a password where the key has one. */
async function openFiles(
  files: Extract<NotationKey, { type: 'files' }>,
  context: CliContext,
  { clock }: SharedWorld,
): Promise<Opened> {
  const first = await openNotationKey(files, clock);
  const key =
    'needsPassword' in first
      ? await withPassword(
          context,
          files.key.name,
          async (password) => opened(await openNotationKey(files, clock, password), files.key.name),
          (error) => error instanceof WrongPassword,
        )
      : opened(first, files.key.name);
  return { signer: { type: 'certified', key }, dispose: () => key.dispose() };
}

class WrongPassword extends CliError {}

function opened(result: Awaited<ReturnType<typeof openNotationKey>>, name: string): OpenCertifiedKey {
  if ('key' in result) return result.key;
  if ('problem' in result) throw new CliError(result.problem);
  const { problem } = new SigningError({ code: 'notation-key-password', args: [name] });
  throw new WrongPassword(describeSigningProblem(problem));
}

/** A plugin's key: an installed notation signs and pushes. */
async function openPlugin(
  name: string,
  { timestamp: given }: NotationOptions,
  service: TimestampService | undefined,
  { env, cwd }: CliContext,
  { signal }: SharedWorld,
): Promise<Opened> {
  const notation = ok(await findNotation(createNotationRunner(env), signal));
  const timestamp = given && service && { service, rootFile: resolve(cwd, given.rootFile) };
  const program = notationProgram(notation, { name, ...(timestamp && { timestamp }) });
  return { signer: { type: 'notation', program }, dispose: () => {} };
}

function ok<T extends object>(result: T | { readonly problem: string }): T {
  if ('problem' in result) throw new CliError(result.problem);
  return result;
}

/** Whoever verifies it needs a trust policy, and the root in a trust store that it names. */
const hints: Making['hints'] = (image, { signer }): Row[] => [
  {
    label: l10n.t('verify with'),
    text: l10n.t(
      '{0}, its root in a trust store of type ca',
      ['imageseal verify', flagsFor(signer), image].join(' '),
    ),
  },
];
