import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { deployment } from '../support/lsp/manifests.ts';
import { startOidc } from '../support/oidc.ts';
import { buildImage, startRegistry } from '../support/registry/index.ts';
import { signingConfig, startSigstore } from '../support/sigstore/index.ts';
import { Editor } from './support/editor.ts';
import { pictureFailures } from './support/failures.ts';
import * as steps from './support/steps.ts';
import * as window from './support/window.ts';

const registry = await startRegistry();
const image = buildImage();
registry.push('localhost', 'acme/app', image, '1.0');
const web = buildImage({ text: 'web' });
registry.push('localhost', 'acme/web', web, '2.0');
const manifest = 'deployment.yaml';
const reference = `${registry.host}/acme/app:1.0`;
const webManifest = 'web.yaml';
const webReference = `${registry.host}/acme/web:2.0`;
const sigstore = await startSigstore();
const oidc = await startOidc({ host: 'oidc.localhost' });
/** What certificates of the second image are verified against; it names nobody to trust yet. */
const webRule = { images: `${registry.host}/acme/web`, trustedRoot: 'sigstore/root.json' };
const editor = await Editor.open({
  files: {
    [manifest]: deployment(reference),
    [webManifest]: deployment(webReference),
    '.imageseal.yaml': stringify({ trust: [webRule] }),
    // Settings of a machine count in a browser only where that machine or the workspace has them.
    '.vscode/settings.json': JSON.stringify({
      'imageseal.signing.config': 'sigstore/config.json',
      'imageseal.signing.trustedRoot': 'sigstore/root.json',
    }),
    'sigstore/config.json': signingConfig(sigstore, oidc.issuer),
    'sigstore/root.json': sigstore.root.text,
    '.git/HEAD': 'ref: refs/heads/main\n',
  },
});
const { page } = editor;
const password = 'correct horse battery';

pictureFailures(editor);
afterAll(async () => {
  await editor.close();
  await oidc.close();
  await sigstore.close();
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
  await steps.type(page, 'Whose images it signs', `${registry.host}/acme/app`);
  await expect.poll(() => editor.saved('.imageseal.yaml')).toContain('cosign.pub');
  expect(parse(editor.saved('.imageseal.yaml'))).toEqual({
    trust: [webRule, { images: `${registry.host}/acme/app`, keys: [{ file: 'cosign.pub' }] }],
  });
  expect(editor.saved('.gitignore')).toBe('/cosign.key\n');
  expect(statSync(join(editor.folder, 'cosign.key')).mode & 0o777).toBe(0o600);
});

it('overwrites no key, and asks for no password before it says so', async () => {
  const before = editor.saved('cosign.key');
  await window.palette(page, 'ImageSeal: Generate Key Pair…');
  await steps.choose(page, 'Ed25519');
  await steps.choose(page, editor.folder);
  await steps.type(page, 'Name of the key files', 'cosign');
  await steps.told(page, 'keys are never overwritten');
  await editor.screenshot('signing-key-is-there');
  expect(await page.locator('.quick-input-widget input[type=password]').isVisible()).toBe(false);
  expect(editor.saved('cosign.key')).toBe(before);
});

it('signs the image under the cursor, and shows the signature at once', async () => {
  await window.openFile(editor, manifest);
  await expect
    .poll(() => window.diagnostics(editor, manifest))
    .toContainEqual(expect.stringContaining('unsigned'));
  await window.cursorAt(editor, 'acme/app');
  const fixes = await window.quickFixes(page);
  await editor.screenshot('signing-quick-fix');
  expect(fixes.slice(0, 2)).toEqual([
    'Sign this image…',
    'Add a signing step to .github/workflows/sign.yml…',
  ]);
  await window.chooseFix(page, 'Sign this image…');
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Key file…' }).waitFor();
  await editor.screenshot('signing-who');
  await steps.choose(page, 'Key file…');
  await steps.chooseFile(page, join(editor.folder, 'cosign.key'));
  await steps.accept(page, 'Options');
  const question = await steps.dialog(page);
  expect(question).toContain(`Sign ${reference}?`);
  expect(question).toContain(image.digest);
  expect(question).toContain('Signed by: cosign.key');
  await editor.screenshot('signing-question');
  await steps.answer(page, 'Sign');
  await steps.type(page, 'Password of cosign.key', 'wrong');
  await page.locator('.quick-input-widget', { hasText: 'The password of cosign.key is wrong' }).waitFor();
  await editor.screenshot('signing-wrong-password');
  await steps.type(page, 'The password of cosign.key is wrong', password);
  await steps.told(page, 'It was read back from the registry and verified.');
  await expect.poll(() => window.diagnostics(editor, manifest)).toEqual([`warning unpinned: 1.0`]);
  await expect
    .poll(async () => {
      await page.keyboard.press('Escape');
      return await window.hover(page, 'acme/app');
    })
    .toMatch(/^Signed with the key cosign\.pub\.\s+Trusted by rule 2 of \.imageseal\.yaml\.$/m);
  await editor.screenshot('signing-signed');
});

it('signs without a key: says what becomes public, has the person sign in with the browser, and names them', async () => {
  await page.keyboard.press('Escape');
  await window.openFile(editor, webManifest);
  await expect
    .poll(() => window.diagnostics(editor, webManifest))
    .toContainEqual(expect.stringContaining('unsigned'));
  await window.cursorAt(editor, 'acme/web');
  await window.palette(page, 'ImageSeal: Sign Image…');
  await steps.choose(page, 'under the cursor');
  await steps.choose(page, 'Without a key');
  await steps.accept(page, 'Options');
  const question = await steps.dialog(page);
  await editor.screenshot('signing-keyless-question');
  expect(question).toContain(`Sign ${webReference}?`);
  expect(question).toContain(web.digest);
  expect(question).toContain(`whoever signs in at ${new URL(oidc.issuer).host}`);
  expect(question).toContain(new URL(sigstore.fulcio).host);
  expect(question).toContain('e-mail address');
  // Nothing has left before somebody agreed to it.
  expect([...sigstore.requests, ...oidc.requests]).toEqual([]);
  const opened = page.context().waitForEvent('page');
  await steps.answer(page, 'Sign and Publish');
  const browser = await opened;
  await browser.waitForURL(/\/auth\/callback/);
  await browser.locator('h1').waitFor();
  await browser.screenshot({ path: 'artifacts/editor/signing-keyless-browser.png' });
  expect(await browser.locator('body').textContent()).toContain(
    'You are signed in, and may close this window.',
  );
  await browser.close();
  await steps.told(page, `Signed by alice through ${oidc.issuer}.`);
  await editor.screenshot('signing-keyless-signed');
  expect(sigstore.entries.rekor1).toBe(1);
  let hover = '';
  await expect
    .poll(async () => {
      await page.keyboard.press('Escape');
      hover = await window.hover(page, 'acme/web');
      return hover;
    })
    .toContain(`Signed by alice through ${oidc.issuer}`);
  await editor.screenshot('signing-keyless-hover');
  expect(hover).toContain('Trust this signer');
});
