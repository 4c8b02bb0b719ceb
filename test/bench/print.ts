import type { ActivationResult } from './activation.ts';
import type { ContestResult } from './contest.ts';
import type { EditResult } from './edit-latency.ts';
import type { Size } from './environment.ts';
import type { NotationBench } from './notation.ts';
import type { StartResult } from './start-up.ts';
import { ms, type Summary } from './statistics.ts';
import type { Target } from './targets.ts';
import type { VerifyBench } from './verify.ts';
import type { Workload } from './workloads.ts';
import type { WorkspaceCheck } from './workspace-check.ts';

/** Prints rows under a heading, the first column to the left and the others to the right. */
function table(heading: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  console.log(`\n${heading}`);
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('   ').trimEnd()}`);
  }
}

const times = ({ p50, p95, min }: Summary): string[] => [ms(p50), ms(p95), ms(min)];

export function start(results: readonly StartResult[]): void {
  table('Start: process start → initialize answered (ms)', [
    ['', 'p50', 'p95', 'min', 'RSS MB'],
    ...results.map((each) => [each.server, ...times(each.start), each.rssMb ? each.rssMb.toFixed(0) : '']),
  ]);
}

export function edits({ name, text }: Workload, results: readonly EditResult[], floorName: string): void {
  const lines = text.split('\n').length - 1;
  const floor = results.find(({ server }) => server === floorName)?.edits.p50 ?? Number.NaN;
  const size = (text.length / 1024).toFixed(0);
  table(`${name}: ${lines} lines, ${size} KB: one character → diagnostics (ms)`, [
    ['', 'n', 'p50', 'p95', 'min', '× floor', 'open → first', 'diagnostics', 'RSS MB', 'peak MB'],
    ...results.map((each) => [
      each.server,
      String(each.edits.n),
      ...times(each.edits),
      (each.edits.p50 / floor).toFixed(1),
      ms(each.openMs),
      String(each.diagnostics),
      each.rssMb.toFixed(0),
      each.peakMb.toFixed(0),
    ]),
  ]);
}

export function workspace({ files, images, findings, results }: WorkspaceCheck): void {
  const read = results[0]?.wall.p50 ?? Number.NaN;
  table(`Workspace: ${files} files, ${images} images, ${findings} findings: whole process (ms)`, [
    ['', 'p50', 'p95', 'min', '× reading'],
    ...results.map(({ command, wall }) => [command, ...times(wall), (wall.p50 / read).toFixed(2)]),
  ]);
}

export function verify({ images, perImage, perSignature, latencies }: VerifyBench): void {
  for (const { ms: late, results } of latencies) {
    const far = late === 0 ? 'on this machine' : `that answers after ${late} ms`;
    table(`Verify: ${images} signed images, cold, from a registry ${far}: whole processes (ms)`, [
      ['', 'n', 'p50', 'p95', 'min', '× cosign', 'requests'],
      ...results.map(({ command, wall, requests }) => [
        command,
        String(wall.n),
        ...times(wall),
        (
          wall.p50 / (results.find(({ command }) => command.includes('one process'))?.wall.p50 ?? Number.NaN)
        ).toFixed(2),
        String(requests),
      ]),
    ]);
  }
  console.log(
    `  Of imageseal's requests ${perImage} are for each image and ${perSignature} for each signature.`,
  );
}

export function notation({ images, formats }: NotationBench): void {
  for (const { format, alone, latencies } of formats) {
    const name = format.toUpperCase();
    const warmFloor = alone[0]?.times.warm.p50 ?? Number.NaN;
    const coldFloor = alone[0]?.times.cold.p50 ?? Number.NaN;
    table(`Notary Project, ${name}: ${images} signatures, no registry (ms, p50 of processes)`, [
      ['', 'n', 'load, first', 'another, cold', '× floor', 'warm', '× floor'],
      ...alone.map(({ verifier, times: { first, cold, warm } }) => [
        verifier,
        String(first.n),
        ms(first.p50),
        cold.p50.toFixed(3),
        (cold.p50 / coldFloor).toFixed(2),
        warm.p50.toFixed(3),
        (warm.p50 / warmFloor).toFixed(2),
      ]),
    ]);
    for (const { ms: late, results } of latencies) {
      const far = late === 0 ? 'on this machine' : `that answers after ${late} ms`;
      table(
        `Notary Project, ${name}: ${images} signed images, from a registry ${far}: whole processes (ms)`,
        [
          ['', 'n', 'p50', 'p95', 'min', '× notation-go', 'requests'],
          ...results.map((each) => [
            each.command,
            String(each.wall.n),
            ...times(each.wall),
            (each.wall.p50 / peerOf(each, results)).toFixed(2),
            String(each.requests),
          ]),
        ],
      );
    }
  }
}

/** Of one image's row one image's. */
function peerOf({ command }: ContestResult, results: readonly ContestResult[]): number {
  const of = command.endsWith('one image') ? 'notation-go, one image' : 'notation-go';
  return results.find((each) => each.command === of)?.wall.p50 ?? Number.NaN;
}

export function sizes(found: readonly Size[]): void {
  table('Bytes', [
    ['', 'bytes', 'gzip'],
    ...found.map(({ name, bytes, gzip }) => [name, String(bytes), String(gzip)]),
  ]);
}

export function targets(all: readonly Target[]): void {
  const word = (met: boolean | undefined) =>
    met === undefined ? 'not measured' : met ? 'reached' : 'MISSED';
  table('Targets', [['', '', ''], ...all.map(({ what, met, measured }) => [what, measured, word(met)])]);
}

export function activation({ activate, load, firstDiagnostics }: ActivationResult): void {
  table('In VS Code, each time in a new window (ms)', [
    ['', 'p50', 'p95', 'min'],
    ['activation as VS Code reports it, among all others', ...times(activate)],
    ['loading the bundle, alone', ...times(load)],
    ['first YAML file opened → diagnostics', ...times(firstDiagnostics)],
  ]);
}
