// Run by scripts/bench.mjs. Arguments: the parts to measure (all without any), and `--editor`.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type EditResult, measureEdits } from './edit-latency.ts';
import { installFrizbee, measureSizes, versions } from './environment.ts';
import { installNotation, measureNotation } from './notation.ts';
import { notes } from './notes.ts';
import * as print from './print.ts';
import { contestants } from './servers.ts';
import { measureStart } from './start-up.ts';
import { targets } from './targets.ts';
import { installCosign, measureVerify } from './verify.ts';
import { editWorkloads } from './workloads.ts';
import { measureWorkspace } from './workspace-check.ts';

const root = dirname(dirname(import.meta.dirname));
const folder = mkdtempSync(join(tmpdir(), 'imageseal-bench-'));
mkdirSync(join(folder, 'open'));

const parts = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const wanted = (part: string) => parts.length === 0 || parts.includes(part);

try {
  const frizbee = wanted('workspace') ? installFrizbee() : undefined;
  const cosign = wanted('verify') ? installCosign() : undefined;
  const notation = wanted('notation') ? installNotation(root) : undefined;
  console.log(`ImageSeal benchmark. ${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform}`);
  const others = { frizbee, cosign, notation: notation?.notation };
  for (const [name, version] of Object.entries(versions(root, others))) console.log(`  ${name} ${version}`);
  const servers = await contestants(root, folder);

  if (wanted('start')) {
    print.start(await measureStart([servers.ours, servers.echo, servers.yaml], folder));
  }
  const edits = new Map<string, EditResult[]>();
  for (const workload of editWorkloads().filter(({ name }) => wanted(name))) {
    const results = await measureEdits(workload, join(folder, 'open'), servers);
    edits.set(workload.name, results);
    print.edits(workload, results, servers.echo.name);
  }
  const workspace = wanted('workspace') ? measureWorkspace(root, folder, frizbee) : undefined;
  if (workspace) print.workspace(workspace);
  const verify = cosign === undefined ? undefined : await measureVerify(root, folder, cosign);
  if (verify) print.verify(verify);
  const ofNotation = wanted('notation') ? await measureNotation(root, folder, notation) : undefined;
  if (ofNotation) print.notation(ofNotation);
  const sizes = measureSizes(root);
  print.sizes(sizes);
  print.targets(targets({ edits, servers, workspace, verify, notation: ofNotation, sizes }));
  console.log(`\n${notes}`);
  if (process.argv.includes('--editor')) {
    const { measureActivation } = await import('./activation.ts');
    print.activation(await measureActivation(root, folder));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
