import { attest } from './attest.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { generateKeyPair } from './generate-key-pair.ts';
import { helpFor } from './help.ts';
import { importKeyPair } from './import-key-pair.ts';
import { lsp } from './lsp.ts';
import { notationCert } from './notation-cert.ts';
import { pipeline } from './pipeline.ts';
import { sign } from './sign.ts';
import { verify } from './verify.ts';
import { version } from './version.ts';

/** The table of commands, in the order of the help page. */
export const commands: readonly Command[] = [
  check,
  verify,
  sign,
  attest,
  generateKeyPair,
  importKeyPair,
  notationCert,
  pipeline,
  lsp,
  helpFor(() => commands),
  version,
];
