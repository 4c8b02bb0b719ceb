import { l10n } from 'vscode';
import type { Published, SigningTarget } from '../../../server/src/lsp/signing-protocol.ts';

export interface ConfirmationRequest {
  readonly target: SigningTarget;
  /** In words. */
  readonly signer: string;
  readonly attestation: boolean;
  readonly recursive: boolean;
  /** What else is to be said of how it is signed. */
  readonly words?: readonly string[];
  readonly publication?: Published | undefined;
}

/** The one question before anything is signed: exactly what, by whom, and what becomes public. */
export interface Confirmation {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

export function confirmation(request: ConfirmationRequest): Confirmation {
  const { target, signer, attestation, recursive, publication, words = [] } = request;
  const { digest, name, before } = target;
  const lines = [digest, ''];
  if (before !== undefined) {
    lines.push(
      l10n.t('The tag names another image now than when the editor last looked: that was {0}.', before),
      '',
    );
  }
  if (recursive) lines.push(l10n.t('Every platform that it lists is signed, too.'));
  lines.push(l10n.t('Signed by: {0}', signer), ...words);
  if (publication) lines.push('', publication.where, ...publication.what.map((each) => `• ${each}`));
  return {
    message: attestation ? l10n.t('Attest {0}?', name) : l10n.t('Sign {0}?', name),
    detail: lines.join('\n'),
    button: buttonOf(attestation, publication !== undefined),
  };
}

function buttonOf(attestation: boolean, publishes: boolean): string {
  if (publishes) return attestation ? l10n.t('Attest and Publish') : l10n.t('Sign and Publish');
  return attestation ? l10n.t('Attest') : l10n.t('Sign');
}
