import { basename, dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** What a person does in the steps of a command: lists, inputs, dialogs and the buttons of notifications. */

const widget = '.quick-input-widget';

/** Picks an entry of the list that is open, by its label or by what is said beside it. */
export async function choose(page: Page, text: string): Promise<void> {
  const row = page.locator(`${widget} .monaco-list-row`, { hasText: text }).first();
  await row.waitFor();
  await row.click();
}

/** Types into the input with this prompt, in place of what is suggested, and accepts. */
export async function type(page: Page, prompt: string, text: string): Promise<void> {
  await page.locator(widget, { hasText: prompt }).waitFor();
  await page.locator(`${widget} input[type=text], ${widget} input[type=password]`).first().fill(text);
  await page.keyboard.press('Enter');
}

/**
 * Chooses a file in the editor's own file dialog, which looks like a list: its folder is typed, and its row is clicked. The
 * dialog fills in a folder itself, a moment after it has opened, and may write over what was typed, or put another list
 * under the click: then all is done again, until it is gone.
 */
export async function chooseFile(page: Page, path: string): Promise<void> {
  const folder = `${dirname(path)}/`;
  const input = page.locator(`${widget} input`).first();
  const row = page.locator(`${widget} .monaco-list-row`, {
    has: page.getByText(basename(path), { exact: true }),
  });
  const isOpen = async () => (await input.isVisible()) && (await input.inputValue()).startsWith('/');
  const within = async (seconds: number, holds: () => Promise<boolean>) => {
    for (let look = 0; look < seconds * 10; look++) {
      if (await holds()) return true;
      await page.waitForTimeout(100);
    }
    return false;
  };
  if (!(await within(30, isOpen))) throw new Error(`no file dialog has opened for ${path}`);
  for (let attempt = 0; attempt < 10; attempt++) {
    // Without the slash first: text that is there already would be no change.
    await input.fill(dirname(path));
    await input.fill(folder);
    if (!(await within(3, () => row.isVisible()))) continue;
    // What the dialog had begun before the typing comes to its end.
    await page.waitForTimeout(500);
    if (!(await row.isVisible()) || (await input.inputValue()) !== folder) continue;
    await row.click();
    if (await within(3, async () => !(await isOpen()))) return;
  }
  throw new Error(
    `the file dialog does not take ${path}; it says ${await page.locator(widget).textContent()}`,
  );
}

/** Accepts a list as it is. */
export async function accept(page: Page, placeholder: string): Promise<void> {
  await page.locator(`${widget} input[placeholder^="${placeholder}"]`).waitFor();
  await page.keyboard.press('Enter');
}

/** What the modal dialog says. */
export async function dialog(page: Page): Promise<string> {
  const box = page.locator('.monaco-dialog-box');
  await box.waitFor();
  // Not its text content: the lines of the dialog are to stay lines.
  return (await box.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
}

/** Answers the modal dialog. */
export async function answer(page: Page, button: string): Promise<void> {
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).first().click();
}

/**
 * Waits until a notification says this. Of more than three within 0.8 seconds (progress counts, and nobody is as fast as a
 * test) VS Code slides no more in: what is said is then read in the list behind the bell.
 */
export async function told(page: Page, text: string): Promise<void> {
  const said = new Set<string>();
  const says = async (notifications: Locator): Promise<boolean> => {
    for (const each of await notifications.allInnerTexts()) said.add(each.replaceAll(/\s+/g, ' ').trim());
    return [...said].some((each) => each.includes(text));
  };
  const bell = page.locator('[id="status.notifications"]');
  const list = page.locator('.notifications-center');
  for (let look = 1; look <= 150; look++) {
    if (await says(page.locator('.notification-toast'))) return;
    if (look % 15 === 0) {
      await bell.click();
      await list.and(page.locator('.visible')).waitFor();
      const found = await says(list.locator('.notification-list-item'));
      await bell.click();
      if (found) return;
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`no notification says "${text}", but ${JSON.stringify([...said])}`);
}

/** Presses a button of the notification that says this. */
export async function press(page: Page, text: string, button: string): Promise<void> {
  const toast = page.locator('.notification-toast', { hasText: text });
  await toast.locator('.monaco-button', { hasText: button }).first().click();
}
