import { l10n, window } from 'vscode';
import { parseAnnotations } from './annotations.ts';
import { type Choice, type optionChoices as Choices, optionChoices } from './choices.ts';

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
  const picked = await pickOptions(title, optionChoices(about));
  if (picked === undefined) return undefined;
  const prompt = l10n.t('Annotations, as cosign sign -a takes them; several with commas');
  const annotations = picked.has('annotations') ? await askAnnotations(title, prompt) : {};
  if (annotations === undefined) return undefined;
  return {
    format: picked.has('legacy') ? 'legacy' : 'bundle',
    annotations,
    recursive: picked.has('recursive'),
    upload: about.keyless || picked.has('upload'),
  };
}

/** What was picked of a list from which nothing need be. */
export async function pickOptions<T>(
  title: string,
  choices: readonly Choice<T>[],
): Promise<ReadonlySet<T> | undefined> {
  const picked = await window.showQuickPick(choices, {
    title,
    placeHolder: l10n.t('Options (none are needed: press Enter)'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked && new Set(picked.map(({ value }) => value));
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
