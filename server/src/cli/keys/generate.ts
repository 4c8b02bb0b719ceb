import * as l10n from '@vscode/l10n';
import { type KeyType, keyTypes } from '../../signature/cosign/keys/private-key.ts';
import { loadSigner } from '../../signature/cosign/sign/load-signer.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { textOf } from '../option-values.ts';
import { checkPrefix, keepKeyPair } from './keep.ts';
import { newPassword } from './password.ts';

/** `imageseal generate-key-pair`. The result is the exit code. @throws CliError when nothing was written. */
export async function runGenerate(args: ParsedArguments, context: CliContext): Promise<number> {
  const { flags, operands } = args;
  const [operand] = operands;
  if (operand !== undefined)
    throw new UsageError(
      l10n.t(
        'Key pairs are written to files here, not to "{0}": make that one with cosign generate-key-pair, and sign with imageseal sign --key.',
        operand,
      ),
    );
  const prefix = textOf(flags, 'output-key-prefix') ?? 'cosign';
  const type = (textOf(flags, 'type') ?? keyTypes[0]) as KeyType;
  await checkPrefix(prefix, context);
  const password = await newPassword(context, `${prefix}.key`);
  try {
    const { generateKeyPair } = await loadSigner();
    const pair = await generateKeyPair(type, password);
    return await keepKeyPair({ pair, prefix, hasPassword: password.length > 0 }, flags, context);
  } finally {
    password.fill(0);
  }
}
