import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Editor } from './support/editor.ts';
import { pictureFailures } from './support/failures.ts';
import { startSignedExamples } from './support/signed-examples.ts';
import * as views from './support/views.ts';
import * as window from './support/window.ts';

const { registry, files, host } = await startSignedExamples();
const manifest = 'workloads/signatures.yaml';
const configuration = '.imageseal.yaml';
const editor = await Editor.open({ files });
const { page, driver } = editor;
const oidc = 'http://oidc.localhost:8090';
const workflow = 'https://github.com/acme/shop/.github/workflows/release.yml';

pictureFailures(editor);
afterAll(async () => {
  await editor.close();
  await registry.close();
});

beforeEach(async () => {
  await page.keyboard.press('Escape');
  await driver.run((vscode) => vscode.commands.executeCommand<void>('notifications.clearAll'));
  await window.openFile(editor, manifest);
});

const hover = (text: string, expected: string | RegExp) => window.hoverUntil(editor, text, expected);

describe('a hover', () => {
  it('says who signed without a key, when, why that is trusted, and what was checked', async () => {
    const text = await hover('/release/checkout', /^Signed by /m);
    await editor.screenshot('signatures-hover-trusted');
    expect(text.split('\n').filter((line) => line !== '')).toEqual([
      `Signed by ${workflow}@refs/heads/main through ${oidc}/actions, timestamped 23 November 2026.`,
      'Trusted by rule 4 of .imageseal.yaml.',
      'Full report',
      `${host}/release/checkout:1.0`,
      expect.stringMatching(/^Pinned to: sha256:c254cd3b/),
      'Sigstore bundle: trusted',
      '✓ format ✓ image ✓ signature ✓ certificate ✓ certificate transparency ✓ transparency log ✓ time ✓ signer',
      `Signer: ${workflow}@refs/heads/main`,
      `Issuer: ${oidc}/actions`,
      'Repository: https://github.com/acme/shop',
      'Ref: refs/heads/main',
      `Commit: ${'c'.repeat(40)}`,
      'Started by: push',
      'Runner: github-hosted',
      'Run: https://github.com/acme/shop/actions/runs/42/attempts/1',
      'Time: 23 November 2026 at 04:16:26 UTC, by a timestamp authority',
      'Log entry: 17',
      expect.stringMatching(/^Kept as referrer: sha256:/),
      expect.stringMatching(/^Found by: cosign 2\.6 .* and 3, Kyverno/),
      expect.stringMatching(/^Not found by: cosign 1 to 2\.5, Kyverno/),
    ]);
  });

  it('says which check of a broken signature failed, above a red line', async () => {
    const text = await hover('/release/search', /^The signature is broken\.$/m);
    await editor.screenshot('signatures-hover-invalid');
    expect(text.split('\n').filter((line) => /^[✗✓]/.test(line))).toEqual([
      '✗ signature: The signature does not hold under the key of its certificate: what was signed has been changed.',
      '✗ certificate: The certificate is valid from 2026-11-23 04:16:58 UTC to 2026-11-23 04:26:58 UTC, and the signature was made at 2026-11-23 04:16:57 UTC.',
      '✗ transparency log: The log entry is of another signer.',
      '✓ format ✓ image ✓ time',
    ]);
    expect(text).toContain('Signer, as it claims: dev@shop.example');
    expect(text).not.toContain('Trust this signer');
    expect(await window.squiggles(page)).toContainEqual({
      severity: 'error',
      text: `${host}/release/search`,
    });
  });
});

