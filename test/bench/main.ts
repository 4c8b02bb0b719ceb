import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type EditResult, measureEdits } from './edit-latency.ts';
import { installFrizbee, measureSizes, versions } from './environment.ts';
import { notes } from './notes.ts';
import { contestants } from './servers.ts';
import { measureStart } from './start-up.ts';
import { ms } from './statistics.ts';
import { printTable, target } from './table.ts';
import { editWorkloads } from './workloads.ts';
import { measureWorkspace } from './workspace-check.ts';

const root = dirname(dirname(import.meta.dirname));
const folder = mkdtempSync(join(tmpdir(), 'imageseal-bench-'));
mkdirSync(join(folder, 'open'));
const frizbee = installFrizbee();

try {
  console.log(
    `ImageSeal benchmark. ${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform} ${process.arch}`,
  );
  for (const [name, version] of Object.entries(versions(root, frizbee))) console.log(`  ${name} ${version}`);
  const servers = await contestants(root, folder);

  const start = await measureStart([servers.ours, servers.echo, servers.yaml], folder);
  printTable('Start: process start → initialize answered (ms)', [
    ['', 'p50', 'p95', 'min', 'RSS after (MB)'],
    ...start.map(({ server, start: { p50, p95, min }, rssMb }) => [
      server,
      ...[p50, p95, min].map(ms),
      rssMb ? ms(rssMb) : '',
    ]),
  ]);

  const edits = new Map<string, EditResult[]>();
  for (const workload of editWorkloads()) {
    const results = await measureEdits(workload, join(folder, 'open'), servers);
    edits.set(workload.name, results);
    const lines = workload.text.split('\n').length - 1;
    const floor = results.find(({ server }) => server === servers.echo.name)?.edits.p50 ?? Number.NaN;
    printTable(
      `${workload.name}: ${lines} lines, ${(workload.text.length / 1024).toFixed(0)} KB: one character → diagnostics (ms)`,
      [
        ['', 'n', 'p50', 'p95', 'min', '× floor', 'open → first', 'diagnostics', 'RSS MB', 'peak MB'],
        ...results.map(({ server, edits: { n, p50, p95, min }, openMs, diagnostics, rssMb, peakMb }) => [
          server,
          String(n),
          ...[p50, p95, min].map(ms),
          (p50 / floor).toFixed(1),
          ms(openMs),
          String(diagnostics),
          ...[rssMb, peakMb].map((value) => value.toFixed(0)),
        ]),
      ],
    );
  }

  const check = measureWorkspace(root, folder, frizbee);
  const [read, ours, frizbeeRun] = check.results;
  const readMs = read?.wall.p50 ?? Number.NaN;
  printTable(
    `Workspace: ${check.files} files, ${check.images} images, ${check.findings} findings: whole process (ms)`,
    [
      ['', 'p50', 'p95', 'min', '× reading'],
      ...check.results.map(({ command, wall: { p50, p95, min } }) => [
        command,
        ...[p50, p95, min].map(ms),
        (p50 / readMs).toFixed(2),
      ]),
    ],
  );

  const sizes = measureSizes(root);
  printTable('Bytes', [
    ['', 'bytes', 'gzip'],
    ...sizes.map(({ name, bytes, gzip }) => [name, String(bytes), String(gzip)]),
  ]);

  const of = (workload: string, server: string) =>
    edits.get(workload)?.find((result) => result.server === server);
  const [large, floor, yaml] = [servers.ours, servers.echo, servers.yaml].map(
    ({ name }) => of('L', name)?.edits.p50,
  );
  const peak = Math.max(...[...edits.values()].map((results) => results[0]?.rssMb ?? 0));
  const overFloor = (large ?? Number.NaN) / (floor ?? Number.NaN);
  const underYaml = (yaml ?? Number.NaN) / (large ?? Number.NaN);
  const overRead = (ours?.wall.p50 ?? Number.NaN) / readMs;
  const underFrizbee = frizbeeRun && frizbeeRun.wall.p50 / (ours?.wall.p50 ?? Number.NaN);
  const vsix = sizes.find(({ name }) => name.endsWith('.vsix'))?.bytes;
  printTable('Targets', [
    target('10k lines, p50 at most 2 × the floor', overFloor <= 2, `${overFloor.toFixed(2)} ×`),
    target('10k lines, at most 1/40 of yaml-language-server', underYaml >= 40, `1/${underYaml.toFixed(0)}`),
    target('RSS at most 110 MB, every workload', peak <= 110, `${peak.toFixed(0)} MB`),
    target('5,000 files in at most 3 × the time to read them', overRead <= 3, `${overRead.toFixed(2)} ×`),
    target(
      '5,000 files at least 2.5 × faster than frizbee',
      underFrizbee === undefined ? undefined : underFrizbee >= 2.5,
      underFrizbee ? `${underFrizbee.toFixed(1)} ×` : 'frizbee could not be installed',
    ),
    target(
      'VSIX at most 600 KB',
      vsix === undefined ? undefined : vsix <= 600 * 1024,
      vsix ? `${(vsix / 1024).toFixed(0)} KB` : 'run `npm run package` first',
    ),
  ]);
  console.log(`\n${notes}`);
  if (process.argv.includes('--editor'))
    await import('./activation.ts').then(({ measureActivation }) => measureActivation(root, folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
