import { l10n, QuickInputButtonLocation, ThemeIcon, window } from 'vscode';

/** The password for a new key, asked for twice; empty only after a question. `undefined` when it was given up. */
export async function askNewPassword(title: string, file: string): Promise<string | undefined> {
  for (;;) {
    const password = await window.showInputBox({
      title,
      prompt: l10n.t('Password for {0}: without it nobody can use the private key.', file),
      password: true,
      ignoreFocusOut: true,
    });
    if (password === undefined) return undefined;
    if (password === '') {
      if (await agreesToNone(file)) return '';
      continue;
    }
    const again = await window.showInputBox({
      title,
      prompt: l10n.t('The same password again'),
      password: true,
      ignoreFocusOut: true,
      // While it is being typed a part of it is no mistake.
      validateInput: (typed) =>
        password.startsWith(typed) ? undefined : l10n.t('This is another password.'),
    });
    if (again === undefined) return undefined;
    if (again === password) return password;
    void window.showWarningMessage(l10n.t('These were two different passwords.'));
  }
}

async function agreesToNone(file: string): Promise<boolean> {
  const go = l10n.t('Without a Password');
  const message = l10n.t('Without a password whoever gets {0} can sign with it.', file);
  return (await window.showWarningMessage(message, { modal: true }, go)) === go;
}

export interface TypedPassword {
  readonly password: string;
  /** Keep it in the system's keychain once it has opened the key. */
  readonly remember: boolean;
}

/** The password of a key that is there. `problem`: why the one before was of no use. */
export async function askPassword(
  title: string,
  file: string,
  problem?: string,
): Promise<TypedPassword | undefined> {
  const input = window.createInputBox();
  const toggle = { checked: false };
  input.title = title;
  input.prompt = l10n.t('Password of {0} (leave it empty if there is none)', file);
  input.password = true;
  input.ignoreFocusOut = true;
  input.validationMessage = problem;
  input.onDidChangeValue(() => {
    input.validationMessage = undefined;
  });
  input.buttons = [
    {
      iconPath: new ThemeIcon('save'),
      tooltip: l10n.t('Remember for this key (in the system’s keychain)'),
      location: QuickInputButtonLocation.Input,
      toggle,
    },
  ];
  input.show();
  try {
    return await new Promise((resolve) => {
      input.onDidAccept(() => resolve({ password: input.value, remember: toggle.checked }));
      input.onDidHide(() => resolve(undefined));
    });
  } finally {
    input.value = '';
    input.dispose();
  }
}