describe('Problems', () => {
  it('lists every verdict that calls for somebody, with its severity', async () => {
    const expected = [
      `error untrusted-signer: ${host}/release/preview`,
      `error untrusted-signer: ${host}/shop/mailer`,
      `error untrusted-signer: ${host}/vendor/agent`,
      `error invalid-signature: ${host}/shop/invoices`,
      `error invalid-signature: ${host}/release/search`,
      `error invalid-signature: ${host}/vendor/exporter`,
      `information unverified-signature: ${host}/partner/analytics`,
      `information unverified-signature: ${host}/partner/portal`,
      `warning unsigned: ${host}/shop/inventory`,
      `warning unsigned: ${host}/shop/catalog`,
    ];
    await expect.poll(() => window.diagnostics(editor, manifest)).toEqual(expected);
    const rows = await window.problems(editor, 'signatures.yaml');
    await editor.screenshot('signatures-problems');
    expect(rows.filter((row) => /untrusted-signer/.test(row))).toEqual([
      expect.stringMatching(/release\/preview:1\.0" is signed, but not by .*refs\/pull\/7\/merge/),
      expect.stringMatching(/shop\/mailer:1\.0" is signed, but not by .*none of the public keys/),
      expect.stringMatching(/vendor\/agent:self-rsa-jws" is signed, but not by .*CN=self-rsa/),
    ]);
    const icons = (rule: string, icon: string) =>
      page.locator('.markers-panel .monaco-list-row', { hasText: rule }).locator(`.codicon-${icon}`).count();
    expect(await icons('untrusted-signer', 'error')).toBe(3);
    expect(await icons('invalid-signature', 'error')).toBe(3);
    // The panel shows no more rows.
    expect(await icons('unverified-signature', 'info')).toBeGreaterThan(0);
    await driver.run((vscode) => vscode.commands.executeCommand<void>('workbench.action.closePanel'));
  });
});

describe('"Trust this signer"', () => {
  const image = '/partner/newsletter';
  /** `.imageseal.yaml` as it lies on the disk: every rule for the image. */
  const rules = (): unknown[] =>
    parse(editor.saved(configuration)).trust.filter(
      (rule: { images: string }) => rule.images === host + image,
    );
  const trusted = [
    {
      images: host + image,
      trustedRoot: 'trust/trusted_root.json',
      identities: [{ issuer: `${oidc}/login`, subject: 'dev@shop.example' }],
    },
  ];

  beforeEach(async () => {
    writeFileSync(join(editor.folder, configuration), files[configuration] ?? '');
    expect(rules()).toEqual([{ images: host + image, trustedRoot: 'trust/trusted_root.json' }]);
    // Whatever stood there before: who was trusted is not any more.
    await hover(image, 'Nobody has said whom to trust for this image.');
  });

  it('is a quick fix of what is signed, and makes it trusted at once', async () => {
    await page.keyboard.press('Escape');
    await window.cursorAt(editor, image);
    const fixes = await window.quickFixes(page);
    await editor.screenshot('signatures-quick-fix');
    expect(fixes).toEqual([`Trust this signer for ${host}${image}: dev@shop.example`]);
    await window.chooseFix(page, /^Trust this signer/);
    await expect.poll(rules).toEqual(trusted);
    const text = await hover(image, 'Trusted by rule 5 of .imageseal.yaml.');
    await editor.screenshot('signatures-trusted-by-fix');
    expect(text).toMatch(/^Signed by dev@shop\.example through /);
    expect(text).toContain('Sigstore bundle: trusted');
    expect(text).not.toContain('Trust this signer');
  });

  it('is a link of the hover, in sight without scrolling', async () => {
    const link = page.locator('.monaco-hover a', { hasText: 'Trust this signer' });
    await editor.screenshot('signatures-hover-signed');
    const [linkBox, hoverBox] = [
      await link.boundingBox(),
      await page.locator('.monaco-hover').first().boundingBox(),
    ];
    expect(linkBox!.y + linkBox!.height).toBeLessThan(hoverBox!.y + hoverBox!.height);
    await link.click();
    await expect.poll(rules).toEqual(trusted);
    await expect
      .poll(() => page.locator('.notification-list-item').allTextContents())
      .toEqual([expect.stringContaining(`Trusted for ${host}${image} from now on: dev@shop.example`)]);
    await hover(image, 'Trusted by rule 5 of .imageseal.yaml.');
  });
});

describe('reports', () => {
  it('of the image under the cursor: everything, on a page that nobody can change', async () => {
    await window.cursorAt(editor, '/release/checkout');
    await window.palette(page, 'ImageSeal: Verify Image');
    const first = page.locator('.quick-input-list .monaco-list-row', { hasText: 'under the cursor' });
    await first.waitFor();
    await editor.screenshot('signatures-pick');
    expect(await first.textContent()).toContain(`${host}/release/checkout:1.0`);
    await page.keyboard.press('Enter');
    const text = await views.report(page, `${host}/release/checkout:1.0`);
    await editor.screenshot('signatures-report');
    expect(text).toContain('Trusted by rule 4 of .imageseal.yaml.');
    expect(text).toContain('✓ time: It was made by 2026-11-23 04:16:26 UTC, says a timestamp authority.');
    expect(text).toMatch(/^As of .* UTC\.$/m);

    await driver.run((vscode) => vscode.commands.executeCommand<void>('markdown.showSource'));
    await page.locator('.monaco-editor[data-uri^="imageseal:"]').waitFor();
    await driver.run((vscode) =>
      vscode.commands.executeCommand<void>('workbench.action.focusActiveEditorGroup'),
    );
    const source = await window.activeText(editor);
    expect(source).toContain('Trusted by rule 4');
    await page.keyboard.type('x');
    expect(await window.activeText(editor)).toBe(source);
  });

  it('of the workspace: how many of each verdict, and which', async () => {
    await window.palette(page, 'ImageSeal: Verify Workspace');
    const text = await views.report(page, 'Images of the workspace');
    await editor.screenshot('signatures-report-workspace');
    expect(text).toMatch(
      /^Broken signature: 3\nNot trusted: 3\nNot signed: \d+\nNot verified: \d+\nUnknown: \d+\n/m,
    );
    expect(text).toMatch(
      new RegExp(
        `^${host}/shop/invoices:b ${manifest}:55: The signature is broken\\. It is of another image`,
        'm',
      ),
    );
  });
});

describe('the view "Images"', () => {
  it('lists images by verdict and by file, in words and shapes that need no colour', async () => {
    await views.openImages(editor);
    await expect
      .poll(async () => (await views.imageRows(page)).map(({ label }) => label))
      .toContain('shop/invoices:b');
    const rows = await views.imageRows(page);
    await editor.screenshot('signatures-tree');
    expect(
      rows.slice(0, 8).map(({ label, description, icon }) => `${icon} ${label} | ${description}`),
    ).toEqual([
      'error Broken signature | 3',
      `error shop/invoices:b | signatures.yaml:55 · workloads`,
      `error release/search:1.0 | signatures.yaml:57 · workloads`,
      `error vendor/exporter:signature-jws | signatures.yaml:59 · workloads`,
      'circle-slash Not trusted | 3',
      `circle-slash release/preview:1.0 | signatures.yaml:42 · workloads`,
      `circle-slash shop/mailer:1.0 | signatures.yaml:44 · workloads`,
      `circle-slash vendor/agent:self-rsa-jws | signatures.yaml:46 · workloads`,
    ]);
    expect(rows[0]?.spoken).toContain('Broken signature, images: 3');
    expect(rows[1]?.spoken).toContain('The signature is broken. It is of another image');

    await views.imagesMenu(page, 'Group by File');
    await expect
      .poll(async () => (await views.imageRows(page)).map(({ label }) => label))
      .toContain('deployment.yaml');
    await editor.screenshot('signatures-tree-by-file');
    const words = (await views.imageRows(page)).map(({ description }) => description);
    expect(words).toEqual(expect.arrayContaining(['chart/templates', 'Not signed, line 21']));
    await views.imagesMenu(page, 'Group by Verdict');
    await expect.poll(async () => (await views.imageRows(page))[0]?.label).toBe('Broken signature');
  });
});

it.each([
  ['light', 'Light Modern'],
  ['dark', 'Dark Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
])('is readable in the %s theme', async (name, theme) => {
  await driver.run(
    (vscode, wanted) => vscode.workspace.getConfiguration().update('workbench.colorTheme', wanted, true),
    theme,
  );
  await driver.run((vscode) => vscode.commands.executeCommand<void>('imageseal.verifyWorkspace'));
  await views.report(page, 'Images of the workspace');
  await views.openImages(editor);
  await editor.screenshot(`signatures-${name}-report`);
  // WCAG asks for 3 of graphics that carry a meaning; the warning sign of VS Code itself falls short by a hair.
  for (const { label, contrast } of await views.imageRows(page)) expect(contrast, label).toBeGreaterThan(2.9);
  await window.openFile(editor, manifest);
  await hover('/release/checkout', /✓ format/);
  await editor.screenshot(`signatures-${name}-hover-trusted`);
  await hover('/shop/invoices', /✗ image/);
  await editor.screenshot(`signatures-${name}-hover-invalid`);
});
