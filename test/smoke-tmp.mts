import { Editor } from './editors/support/editor.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
const pod = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: nginx:1.27\n';
const e = await Editor.open({ files: { 'pod.yaml': pod, 'a.json': '{"name":"x"}\n', 'b/pod2.yaml': pod }, settings: {'imageseal.rules.unpinned':'error'}, ...(process.argv[2] ? {locale: process.argv[2]} : {}), ...(process.argv[3]==='untrusted'?{trusted:false}:{}) });
const log = () => readFileSync('/tmp/smoke/log.jsonl','utf8');
try {
  await e.driver.run(async (v) => { await v.window.showTextDocument(await v.workspace.openTextDocument(v.workspace.workspaceFolders![0]!.uri.with({path: v.workspace.workspaceFolders![0]!.uri.path + '/a.json'}))); });
  await delay(4000);
  let started=''; try { started = log() } catch {}
  console.log('after json:', started || 'no server');
  console.log('active', await e.driver.run((v) => v.extensions.getExtension('imageseal.imageseal')?.isActive));
  await e.driver.run(async (v) => { await v.window.showTextDocument(await v.workspace.openTextDocument(v.workspace.workspaceFolders![0]!.uri.with({path: v.workspace.workspaceFolders![0]!.uri.path + '/pod.yaml'}))); });
  for (let i=0;i<40;i++){ await delay(250); const d = await e.driver.run((v)=>v.languages.getDiagnostics().flatMap(([u,ds])=>ds.map(d=>[u.path,d.message,d.source]))); if(d.length){console.log('diag',d);break;} }
  await delay(500);
  await e.driver.run(async (v)=>{ v.commands.executeCommand('imageseal.pinFile'); });
  await delay(3000);
  console.log('pinned:', e.saved('pod.yaml'), await e.driver.run((v)=>v.window.activeTextEditor!.document.getText()));
  await e.screenshot('smoke-pin-'+(process.argv[2]??'en'));
  await e.driver.run(async (v)=>{ await v.commands.executeCommand('undo'); });
  await delay(500);
  console.log('undo:', await e.driver.run((v)=>v.window.activeTextEditor!.document.getText()));
  await e.driver.run(async (v)=>{ v.commands.executeCommand('imageseal.pinWorkspace'); });
  await delay(3000);
  await e.screenshot('smoke-preview-'+(process.argv[2]??'en'));
  await e.driver.run(async (v)=>{ v.commands.executeCommand('imageseal.checkWorkspace'); });
  await delay(1500);
  await e.driver.run(async (v)=>{ v.commands.executeCommand('imageseal.openRule','unpinned'); });
  await delay(3000);
  await e.screenshot('smoke-rule-'+(process.argv[2]??'en'));
  await e.driver.run(async (v)=>{ await v.commands.executeCommand('imageseal.restartServer'); });
  await e.driver.run(async (v)=>{ v.commands.executeCommand('imageseal.clearCache'); });
  await e.driver.run(async (v)=>{ v.commands.executeCommand('imageseal.showOutput'); });
  await delay(2500);
  await e.screenshot('smoke-output-'+(process.argv[2]??'en'));
  await e.driver.run(async (v)=>{ v.commands.executeCommand('workbench.action.openWalkthrough','imageseal.imageseal#start', false); });
  await delay(2500);
  await e.screenshot('smoke-walk-'+(process.argv[2]??'en'));
  await e.driver.run(async (v)=>{ v.commands.executeCommand('workbench.action.openSettings','@ext:imageseal.imageseal'); });
  await delay(2500);
  await e.screenshot('smoke-settings-'+(process.argv[2]??'en'));
  console.log(log());
} catch (x) { console.error(x); await e.screenshot('smoke-error'); } finally { await e.close(); }
