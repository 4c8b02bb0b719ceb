import * as l10n from '@vscode/l10n';
import { notationDirectory } from '../../platform/notation-directory.ts';
import { type NewTestKey, problemOfTestKey, writeTestKey } from '../../platform/notation-test-key.ts';
import { systemClock } from '../../platform/system-clock.ts';
import type { TestKeyBits } from '../../signature/notation/sign/test-certificate.ts';
import { loadNotation } from '../../trust/notation/load-notation.ts';
import { shownPath } from '../check/shown-path.ts';
import type { CliContext } from '../context.ts';
import { CliError, exitCode, UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { textOf } from '../option-values.ts';
import { type Row, rowsText } from '../rows.ts';
import { paintFor } from '../style.ts';

/** `imageseal notation-cert generate-test NAME`. The result is the exit code. @throws CliError when nothing was written. */
export async function runNotationCert(
  { flags, operands }: ParsedArguments,
  context: CliContext,
): Promise<number> {
  const [action, name, ...others] = operands;
  if (action !== 'generate-test' || name === undefined || others.length > 0)
    throw new UsageError(l10n.t('Name the key: imageseal notation-cert generate-test NAME.'));
  const { env, cwd, stdout } = context;
  const directory = notationDirectory(env);
  if (directory === undefined)
    throw new CliError(
      l10n.t(
        'It is not known where notation keeps its keys: set HOME (on Windows AppData) or NOTATION_CONFIG.',
      ),
    );
  const key: NewTestKey = { name, trust: flags.has('trust'), isDefault: flags.has('default') };
  const problem = await problemOfTestKey(directory, key);
  if (problem !== undefined) throw new CliError(problem);
  const bits = Number(textOf(flags, 'bits') ?? '2048') as TestKeyBits;
  const { makeTestCertificate } = (await loadNotation()).signing;
  const made = await makeTestCertificate(name, bits, systemClock.now());
  const written = await writeTestKey(directory, key, made);
  if ('problem' in written) throw new CliError(written.problem);

  const until = new Date(made.notAfter).toISOString().replace('.000Z', 'Z');
  const { trusted } = written;
  const rows: Row[] = [
    { label: l10n.t('private key'), text: l10n.t('{0} (it has no password)', shownPath(written.key, cwd)) },
    {
      label: l10n.t('certificate'),
      text: l10n.t('{0} (valid until {1})', shownPath(written.certificate, cwd), until),
    },
    ...(trusted === undefined
      ? []
      : [
          {
            label: l10n.t('trust store'),
            text: l10n.t('{0} (ca:{1}; remove it after the test)', shownPath(trusted, cwd), name),
          },
        ]),
    {
      label: l10n.t('sign with'),
      text: `imageseal sign --notation${key.isDefault ? '' : ` --key ${name}`} IMAGE`,
    },
  ];
  const colour = flags.get('color');
  const paint = paintFor(typeof colour === 'boolean' ? colour : undefined, stdout, env);
  const title = paint(`✓ ${l10n.t('Key and certificate written, for tests only')}`, 'green', 'bold');
  stdout.write(`${title}\n${rowsText(rows, 2, { paint, columns: stdout.columns })}`);
  return exitCode.clean;
}
