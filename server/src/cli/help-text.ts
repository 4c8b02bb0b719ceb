import * as l10n from '@vscode/l10n';
import { nearest } from '../configuration/suggest.ts';
import type { Command } from './commands/command.ts';
import { UsageError } from './exit-code.ts';
import { type Flag, helpFlag } from './flags.ts';

/** @throws UsageError when there is no such command. */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const found = commands.find((command) => command.name === name);
  if (found) return found;
  const names = commands.map((command) => command.name);
  const suggestion = nearest(name, names);
  throw new UsageError(
    suggestion === undefined
      ? l10n.t('There is no command "{0}"; the commands are {1}.', name, names.join(', '))
      : l10n.t('There is no command "{0}"; did you mean "{1}"?', name, suggestion),
  );
}

export function generalHelp(commands: readonly Command[]): string {
  const rows = commands.map(
    (command) => [`${command.name} ${command.operands}`.trim(), command.summary()] as const,
  );
  return `${[
    l10n.t(
      'ImageSeal tells whether the container images in Kubernetes manifests are pinned, and signed by somebody you trust.',
    ),
    `${l10n.t('Usage:')} imageseal <command>`,
    table(rows),
    l10n.t('imageseal <command> --help says more.'),
  ].join('\n\n')}\n`;
}

export function commandHelp(command: Command): string {
  const flags = [...command.flags, helpFlag].filter((flag) => !flag.hidden);
  const usage = [
    'imageseal',
    command.name,
    command.operands,
    command.flags.length > 0 ? l10n.t('[flags]') : '',
  ];
  return `${[
    `${command.summary()}.`,
    `${l10n.t('Usage:')} ${usage.filter((part) => part !== '').join(' ')}`,
    table(flags.map((flag) => [spelling(flag), flag.describe()] as const)),
    ...(command.details ? [command.details()] : []),
  ].join('\n\n')}\n`;
}

function spelling(flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const long = flag.negatable ? `--[no-]${flag.name}` : `--${flag.name}`;
  const value = flag.value === undefined ? '' : ` ${flag.value}${flag.repeatable ? '…' : ''}`;
  return `${short}${long}${value}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
