import { afterAll, it } from 'vitest';
import { Editor } from './support/editor.ts';
import { pod, startExample } from './support/example.ts';
import * as w from './support/window.ts';
const ex = await startExample();
const editor = await Editor.open({ files: { 'pod.yaml': pod(ex.unsigned) } });
afterAll(() => editor.close());
it('x', async () => {
  await w.openFile(editor, 'pod.yaml');
  await editor.page.waitForTimeout(4000);
  console.log(await w.diagnostics(editor, 'pod.yaml'), editor.connections());
  console.log(await editor.driver.run(async (vscode, url) => { const r: unknown[] = [process.env.IMAGESEAL_CONNECTION_LOG, process.env.NODE_OPTIONS, process.argv.slice(0,3), String(fetch).slice(0,300), typeof process.getBuiltinModule]; 
     const net = process.getBuiltinModule('node:net'); r.push(String(net.Socket.prototype.connect).slice(0,200)); await fetch(url); return r; }, ex.registry.url + '/v2/'));
  console.log(editor.connections());
});
