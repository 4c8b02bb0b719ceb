import type { EditResult } from './edit-latency.ts';
import type { Size } from './environment.ts';
import type { NotationBench } from './notation.ts';
import type { Contestants } from './servers.ts';
import type { VerifyBench } from './verify.ts';
import type { WorkspaceCheck } from './workspace-check.ts';

export interface Target {
  readonly what: string;
  /** Undefined where this run did not measure it. */
  readonly met: boolean | undefined;
  readonly measured: string;
}

/** What this run measured. */
export interface Measured {
  readonly edits: ReadonlyMap<string, readonly EditResult[]>;
  readonly servers: Contestants;
  readonly workspace: WorkspaceCheck | undefined;
  readonly verify: VerifyBench | undefined;
  readonly notation: NotationBench | undefined;
  readonly sizes: readonly Size[];
}

/** What the figures are to reach, as ratios of what the same run measured. */
export function targets({ edits, servers, workspace, verify, notation, sizes }: Measured): Target[] {
  const { ours, echo, yaml } = servers;
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
    ...verifyTargets(verify),
    ...notationTargets(notation),
    atMost(
      'VSIX in KB',
      sizes.filter(({ name }) => name.endsWith('.vsix')).map(({ bytes }) => bytes / 1024)[0],
      600,
    ),
  ];
}

function verifyTargets(verify: VerifyBench | undefined): Target[] {
  const [near = [], far = []] = verify?.latencies.map(({ results }) => results) ?? [];
  const [, , , ours, one, many] = near;
  const [, , far8, far16, farOne, farMany] = far;
  return [
    atMost('100 signed images: in times of one cosign process', wallRatio(ours, one), 1.5),
    atLeast('100 signed images: a cosign process each, in ours', wallRatio(many, ours), 12),
    atLeast('the same, answers after 20 ms', wallRatio(farMany, far16), 12),
    atLeast(
      'answers after 20 ms: one cosign process, in ours with 8 connections',
      wallRatio(farOne, far8),
      5,
    ),
    atLeast('the same with 16 connections', wallRatio(farOne, far16), 10),
    atMost('requests an image', verify?.perImage, 4),
    atMost('requests a signature', verify?.perSignature, 2),
  ];
}

/** As beside cosign; notation-go is the library alone, and smaller than the program. */
function notationTargets(notation: NotationBench | undefined): Target[] {
  return (['jws', 'cose'] as const).flatMap((format) => {
    const found = notation?.formats.find((each) => each.format === format);
    const [near = [], far = []] = found?.latencies.map(({ results }) => results) ?? [];
    const [floor, cold, , theirs, one, theirOne] = near;
    const [, farCold, , farTheirs] = far;
    const name = format.toUpperCase();
    return [
      atMost(`50 signed images, ${name}: in times of one notation-go process`, wallRatio(cold, theirs), 1.5),
      atMost(`the same, ${name}: in floors`, wallRatio(cold, floor), 2),
      atLeast(`answers after 20 ms, ${name}: notation-go, in ours`, wallRatio(farTheirs, farCold), 5),
      atMost(`one signed image, ${name}: in times of notation-go`, wallRatio(one, theirOne), 1.5),
    ];
  });
}

const ratio = (a: EditResult | undefined, b: EditResult | undefined) => a && b && a.edits.p50 / b.edits.p50;

type Wall = Pick<WorkspaceCheck['results'][number], 'wall'>;
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
