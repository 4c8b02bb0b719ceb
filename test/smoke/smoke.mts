import { setTimeout as delay } from 'node:timers/promises';
import { Editor } from '../editors/support/editor.ts';
import { buildImage, buildBundle, startRegistry } from '../support/registry/index.ts';
const reg: any = await startRegistry();
const image = buildImage();
reg.push(`localhost`, 'acme/app', image, '1.0');
const pod = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: ${reg.host}/acme/app:1.0\n    - name: b\n      image: nginx\n`;
const locale = process.argv[2] ?? 'en';
const e = await Editor.open({ files: { 'pod.yaml': pod, 'sub/other.yaml': pod, '.imageseal.yaml': 'rules: { unsined: off }\n' }, ...(locale !== 'en' ? { locale } : {}), settings: { 'imageseal.codeLens.enable': true } });
const cmd = (id: string, ...a: unknown[]) => e.driver.run(async (v, id, a) => { v.commands.executeCommand(id, ...a); }, id, a);
const diags = () => e.driver.run((v)=>v.languages.getDiagnostics().flatMap(([u,ds])=>ds.map(d=>[u.path.split('/workspace/')[1],v.DiagnosticSeverity[d.severity],d.message, typeof d.code === 'object' ? [d.code.value, d.code.target.path] : d.code, d.range.start.line, d.range.start.character, d.range.end.character])));
try {
  await e.driver.run(async (v) => { await v.window.showTextDocument(await v.workspace.openTextDocument(v.workspace.workspaceFolders![0]!.uri.with({path: v.workspace.workspaceFolders![0]!.uri.path + '/pod.yaml'}))); });
  for (let i = 0; i < 20; i++) { await delay(500); const d = await diags(); if (JSON.stringify(d).includes('unsigned')) break; }
  console.log(JSON.stringify(await diags(), null, 1));
  console.log(reg.requests.map((r: any) => `${r.method} ${r.path ?? r.url}`));
  await e.driver.run(async (v) => { v.window.activeTextEditor!.selection = new v.Selection(5, 20, 5, 20); });
  await cmd('editor.action.showHover'); await delay(2500);
  console.log(await e.page.locator('.monaco-hover .hover-contents').allInnerTexts());
  await e.screenshot('smoke-hover-'+locale);
  await e.page.keyboard.press('Escape');
  await cmd('imageseal.checkWorkspace'); await delay(4000);
  await e.screenshot('smoke-check-'+locale);
  console.log((await diags()).length);
  await cmd('imageseal.pinWorkspace'); await delay(3000);
  await e.screenshot('smoke-ask-'+locale);
  await e.page.locator('.monaco-dialog-box .monaco-button', { hasText: /^(Pin|고정)$/ }).click(); await delay(2500);
  console.log(e.saved('pod.yaml'), e.saved('sub/other.yaml'));
  await e.screenshot('smoke-pinned-'+locale);
  await cmd('undo'); await delay(2000); await e.screenshot('smoke-undo-'+locale);
  await cmd('imageseal.showOutput'); await delay(1000); await e.screenshot('smoke-output-'+locale);
} catch (x) { console.error(x); await e.screenshot('smoke-error'); } finally { await e.close(); await reg.close?.();  }
