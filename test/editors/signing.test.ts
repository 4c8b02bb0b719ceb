import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deployment } from '../support/lsp/manifests.ts';
import { buildImage, startRegistry } from '../support/registry/index.ts';
import { Editor } from './support/editor.ts';
import { pictureFailures } from './support/failures.ts';
import * as steps from './support/steps.ts';
import * as window from './support/window.ts';

const registry = await startRegistry();
const image = buildImage();
registry.push('localhost', 'acme/app', image, '1.0');
const manifest = 'deployment.yaml';
const reference = `${registry.host}/acme/app:1.0`;
const editor = await Editor.open({
  files: { [manifest]: deployment(reference), '.git/HEAD': 'ref: refs/heads/main\n' },
});
const { page } = editor;
const password = 'correct horse battery';

pictureFailures(editor);
afterAll(async () => {
  await editor.close();
  await registry.close();
});

it('makes a key pair, keeps it out of Git, and trusts it', async () => {
  await window.openFile(editor, manifest);
  await window.palette(page, 'ImageSeal: Generate Key Pair…');
  await steps.choose(page, 'ECDSA P-256');
  await steps.choose(page, editor.folder);
  await steps.type(page, 'Name of the key files', 'cosign');
  await steps.type(page, 'Password for cosign.key', password);
  await steps.type(page, 'The same password again', password);
  await steps.press(page, 'Git would take in the private key', 'Add to .gitignore');
  await steps.press(page, 'Git ignores cosign.key', 'Trust This Key…');
  await steps.type(page, 'Whose images it signs', `${registry.host}/**`);
  await expect.poll(() => editor.saved('.imageseal.yaml')).toContain('cosign.pub');
  expect(parse(editor.saved('.imageseal.yaml'))).toEqual({
    trust: [{ images: `${registry.host}/**`, keys: [{ file: 'cosign.pub' }] }],
  });
  expect(editor.saved('.gitignore')).toBe('/cosign.key\n');
  expect(statSync(join(editor.folder, 'cosign.key')).mode & 0o777).toBe(0o600);
});

it('signs the image under the cursor, and shows the signature at once', async () => {
  await window.openFile(editor, manifest);
  await expect
    .poll(() => window.diagnostics(editor, manifest))
    .toContainEqual(expect.stringContaining('unsigned'));
  await window.cursorAt(editor, 'acme/app');
  expect(await window.quickFixes(page)).toContain('Sign this image…');
  await window.chooseFix(page, 'Sign this image…');
  await steps.choose(page, 'Key file…');
  await steps.typePath(page, join(editor.folder, 'cosign.key'));
  await steps.accept(page, 'Options');
  const question = await steps.dialog(page);
  expect(question).toContain(`Sign ${reference}?`);
  expect(question).toContain(image.digest);
  expect(question).toContain('Signed by: cosign.key');
  await editor.screenshot('signing-question');
  await steps.answer(page, 'Sign');
  await steps.type(page, 'Password of cosign.key', 'wrong');
  await steps.type(page, 'The password of cosign.key is wrong', password);
  await page
    .locator('.notification-toast', { hasText: 'It was read back from the registry and verified.' })
    .waitFor();
  await expect.poll(() => window.diagnostics(editor, manifest)).toEqual([`warning unpinned: 1.0`]);
  await expect
    .poll(async () => {
      await page.keyboard.press('Escape');
      return await window.hover(page, 'acme/app');
    })
    .toContain('Signed with the key cosign.pub.');
  await editor.screenshot('signing-signed');
});
