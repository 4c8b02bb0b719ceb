import * as l10n from '@vscode/l10n';
import type { Clock } from '../registry/ports.ts';
import { loadSigner } from '../signature/cosign/sign/load-signer.ts';
import { publicServices } from '../signature/public-services.ts';
import type { ConfiguredServices } from '../signature/signing.ts';
import { describeSigningProblem } from '../signature/signing-message.ts';
import { problemOf } from '../trust/signing-state.ts';
import { fileTrouble } from './file-trouble.ts';
import { currentPublicServices, type PublicServicesOptions } from './public-services.ts';
import { readTextFile } from './text-files.ts';

const maxBytes = 256 * 1024;

/**
 * Which services sign: those of a signing configuration, or without one the public ones, as they are now where `online`
 * says how to ask. What is wrong is one sentence.
 */
export async function signingServices(
  file: string | undefined,
  clock: Clock,
  online?: Omit<PublicServicesOptions, 'clock'>,
): Promise<ConfiguredServices | { readonly problem: string }> {
  if (file === undefined) return online ? await currentPublicServices({ ...online, clock }) : publicServices;
  let text: string | undefined;
  let why: unknown = { code: 'ENOENT' };
  try {
    text = await readTextFile(file, maxBytes);
  } catch (error) {
    why = error;
  }
  if (text === undefined) {
    return {
      problem: l10n.t(
        'The signing configuration {0} cannot be read ({1}): check the path.',
        file,
        fileTrouble(why),
      ),
    };
  }
  try {
    return (await loadSigner()).readSigningConfig(text, file, clock.now());
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { problem: describeSigningProblem(problem) };
  }
}
