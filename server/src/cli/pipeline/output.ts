import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { SigningPlan } from '../../pipeline/signing-plan.ts';
import { fileTrouble } from '../../platform/file-trouble.ts';
import { unifiedDiff } from '../check/unified-diff.ts';
import { replaceFile } from '../check/write-file.ts';
import type { CliContext } from '../context.ts';
import { CliError } from '../exit-code.ts';
import { printable } from '../printable.ts';

/** Says what a plan does, and with `diff` shows it as a patch of `text`. */
export function showPlan(
  plan: SigningPlan,
  text: string,
  diff: boolean,
  { stdout, stderr }: Pick<CliContext, 'stdout' | 'stderr'>,
): void {
  stderr.write(`${printable(headline(plan))}\n`);
  for (const note of plan.notes) stderr.write(`  ${printable(note)}\n`);
  if (!diff) return;
  const patch = unifiedDiff(plan.file, text, plan.edits);
  stdout.write(plan.kind === 'create' ? patch.replace(/^--- .*$/m, '--- /dev/null') : patch);
}

function headline({ kind, file, label }: SigningPlan): string {
  switch (kind) {
    case 'add':
      return l10n.t('{0}: a step that signs is added to {1}.', file, label);
    case 'upgrade':
      return l10n.t('{0}: the step that signs is brought up to date.', file);
    case 'create':
      return l10n.t('{0}: a new workflow that signs.', file);
  }
}

/** Changes a file, or makes a new one where there was none. @throws CliError when it was not written. */
export function writeFile(path: string, shown: string, before: string | undefined, after: string): void {
  if (before !== undefined) {
    const mark = hasMark(path) ? '\ufeff' : '';
    replaceFile(path, shown, mark + before, mark + after);
    return;
  }
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, after, { flag: 'wx' });
  } catch (error) {
    throw new CliError(l10n.t('{0} was not written: {1}.', shown, fileTrouble(error)));
  }
}

function hasMark(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').startsWith('\ufeff');
  } catch {
    return false;
  }
}
