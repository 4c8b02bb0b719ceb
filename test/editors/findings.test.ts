import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Editor } from './support/editor.ts';
import { pod, startExample } from './support/example.ts';
import { pictureFailures } from './support/failures.ts';
import * as window from './support/window.ts';

const example = await startExample();
const { team, unsigned, signed, digest } = example;
const files = {
  'looks.yaml': pod(unsigned, signed, 'nginx'),
  'fix.yaml': pod(unsigned),
  'all.yaml': pod(unsigned, `"${team}/side:2.0"`, signed),
  'suppress.yaml': pod(unsigned),
  'keyboard.yaml': pod(unsigned),
  'typing.yaml': pod(unsigned),
  'unopened/elsewhere.yaml': pod(`${team}/side:2.0`),
};
const editor = await Editor.open({ files });
const { page } = editor;
const found = (name: string) => expect.poll(() => window.diagnostics(editor, name));

pictureFailures(editor);
afterAll(async () => {
  await editor.close();
  await example.close();
});

beforeEach(async () => {
  await page.keyboard.press('Escape');
});

describe('findings', () => {
  it('draws each squiggle under the part of the reference that it is about', async () => {
    await window.openFile(editor, 'looks.yaml');
    await found('looks.yaml').toEqual([
      `warning unsigned: ${team}/app`,
      'warning unpinned: 1.0',
      `information unverified-signature: ${team}/signed`,
      'warning unpinned: 1.0',
      'warning latest-tag: nginx',
    ]);
    await expect
      .poll(() => window.squiggles(page))
      .toEqual([
        { severity: 'warning', text: `${team}/app` },
        { severity: 'warning', text: '1.0' },
        { severity: 'info', text: `${team}/signed` },
        { severity: 'warning', text: '1.0' },
        { severity: 'warning', text: 'nginx' },
      ]);
    await editor.screenshot('squiggles');
  });

  it('colours registry, repository and tag apart', async () => {
    await window.openFile(editor, 'looks.yaml');
    await expect
      .poll(() => window.colouredParts(page, '/team/signed'))
      .toEqual(expect.arrayContaining([example.registry.host, 'team/signed', '1.0']));
  });

  it('says the verdict first in the hover', async () => {
    await window.openFile(editor, 'looks.yaml');
    const text = await window.hover(page, `${team}/app`);
    await editor.screenshot('hover-unsigned');
    expect(text).toMatch(/^Not signed: /m);
    await page.keyboard.press('Escape');
    const other = await window.hover(page, `${team}/signed`);
    await editor.screenshot('hover-signed');
    expect(other).toMatch(/^Signed, and there is nothing here to verify the signature with\.$/m);
  });
});

describe('fixes', () => {
  it('pins with one key, and changes nothing else', async () => {
    await window.openFile(editor, 'fix.yaml');
    await found('fix.yaml').toEqual([`warning unsigned: ${team}/app`, 'warning unpinned: 1.0']);
    await window.cursorAt(editor, ':1.0', 2);
    const offered = await window.quickFixes(page);
    await editor.screenshot('quick-fix');
    expect(offered[0]).toMatch(/^Pin to sha256:/);
    await window.chooseFix(page, /^Pin to/);
    await expect.poll(() => window.activeText(editor)).toBe(pod(`${unsigned}@${digest}`));
    await found('fix.yaml').toEqual([`warning unsigned: ${team}/app`]);
    await editor.screenshot('quick-fix-applied');
    await page.keyboard.press('Control+s');
    await expect.poll(() => editor.saved('fix.yaml')).toBe(pod(`${unsigned}@${digest}`));
  });

  it('pins the whole file at once', async () => {
    await window.openFile(editor, 'all.yaml');
    await found('all.yaml').toContain('warning unpinned: 2.0');
    await expect
      .poll(
        async () =>
          (await window.diagnostics(editor, 'all.yaml')).filter((each) => /unsigned/.test(each)).length,
      )
      .toBe(2);
    await window.cursorAt(editor, ':1.0', 2);
    await window.palette(page, 'Fix All');
    await expect.poll(() => window.activeText(editor)).not.toMatch(/:[12]\.0"? #/);
    const text = await window.activeText(editor);
    expect(text).toContain(`image: ${unsigned}@${digest} # as released`);
    expect(text).toMatch(/image: "[^"]+:2\.0@sha256:[0-9a-f]{64}" # as released/);
    await editor.screenshot('fix-all');
  });

  it('suppresses with a comment, and undoes it', async () => {
    await window.openFile(editor, 'suppress.yaml');
    await found('suppress.yaml').toContain(`warning unsigned: ${team}/app`);
    await window.cursorAt(editor, '/app', 2);
    await window.quickFixes(page);
    await window.chooseFix(page, 'Ignore "unsigned" here');
    await expect.poll(() => window.activeText(editor)).toContain('      # imageseal-ignore unsigned\n');
    await found('suppress.yaml').toEqual(['warning unpinned: 1.0']);
    await editor.screenshot('suppressed');
    await page.keyboard.press('Control+z');
    await found('suppress.yaml').toEqual([`warning unsigned: ${team}/app`, 'warning unpinned: 1.0']);
  });
});

describe('while somebody works', () => {
  it('leaves no stale diagnostic behind fast typing', async () => {
    await window.openFile(editor, 'typing.yaml');
    await found('typing.yaml').toContain(`warning unsigned: ${team}/app`);
    await window.cursorAt(editor, ':1.0', 4);
    await page.keyboard.type('-rc.1-amd64-alpine');
    for (let count = '-rc.1-amd64-alpine'.length; count > 0; count--) await page.keyboard.press('Backspace');
    await page.keyboard.type(`@${digest}`);
    await expect.poll(() => window.activeText(editor)).toBe(pod(`${unsigned}@${digest}`));
    await found('typing.yaml').toEqual([`warning unsigned: ${team}/app`]);
    await expect.poll(() => window.squiggles(page)).toEqual([{ severity: 'warning', text: `${team}/app` }]);
  });

  it('needs no mouse: next problem, fix, palette', async () => {
    await window.openFile(editor, 'keyboard.yaml');
    await found('keyboard.yaml').toEqual([`warning unsigned: ${team}/app`, 'warning unpinned: 1.0']);
    await window.cursorAt(editor, 'apiVersion', 0);
    await page.keyboard.press('Alt+F8');
    await page.keyboard.press('Alt+F8');
    await editor.screenshot('keyboard-next-problem');
    await page.keyboard.press('Escape');
    await window.quickFixes(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => window.activeText(editor)).toBe(pod(`${unsigned}@${digest}`));
  });

  it('checks files that nobody has opened', async () => {
    await page.keyboard.press('Escape');
    await window.palette(page, 'ImageSeal: Check the Workspace');
    await found('unopened/elsewhere.yaml').toEqual([
      `warning unsigned: ${team}/side`,
      'warning unpinned: 2.0',
    ]);
    await expect
      .poll(() => window.problems(editor, 'elsewhere'))
      .toEqual([
        expect.stringMatching(/^elsewhere\.yaml/),
        expect.stringContaining('unsigned'),
        expect.stringContaining('unpinned'),
      ]);
    await editor.screenshot('problems');
  });
});
