import { commands, type Disposable, l10n, window } from 'vscode';
import { addSigningStep } from './add-signing-step.ts';
import { attestImage } from './attest-image.ts';
import { checkWorkspace } from './check-workspace.ts';
import { clearCache } from './clear-cache.ts';
import type { Command, CommandContext } from './command.ts';
import { forgetPasswords } from './forget-passwords.ts';
import { generateKeyPair } from './generate-key-pair.ts';
import { generateTestCertificate } from './generate-test-certificate.ts';
import { groupImages } from './group-images.ts';
import { importKeyPair } from './import-key-pair.ts';
import { openRule } from './open-rule.ts';
import { pinFile } from './pin-file.ts';
import { pinWorkspace } from './pin-workspace.ts';
import { restartServer } from './restart-server.ts';
import { showOutput } from './show-output.ts';
import { signImage } from './sign-image.ts';
import { trustSigner } from './trust-signer.ts';
import { verifyImage } from './verify-image.ts';
import { verifyWorkspace } from './verify-workspace.ts';

/** Every command of the extension: a new one is a file and a line here (and its title in package.json). */
const table: readonly Command[] = [
  pinFile,
  pinWorkspace,
  checkWorkspace,
  verifyImage,
  verifyWorkspace,
  trustSigner,
  signImage,
  attestImage,
  generateKeyPair,
  importKeyPair,
  generateTestCertificate,
  forgetPasswords,
  addSigningStep,
  ...groupImages,
  clearCache,
  restartServer,
  showOutput,
  openRule,
];

/** Registers them all. One that fails says so, and the log says why. */
export function registerCommands(context: CommandContext): Disposable[] {
  return table.map((command) =>
    commands.registerCommand(command.id, async (...args: unknown[]) => {
      try {
        await command.run(context, ...args);
      } catch (error) {
        context.output.error(`${command.id}:`, error instanceof Error ? error : String(error));
        const show = l10n.t('Show Output');
        const choice = await window.showErrorMessage(
          l10n.t('The command failed; the output says why.'),
          show,
        );
        if (choice === show) context.output.show(true);
      }
    }),
  );
}
