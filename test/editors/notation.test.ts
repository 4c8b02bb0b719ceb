import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deployment } from '../support/lsp/manifests.ts';
import { notationFile, notationFixtures } from '../support/notation-vectors.ts';
import { buildImage, startRegistry } from '../support/registry/index.ts';
import { Editor } from './support/editor.ts';
import { pictureFailures } from './support/failures.ts';
import * as steps from './support/steps.ts';
import * as views from './support/views.ts';
import * as window from './support/window.ts';

/** What the real notation has signed, and an image that nobody has signed yet. */
const registry = await startRegistry();
const host = registry.authority('notary.localhost');
for (const repository of ['shop/key', 'shop/expiry']) {
  const layout = join(notationFixtures, 'oci/notary.localhost', repository);
  registry.addLayout('notary.localhost', repository, layout);
}
const image = buildImage();
registry.push('localhost', 'acme/app', image, '1.0');
const web = buildImage({ text: 'web' });
registry.push('localhost', 'acme/web', web, '2.0');
const reference = `${registry.host}/acme/app:1.0`;
const name = `${registry.host}/acme/app`;

const rule = { images: `${host}/**`, notation: { policy: 'notary/policy.json', store: 'notary' } };
const statement = {
  name: 'shop',
  registryScopes: ['*'],
  signatureVerification: { level: 'permissive' },
  trustStores: ['ca:shop'],
  trustedIdentities: ['*'],
};
const certificate = (file: string) => Buffer.from(notationFile(`keys/${file}`)).toString('latin1');
const signed = 'signed.yaml';
const expired = 'expired.yaml';
const unsigned = 'deployment.yaml';
const other = 'web.yaml';
const password = 'correct horse battery';
const locked = createPrivateKey(certificate('p256.key')).export({
  ...{ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc' },
  passphrase: password,
} as const);
const editor = await Editor.open({
  files: {
    [signed]: deployment(`${host}/shop/key:rsa2048-jws`),
    [expired]: deployment(`${host}/shop/expiry:signature-jws`),
    [unsigned]: deployment(reference),
    [other]: deployment(`${registry.host}/acme/web:2.0`),
    'keys/shop.key': String(locked),
    'keys/shop.crt': certificate('p256.crt'),
    '.imageseal.yaml': JSON.stringify({ trust: [rule] }),
    'notary/policy.json': JSON.stringify({ version: '1.0', trustPolicies: [statement] }),
    'notary/x509/ca/shop/rsa.crt': certificate('root-rsa.crt'),
    'notary/x509/ca/shop/ec.crt': certificate('root-ec.crt'),
  },
});
const { page, driver } = editor;

pictureFailures(editor);
afterAll(async () => {
  await editor.close();
  await registry.close();
});
beforeEach(async () => {
  await page.keyboard.press('Escape');
  await driver.run((vscode) => vscode.commands.executeCommand<void>('notifications.clearAll'));
});

const hover = (text: string, expected: string | RegExp) => window.hoverUntil(editor, text, expected);

it('says in the hover who signed with notation, and who vouches for that', async () => {
  await window.openFile(editor, signed);
  const shown = await hover('/shop/key', /^Signed by CN=/m);
  await editor.screenshot('notation-hover-trusted');
  expect(shown).toContain('Trusted by rule 1 of .imageseal.yaml.');
  expect(shown).toContain('Vouched for by the trust store: ca:shop');
  expect(shown).toContain('Only logged, whatever comes of it: time, expiry, revocation');
  expect(shown).toMatch(/– revocation: .*do not say whom to ask/);
});

it('says of what has expired that the policy only wants that logged, in the report too', async () => {
  await window.openFile(editor, expired);
  const shown = await hover('/shop/expiry', /only wants that logged/);
  await editor.screenshot('notation-hover-noted');
  expect(shown).toMatch(/⚠ It has expired: its signer wanted it to hold until/);
  await page.keyboard.press('Escape');
  await window.palette(page, 'ImageSeal: Verify Image…');
  await steps.choose(page, 'under the cursor');
  const report = await views.report(page, 'shop/expiry');
  await editor.screenshot('notation-report');
  expect(report).toContain('Notary Project signature: trusted');
  expect(report).toMatch(/⚠ expiry: It has expired/);
});

it('signs with a test certificate that is made on the way', async () => {
  await window.openFile(editor, unsigned);
  await expect
    .poll(() => window.diagnostics(editor, unsigned))
    .toContainEqual(expect.stringContaining('unsigned'));
  await window.cursorAt(editor, 'acme/app');
  await window.palette(page, 'ImageSeal: Sign Image…');
  await steps.choose(page, 'under the cursor');
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Notary Project' }).waitFor();
  await editor.screenshot('notation-who-signs');
  await steps.choose(page, 'As the Notary Project does…');
  await steps.choose(page, 'Make a test certificate…');
  await page.locator('.quick-input-widget', { hasText: 'for tests only' }).waitFor();
  await editor.screenshot('notation-test-certificate');
  await steps.type(page, 'for tests only', 'demo');
  await steps.accept(page, 'Options');
  await page.locator('.quick-input-widget input[placeholder="Which key signs?"]').waitFor();
  await editor.screenshot('notation-which-key');
  await steps.choose(page, 'demo');
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'User metadata' }).waitFor();
  await editor.screenshot('notation-options');
  await steps.accept(page, 'Options');
  const question = await steps.dialog(page);
  await editor.screenshot('notation-question');
  expect(question).toContain(`Sign ${reference}?`);
  expect(question).toContain(image.digest);
  expect(question).toContain('Signed by: demo');
  expect(question).toContain('As the Notary Project does, in an envelope of type JWS');
  await steps.answer(page, 'Sign');
  await steps.told(page, 'It was read back from the registry and verified.');
  await editor.screenshot('notation-signed');
  expect(existsSync(join(editor.notation, 'localkeys/demo.key'))).toBe(true);
});

