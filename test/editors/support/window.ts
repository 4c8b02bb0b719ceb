import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Editor } from './editor.ts';

/** What a person sees and does in the window. Text the editor shows has its no-break spaces made ordinary. */

export interface Squiggle {
  readonly severity: string;
  /** The characters it is drawn under. */
  readonly text: string;
}

const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '');

/** Opens a file of the workspace and waits until its text is drawn. */
export async function openFile(editor: Editor, name: string): Promise<void> {
  await editor.driver.run(
    async (vscode, path) => {
      await vscode.window.showTextDocument(vscode.Uri.file(path), {
        preview: false,
      });
    },
    join(editor.folder, name),
  );
  await editor.page.locator(`.monaco-editor[data-uri$="/${name}"] .view-line`).first().waitFor();
}

/** The text of the active editor, saved or not. */
export const activeText = (editor: Editor): Promise<string> =>
  editor.driver.run((vscode) => vscode.window.activeTextEditor?.document.getText() ?? '');

/**
 * Each diagnostic of a workspace file as `severity code: the text it covers`, in the order of the file. The file is not
 * opened for this; what is not open is taken from the disk.
 */
export async function diagnostics(editor: Editor, name: string): Promise<string[]> {
  const { open, found } = await editor.driver.run(
    (vscode, path) => {
      const uri = vscode.Uri.file(path);
      const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
      return {
        open: document?.getText(),
        found: vscode.languages.getDiagnostics(uri).map(({ range: { start, end }, severity, code }) => ({
          from: { line: start.line, character: start.character },
          to: { line: end.line, character: end.character },
          severity: vscode.DiagnosticSeverity[severity]?.toLowerCase(),
          code: typeof code === 'object' ? code.value : code,
        })),
      };
    },
    join(editor.folder, name),
  );
  const lines = (open ?? editor.saved(name)).split('\n');
  return found
    .toSorted((a, b) => a.from.line - b.from.line || a.from.character - b.from.character)
    .map(({ from, to, severity, code }) => {
      const end = from.line === to.line ? to.character : undefined;
      return `${severity} ${code}: ${lines[from.line]?.slice(from.character, end)}`;
    });
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Everything drawn in the active editor: the characters of each line, and the squiggles. */
async function drawn(page: Page): Promise<{
  lines: { text: string; box: Box }[][];
  marks: (Squiggle & { box: Box })[];
}> {
  const editor = page.locator('.editor-group-container.active .monaco-editor').first();
  return editor.evaluate((root) => {
    const boxOf = (item: { getBoundingClientRect(): Box }): Box => {
      const { left, right, top, bottom } = item.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    const characters = (line: typeof root) => {
      const found: { text: string; box: Box }[] = [];
      const textNodes = root.ownerDocument.createTreeWalker(line, 4);
      for (let node = textNodes.nextNode(); node; node = textNodes.nextNode()) {
        for (const [index, text] of [...(node.textContent ?? '')].entries()) {
          const range = root.ownerDocument.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + 1);
          found.push({ text, box: boxOf(range) });
        }
      }
      return found;
    };
    return {
      lines: [...root.querySelectorAll('.view-line')].map(characters),
      marks: [...root.querySelectorAll('.view-overlays .cdr[class*="squiggly-"]')].map((mark) => ({
        severity: /squiggly-(\w+)/.exec(mark.className)?.[1] ?? '',
        text: '',
        box: boxOf(mark),
      })),
    };
  });
}

const middle = ({ left, right, top, bottom }: Box) => ({
  x: (left + right) / 2,
  y: (top + bottom) / 2,
});

/** The squiggles drawn in the active editor, from top to bottom. */
export async function squiggles(page: Page): Promise<Squiggle[]> {
  const { lines, marks } = await drawn(page);
  const under = (mark: Box) =>
    lines
      .flat()
      .filter(({ box }) => {
        const { x, y } = middle(box);
        return x > mark.left && x < mark.right && y > mark.top && y < mark.bottom;
      })
      .map(({ text }) => text)
      .join('');
  return marks
    .filter(({ box }) => box.right > box.left)
    .toSorted((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    .map(({ severity, box }) => ({ severity, text: plain(under(box)) }));
}

/** The pieces of the first drawn line that holds `text`, cut where the colour changes. */
export async function colouredParts(page: Page, text: string): Promise<string[]> {
  const line = page.locator('.editor-group-container.active .view-line', { hasText: text }).first();
  return (await line.locator('span > span').allTextContents()).map((part) => plain(part).trim());
}

/** Puts the cursor into the active editor, `offset` characters into the first occurrence of `text`. */
export async function cursorAt(editor: Editor, text: string, offset = 1): Promise<void> {
  await editor.driver.run(
    async (vscode, needle, into) => {
      const active = vscode.window.activeTextEditor;
      const at = active?.document.getText().indexOf(needle) ?? -1;
      if (!active || at < 0) throw new Error(`${needle} is not in the active editor`);
      const position = active.document.positionAt(at + into);
      active.selection = new vscode.Selection(position, position);
      active.revealRange(active.selection);
      await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    },
    text,
    offset,
  );
  await editor.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
}

/** The middle of the first drawn occurrence of `text`, in pixels. */
async function locate(page: Page, text: string): Promise<{ x: number; y: number }> {
  for (const line of (await drawn(page)).lines) {
    const at = plain(line.map((character) => character.text).join('')).indexOf(text);
    const character = at < 0 ? undefined : line[at + Math.floor(text.length / 2)];
    if (character) return middle(character.box);
  }
  throw new Error(`${text} is not drawn in the active editor`);
}

/** Rests the mouse on `text`; the answer is what the hover says. */
export async function hover(page: Page, text: string): Promise<string> {
  const { x, y } = await locate(page, text);
  await page.mouse.move(x - 40, y + 120);
  await page.mouse.move(x, y, { steps: 3 });
  const box = page.locator('.monaco-editor .monaco-hover:not(.hidden) .monaco-hover-content').first();
  await box.waitFor();
  // It fades in.
  await page.waitForTimeout(300);
  // biome-ignore lint/performance/useDomNodeTextContent: the lines of the hover are to stay lines
  return plain(await box.innerText());
}

/** What the hover over `text` says, once `expected` is part of it; the hover stays open. */
export async function hoverUntil(editor: Editor, text: string, expected: string | RegExp): Promise<string> {
  const { page } = editor;
  let shown = '';
  await cursorAt(editor, text);
  await expect
    .poll(async () => {
      await page.keyboard.press('Escape');
      shown = await hover(page, text);
      return shown;
    })
    .toMatch(expected);
  return shown;
}

/** Opens the quick-fix menu at the cursor with the keyboard; the answer is its entries. */
export async function quickFixes(page: Page): Promise<string[]> {
  const rows = page.locator('.action-widget .monaco-list-row.action');
  // VS Code drops the key now and then while diagnostics are just being redrawn; a person presses it again.
  for (let attempt = 0; attempt < 5 && !(await rows.first().isVisible()); attempt++) {
    await page.keyboard.press('Control+.');
    await rows
      .first()
      .waitFor({ timeout: 3000 })
      .catch(() => undefined);
  }
  return (await rows.allInnerTexts()).map((row) => plain(row).trim());
}

/** Chooses an entry of the open quick-fix menu. */
export async function chooseFix(page: Page, title: string | RegExp): Promise<void> {
  await page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first().click();
  await page.locator('.action-widget .monaco-list').first().waitFor({ state: 'hidden' });
}

/** Opens the Problems view, filtered by `filter`; the answer is its rows, files and findings alike. */
export async function problems(editor: Editor, filter = ''): Promise<string[]> {
  await editor.driver.run((vscode) => vscode.commands.executeCommand('workbench.actions.view.problems'));
  await editor.page.locator('.panel .viewpane-filter input').fill(filter);
  const rows = editor.page.locator('.markers-panel .monaco-list-row');
  await rows.filter({ hasText: filter }).first().waitFor();
  return (await rows.allInnerTexts()).map((row) => plain(row).replaceAll(/\s+/g, ' ').trim());
}

/** Runs a command from the palette, by the title a person would type. */
export async function palette(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(`>${title}`);
  // Enter runs the entry that is marked, which for a moment may be one of the list before.
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** The commands of ours that the palette offers for `title`. */
export async function offered(page: Page, title: string): Promise<string[]> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(`>${title}`);
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.first().waitFor();
  // Below come those that are merely similar, and those of other people.
  const found = (await rows.allInnerTexts()).map((row) => plain(row).replaceAll(/\s+/g, ' ').trim());
  await page.keyboard.press('Escape');
  return found.filter((row) => row.startsWith(title));
}
