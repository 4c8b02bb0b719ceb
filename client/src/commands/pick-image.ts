import { l10n, type QuickPickItem, type TextEditor, window } from 'vscode';
import {
  type ImageItem,
  type ImagesResult,
  imagesRequest,
  type VerifyImageParams,
} from '../../../server/src/lsp/protocol.ts';
import type { Server } from '../server.ts';

interface Choice extends QuickPickItem {
  /** As written. */
  readonly image: string;
  readonly params: VerifyImageParams;
}

/** Asks which image is meant: one of the file being edited, that under the cursor first, or one that is typed. */
export async function pickImage(
  server: Server,
  title = l10n.t('Verify Image'),
): Promise<VerifyImageParams | undefined> {
  const editor = window.activeTextEditor;
  const uri = editor?.document.uri.toString();
  const picker = window.createQuickPick<Choice>();
  picker.title = title;
  picker.placeholder = l10n.t('Pick an image of this file, or type one, such as ghcr.io/acme/app:1.0');
  picker.matchOnDescription = true;
  let known: readonly Choice[] = [];
  const show = () => {
    const typed = picker.value.trim();
    const isKnown = typed === '' || known.some(({ image }) => image === typed);
    picker.items = isKnown ? known : [...known, typedChoice(typed, uri)];
  };
  picker.onDidChangeValue(show);
  picker.busy = true;
  picker.show();
  const loading = uri === undefined ? undefined : server.ask<ImagesResult>(imagesRequest, { uri });
  void loading
    ?.then(({ images }) => {
      known = choicesOf(images, editor);
      show();
    })
    // Without them an image can still be typed.
    .catch(() => undefined)
    .finally(() => {
      picker.busy = false;
    });
  if (loading === undefined) picker.busy = false;
  try {
    return await new Promise<VerifyImageParams | undefined>((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.params));
      picker.onDidHide(() => resolve(undefined));
    });
  } finally {
    picker.dispose();
  }
}

function choicesOf(images: readonly ImageItem[], editor: TextEditor | undefined): Choice[] {
  const choices = images.map(
    ({ uri, range, image, name, registry, summary }): Choice => ({
      image,
      label: registry === undefined ? name : `${registry}/${name}`,
      description: l10n.t('line {0}', range.start.line + 1),
      detail: summary,
      params: { uri, position: range.start },
    }),
  );
  const line = editor?.selection.active.line;
  // Nothing else stands on the line of an image, so the line decides.
  const under = images.findIndex(({ range }) => range.start.line === line);
  const [first] = under < 0 ? [] : choices.splice(under, 1);
  return first ? [{ ...first, description: l10n.t('under the cursor') }, ...choices] : choices;
}

function typedChoice(image: string, uri: string | undefined): Choice {
  return {
    image,
    label: image,
    description: l10n.t('as typed'),
    alwaysShow: true,
    params: { image, ...(uri !== undefined && { uri }) },
  };
}