it('trusts it after a question that shows the fingerprint', async () => {
  await window.openFile(editor, unsigned);
  const shown = await hover('acme/app', /^Signed, and there is nothing here/m);
  await editor.screenshot('notation-hover-unverified');
  expect(shown).toContain('Trust this signer…');
  await page.keyboard.press('Escape');
  await window.cursorAt(editor, 'acme/app');
  const title = `Trust this signer for ${name}: demo…`;
  expect(await window.quickFixes(page)).toContain(title);
  await editor.screenshot('notation-quick-fix');
  await window.chooseFix(page, title);
  const question = await steps.dialog(page);
  await editor.screenshot('notation-trust-question');
  const { fingerprint256 } = new X509Certificate(readFileSync(join(editor.notation, 'localkeys/demo.crt')));
  expect(question).toContain(fingerprint256.replaceAll(':', '').toLowerCase());
  expect(question).toContain('Anybody can make a certificate with these names.');
  await steps.answer(page, 'Trust, I Have Compared It');
  await steps.told(page, `Trusted for ${name} from now on`);
  expect(parse(editor.saved('.imageseal.yaml'))).toEqual({
    trust: [rule, { images: name, notation: { policy: 'trustpolicy.json', store: 'truststore' } }],
  });
  expect(JSON.parse(editor.saved('trustpolicy.json')).trustPolicies).toHaveLength(1);
  expect(new X509Certificate(editor.saved('truststore/x509/ca/demo/demo.crt')).fingerprint256).toBe(
    fingerprint256,
  );
  await hover('acme/app', /^Signed by CN=demo/m);
  await editor.screenshot('notation-hover-own');
  await expect.poll(() => window.diagnostics(editor, unsigned)).toEqual(['warning unpinned: 1.0']);
});

it('signs with an encrypted key in a file, as COSE, for a time', async () => {
  await window.openFile(editor, other);
  await window.cursorAt(editor, 'acme/web');
  await window.palette(page, 'ImageSeal: Sign Image…');
  await steps.choose(page, 'under the cursor');
  await steps.choose(page, 'As the Notary Project does…');
  await steps.choose(page, 'Key file…');
  await steps.chooseFile(page, join(editor.folder, 'keys/shop.key'));
  await steps.choose(page, 'COSE');
  await steps.choose(page, 'Expiry');
  await steps.accept(page, 'Options');
  await steps.type(page, 'For how long the signature is to hold', '24h');
  const question = await steps.dialog(page);
  expect(question).toContain('Signed by: keys/shop.key');
  expect(question).toContain('in an envelope of type COSE\nExpires after: 24h');
  await steps.answer(page, 'Sign');
  // That the key has a password is no mistake of anybody's.
  await page.locator('.quick-input-widget', { hasText: 'Password of keys/shop.key' }).waitFor();
  await editor.screenshot('notation-password');
  await steps.type(page, 'Password of keys/shop.key', 'wrong');
  await page.locator('.quick-input-widget', { hasText: 'its password is wrong' }).waitFor();
  await editor.screenshot('notation-wrong-password');
  await steps.type(page, 'its password is wrong', password);
  await expect
    .poll(() => window.diagnostics(editor, other))
    .toContainEqual(expect.stringContaining('unverified-signature'));
  await hover('acme/web', /^Signed, and there is nothing here/m);
  await editor.screenshot('notation-cose');
});
