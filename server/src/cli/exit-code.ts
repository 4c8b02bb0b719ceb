/** What the process ends with; docs/cli.md is the contract. */
export const exitCode = {
  clean: 0,
  findings: 1,
  /** Bad usage, an unreadable path, a broken configuration. */
  failed: 2,
  /** 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const;

/** Ends a command with exit code 2. The message is one sentence for the user. */
export class CliError extends Error {}

/** The command line itself makes no sense; the user is pointed to the command's help. */
export class UsageError extends CliError {}

/** The user broke off while they were asked: exit code 130. */
export class Interrupted extends CliError {}
