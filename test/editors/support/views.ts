import type { Locator, Page } from 'playwright-core';
import type { Editor } from './editor.ts';

/** What a person sees and does beside the text: reports, and the view "Images". */

/** The text of the report with this heading, once that is drawn. Reports are web pages in frames of their own. */
export async function report(page: Page, heading: string): Promise<string> {
  const frame = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe').first();
  await frame.locator('h1', { hasText: heading }).waitFor();
  // biome-ignore lint/performance/useDomNodeTextContent: the lines of the report are to stay lines
  return await frame.locator('body').innerText();
}

/** Its header, and below it message and tree. `name` is the view's title. */
function imagesPane(page: Page, name: string): Locator {
  return page.locator('.explorer-viewlet .pane', {
    has: page.locator(`.pane-header[aria-label^="${name} "]`),
  });
}

/** Opens the view "Images" (`name` in another language), and gives it the room of the files above it. */
export async function openImages(editor: Editor, name = 'Images'): Promise<void> {
  const { driver, page } = editor;
  await driver.run((vscode) => vscode.commands.executeCommand<void>('imageseal.images.focus'));
  await imagesPane(page, name).locator('.monaco-list-row').first().waitFor();
  const files = page.locator('.explorer-viewlet .pane-header').first();
  if ((await files.getAttribute('aria-expanded')) === 'true') await files.click();
}

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** The shape of its icon. */
  readonly icon: string;
  /** Of the icon with what is behind it, from 1 to 21. */
  readonly contrast: number;
}

/** The rows of the view "Images" that are drawn, from top to bottom. */
export async function imageRows(page: Page): Promise<TreeRow[]> {
  const rows = imagesPane(page, 'Images').locator('.monaco-list-row');
  const found = await rows.evaluateAll((items) => {
    const view = items[0]?.ownerDocument.defaultView;
    const behind = items[0]?.closest('.part');
    const colorOf = (item: (typeof items)[number] | null | undefined, property: string): string =>
      (item && view?.getComputedStyle(item).getPropertyValue(property)) ?? '';
    const textOf = (item: (typeof items)[number], part: string): string =>
      item.querySelector(part)?.textContent?.replaceAll('\u00a0', ' ') ?? '';
    return items.map((item) => {
      const icon = item.querySelector('.custom-view-tree-node-item-icon');
      return {
        top: item.getBoundingClientRect().top,
        label: textOf(item, '.label-name'),
        description: textOf(item, '.label-description'),
        spoken: item.getAttribute('aria-label') ?? '',
        icon: /codicon-([\w-]+)/.exec(icon?.className ?? '')?.[1] ?? '',
        colors: [colorOf(icon, 'color'), colorOf(behind, 'background-color')],
      };
    });
  });
  return found
    .toSorted((a, b) => a.top - b.top)
    .map(({ label, description, spoken, icon, colors: [front = '', back = ''] }) => {
      return { label, description, spoken, icon, contrast: contrast(front, back) };
    });
}

/** WCAG's contrast ratio of two CSS colours `rgb(r, g, b)`. */
function contrast(front: string, back: string): number {
  const [light = 0, dark = 0] = [luminance(front), luminance(back)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** What the view "Images" says above its rows. */
export async function imagesMessage(page: Page): Promise<string> {
  return (await imagesPane(page, 'Images').locator('.message').first().textContent()) ?? '';
}

/** Chooses an entry of the menu "…" of the view "Images". */
export async function imagesMenu(page: Page, title: string): Promise<void> {
  const header = imagesPane(page, 'Images').locator('.pane-header');
  await header.hover();
  await header.locator('.codicon-toolbar-more').click();
  await page.locator('.context-view .action-menu-item', { hasText: title }).click();
}
