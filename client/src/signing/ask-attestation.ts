import { l10n, window } from 'vscode';
import type { SignImageParams } from '../../../server/src/lsp/signing-protocol.ts';
import { askFile, pick } from './ask-signer.ts';
import { predicateChoices } from './choices.ts';

type Attestation = NonNullable<SignImageParams['attestation']>;

/** What is said of the image: a predicate type, and the file that holds the predicate. */
export async function askAttestation(title: string): Promise<Attestation | undefined> {
  const choices = predicateChoices();
  const placeHolder = l10n.t('What kind of statement?');
  const named = await pick(
    choices.map((choice) => ({ ...choice, value: choice })),
    { title, placeHolder },
  );
  if (named === undefined) return undefined;
  const type = named.value ?? (await askType(title));
  if (type === undefined) return undefined;
  const file = await askFile(l10n.t('File with the predicate'), { JSON: ['json'] });
  return file && { type, predicate: file.toString() };
}

async function askType(title: string): Promise<string | undefined> {
  const uri = await window.showInputBox({
    title,
    prompt: l10n.t('The predicate type, a URI'),
    placeHolder: 'https://example.com/review/v1',
    ignoreFocusOut: true,
    validateInput: (typed) => (URL.canParse(typed.trim()) ? undefined : l10n.t('This is no URI.')),
  });
  return uri?.trim();
}
