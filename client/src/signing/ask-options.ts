import { l10n, window } from 'vscode';
import { parseAnnotations } from './annotations.ts';
import { type optionChoices as Choices, optionChoices } from './choices.ts';

export interface SigningOptions {
  readonly format: 'bundle' | 'legacy';
  readonly annotations: Readonly<Record<string, string>>;
  readonly recursive: boolean;
  readonly upload: boolean;
}

/** What is not asked of everybody: Enter takes none of it. */
export async function askOptions(
  title: string,
  about: Parameters<typeof Choices>[0],
): Promise<SigningOptions | undefined> {
  const picked = await window.showQuickPick(optionChoices(about), {
    title,
    placeHolder: l10n.t('Options (none are needed: press Enter)'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) return undefined;
  const has = (option: (typeof picked)[number]['value']) => picked.some(({ value }) => value === option);
  const prompt = l10n.t('Annotations, as cosign sign -a takes them; several with commas');
  const annotations = has('annotations') ? await askAnnotations(title, prompt) : {};
  if (annotations === undefined) return undefined;
  return {
    format: has('legacy') ? 'legacy' : 'bundle',
    annotations,
    recursive: has('recursive'),
    upload: about.keyless || has('upload'),
  };
}

export async function askAnnotations(
  title: string,
  prompt: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const text = await window.showInputBox({
    title,
    prompt,
    placeHolder: 'env=prod, team=shop',
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const parsed = parseAnnotations(typed);
      return typeof parsed === 'string' ? parsed : undefined;
    },
  });
  if (text === undefined) return undefined;
  const parsed = parseAnnotations(text);
  return typeof parsed === 'string' ? {} : parsed;
}
