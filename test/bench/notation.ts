import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goBuild } from '../../scripts/lib/tools.mjs';
import type { NotationFormat } from '../../server/src/signature/signing.ts';
import { notationFixtures } from '../support/notation-vectors.ts';
import { BenchRegistry } from './bench-registry.ts';
import { type Contestant, type ContestResult, contest, runWell } from './contest.ts';
import { type EnvelopeResult, measureAlone, trustPolicy } from './notation-alone.ts';
import { type NotationImage, pushNotationImages, signedByNotation } from './notation-images.ts';
import { planOf, stepsOf } from './request-plan.ts';

export const notationVersion = 'v1.3.2';

/** Programs of Go, which are missing where Go or its module proxy is. */
export interface NotationPrograms {
  /** test/interop/notation, over notation's own library. */
  readonly notation: string;
  readonly registry: string;
}

export interface NotationBench {
  readonly images: number;
  readonly formats: readonly {
    readonly format: NotationFormat;
    /** The first is the floor, the last ours. */
    readonly alone: readonly EnvelopeResult[];
    /** In the order of `contestants`; none without `NotationPrograms`. */
    readonly latencies: readonly { readonly ms: number; readonly results: readonly ContestResult[] }[];
  }[];
}

const images = 50;
const formats = ['jws', 'cose'] as const;
const latencies = [
  { ms: 0, rounds: 9 },
  { ms: 20, rounds: 3 },
] as const;

export function installNotation(root: string): NotationPrograms | undefined {
  try {
    return {
      notation: goBuild(join(root, 'test', 'interop', 'notation')),
      registry: goBuild(join(root, 'test', 'registries', 'ggcr')),
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** Verifying of signatures of the Notary Project: alone beside node:crypto, and in whole processes beside notation's library. */
export async function measureNotation(
  root: string,
  folder: string,
  programs: NotationPrograms | undefined,
): Promise<NotationBench> {
  const measured: NotationBench['formats'][number][] = [];
  for (const format of formats) {
    const signed = await signedByNotation(format, images);
    measured.push({
      format,
      alone: measureAlone(root, folder, signed),
      latencies: programs ? await measureProcesses(root, folder, programs, signed) : [],
    });
  }
  return { images, formats: measured };
}

interface Place {
  readonly cli: string;
  readonly notation: string;
  readonly references: readonly string[];
  readonly policy: string;
  readonly store: string;
  /** A manifest that names all images, and an .imageseal.yaml that trusts by the policy. */
  readonly workspace: string;
  /** What the floor asks for. */
  readonly requests: string;
  /** Of `imageseal check`, filled by an earlier run. */
  readonly cache: string;
}

async function measureProcesses(
  root: string,
  folder: string,
  programs: NotationPrograms,
  signed: readonly NotationImage[],
): Promise<NotationBench['formats'][number]['latencies']> {
  const registry = await BenchRegistry.start(programs.registry, '20ms');
  try {
    await pushNotationImages(registry.host, signed);
    // Nobody is to find anybody's logins.
    const env = { ...process.env, DOCKER_CONFIG: join(folder, 'docker') };
    mkdirSync(env.DOCKER_CONFIG, { recursive: true });
    const measured: NotationBench['formats'][number]['latencies'][number][] = [];
    for (const { ms, rounds } of latencies) {
      const host = ms === 0 ? registry.host : registry.lateHost;
      const place = prepare(root, join(folder, 'notation'), programs, host, signed);
      const plan = await planOf(registry, () => runWell(verifyCommand(place), env));
      writeFileSync(place.requests, JSON.stringify({ host, images: stepsOf(plan) }));
      const all = contestants(place);
      measured.push({ ms, results: await contest(all, { rounds, slow: rounds }, registry, env) });
    }
    return measured;
  } finally {
    await registry.stop();
  }
}

function prepare(
  root: string,
  folder: string,
  { notation }: NotationPrograms,
  host: string,
  signed: readonly NotationImage[],
): Place {
  rmSync(folder, { recursive: true, force: true });
  const workspace = join(folder, 'workspace');
  const store = join(workspace, 'truststore');
  mkdirSync(workspace, { recursive: true });
  cpSync(join(notationFixtures, 'truststore', 'x509', 'ca', 'main'), join(store, 'x509', 'ca', 'main'), {
    recursive: true,
  });
  const policy = join(workspace, 'trustpolicy.json');
  writeFileSync(policy, trustPolicy);
  writeFileSync(
    join(workspace, '.imageseal.yaml'),
    'trust:\n  - images: "**"\n    notation: { policy: trustpolicy.json, store: truststore }\n',
  );
  writeFileSync(
    join(workspace, 'pods.yaml'),
    signed
      .map(({ repository, subject }) => {
        const image = `${host}/${repository}@${subject.digest}`;
        return `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: ${image}\n`;
      })
      .join('---\n'),
  );
  return {
    ...{ notation, workspace, store, policy },
    cli: join(root, 'dist', 'cli.js'),
    references: signed.map(({ repository, subject }) => `${host}/${repository}@${subject.digest}`),
    requests: join(folder, 'requests.json'),
    cache: join(folder, 'cache'),
  };
}

function verifyCommand({ cli, policy, store, references }: Place, count = references.length): string[] {
  const trust = ['--trust-policy', policy, '--trust-store', store];
  return [process.execPath, cli, 'verify', ...trust, ...references.slice(0, count)];
}

/** In this order `targets` and the table know them. */
function contestants(place: Place): Contestant[] {
  const { cli, notation, policy, store, references, workspace, requests, cache } = place;
  const floor = join(import.meta.dirname, 'floor-requests.ts');
  const flags = ['--trust-policy', policy, '--trust-store', store];
  const theirs = (count: number) => ({
    commands: [[notation, 'verify', ...flags, ...references.slice(0, count)]],
    isWell: (stdout: string) => {
      const answers: { accepted: boolean }[] = JSON.parse(stdout);
      return answers.length === count && answers.every(({ accepted }) => accepted);
    },
  });
  return [
    {
      name: 'the same requests (floor)',
      commands: [[process.execPath, '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', floor, requests, '16']],
    },
    { name: 'imageseal verify', commands: [verifyCommand(place)] },
    {
      name: 'imageseal check, warm',
      commands: [[process.execPath, cli, 'check', '--format', 'json', workspace]],
      isWell: (stdout) => stdout.match(/"verdict":"trusted"/g)?.length === images,
      env: { XDG_CACHE_HOME: cache },
    },
    { name: 'notation-go', ...theirs(images) },
    { name: 'imageseal verify, one image', commands: [verifyCommand(place, 1)] },
    { name: 'notation-go, one image', ...theirs(1) },
  ];
}
