import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Summary, summarize } from './statistics.ts';
import { writeWorkspace } from './workloads.ts';

export interface WorkspaceResult {
  readonly command: string;
  readonly wall: Summary;
}

export interface WorkspaceCheck {
  readonly files: number;
  readonly images: number;
  readonly findings: number;
  readonly results: readonly WorkspaceResult[];
}

const files = 5000;
const rounds = 9;

/**
 * Wall time of whole processes over one generated workspace, each in turn. `frizbee` is a path, or undefined without it:
 * it is run as `frizbee image list`, which walks the folder and lists each reference without asking a registry.
 */
export function measureWorkspace(root: string, folder: string, frizbee: string | undefined): WorkspaceCheck {
  const tree = join(folder, 'tree');
  writeWorkspace(tree, files);
  const cli = join(root, 'dist', 'cli.js');
  const read = [
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    join(import.meta.dirname, 'read-tree.ts'),
    tree,
  ];
  const commands: { name: string; argv: string[]; times: number[] }[] = [
    { name: 'read every file (floor)', argv: [process.execPath, ...read], times: [] },
    {
      name: 'imageseal check --offline',
      argv: [process.execPath, cli, 'check', '--offline', tree],
      times: [],
    },
  ];
  if (frizbee)
    commands.push({ name: 'frizbee image list', argv: [frizbee, 'image', 'list', tree], times: [] });
  for (let round = 0; round <= rounds; round++) {
    for (const { argv, times } of commands) {
      const elapsed = run(argv);
      // The first round fills the page cache.
      if (round > 0) times.push(elapsed);
    }
  }
  return {
    files,
    ...summaryOf(cli, tree),
    results: commands.map(({ name, times }) => ({ command: name, wall: summarize(times) })),
  };
}

function run([program = '', ...args]: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const elapsed = performance.now() - started;
  // 1 says that there are findings.
  if (status !== 0 && status !== 1)
    throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return elapsed;
}

function summaryOf(cli: string, tree: string): { images: number; findings: number } {
  const args = [cli, 'check', '--offline', '--format', 'json', tree];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const { images, findings } = JSON.parse(stdout).summary;
  return { images, findings };
}
