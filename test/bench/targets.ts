import type { EditResult } from './edit-latency.ts';
import type { Size } from './environment.ts';
import type { Contestants } from './servers.ts';
import type { WorkspaceCheck } from './workspace-check.ts';

export interface Target {
  readonly what: string;
  /** Undefined where this run did not measure it. */
  readonly met: boolean | undefined;
  readonly measured: string;
}

/** What the figures are to reach, as ratios of what the same run measured. */
export function targets(
  edits: ReadonlyMap<string, readonly EditResult[]>,
  { ours, echo, yaml }: Contestants,
  workspace: WorkspaceCheck | undefined,
  sizes: readonly Size[],
): Target[] {
  const result = (workload: string, server: string) =>
    edits.get(workload)?.find((each) => each.server === server);
  const large = result('L', ours.name);
  const memory = (workload: string) => result(workload, ours.name)?.rssMb;
  const others = ['S', 'M', 'LIST', 'CRD'].flatMap((workload) => memory(workload) ?? []);
  const [read, check, frizbee] = workspace?.results ?? [];
  return [
    atMost('10k lines in many documents: p50, in floors', ratio(large, result('L', echo.name)), 2),
    atLeast(
      '10k lines in many documents: yaml-language-server, in p50s',
      ratio(result('L', yaml.name), large),
      40,
    ),
    atMost('10k lines in many documents: RSS in MB', memory('L'), 110),
    atMost('every other file: RSS in MB', others.length > 0 ? Math.max(...others) : undefined, 110),
    atMost('5,000 files: check, in times to read them', wallRatio(check, read), 3),
    atLeast('5,000 files: frizbee, in checks', wallRatio(frizbee, check), 2.5),
    atMost(
      'VSIX in KB',
      sizes.filter(({ name }) => name.endsWith('.vsix')).map(({ bytes }) => bytes / 1024)[0],
      600,
    ),
  ];
}

const ratio = (a: EditResult | undefined, b: EditResult | undefined) => a && b && a.edits.p50 / b.edits.p50;

type Wall = WorkspaceCheck['results'][number];
const wallRatio = (a: Wall | undefined, b: Wall | undefined) => a && b && a.wall.p50 / b.wall.p50;

const atMost = (what: string, value: number | undefined, limit: number): Target => ({
  what: `${what}, at most ${limit}`,
  met: value === undefined ? undefined : value <= limit,
  measured: value?.toFixed(2) ?? '',
});

const atLeast = (what: string, value: number | undefined, limit: number): Target => ({
  what: `${what}, at least ${limit}`,
  met: value === undefined ? undefined : value >= limit,
  measured: value?.toFixed(2) ?? '',
});
