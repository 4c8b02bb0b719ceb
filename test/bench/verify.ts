import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goBuild, goInstall } from '../../scripts/lib/tools.mjs';
import { BenchRegistry } from './bench-registry.ts';
import { type Contestant, type ContestResult, contest, runWell } from './contest.ts';
import { planOf, stepsOf } from './request-plan.ts';
import { pushSignedImages, type SignedImages } from './signed-images.ts';

export const cosignVersion = 'v3.1.3';

export interface VerifyBench {
  readonly images: number;
  /** What our own run asks of one image: of the image, and of each of its signatures. */
  readonly perImage: number;
  readonly perSignature: number;
  readonly latencies: readonly {
    readonly ms: number;
    /** In the order of `contestants`. */
    readonly results: readonly ContestResult[];
  }[];
}

const images = 100;
const connections = [8, 16] as const;
/** Rounds by latency, and in how many of them the slow ones take part: those take most of a minute when far away. */
const latencies = [
  { ms: 0, rounds: 25, slow: 5 },
  { ms: 20, rounds: 5, slow: 3 },
] as const;

/** The path of cosign, or undefined where Go or its module proxy is missing. */
export function installCosign(): string | undefined {
  try {
    return goInstall(`github.com/sigstore/cosign/v3/cmd/cosign@${cosignVersion}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** Wall time of whole processes that verify the same signed images, each in turn, near and far from the registry. */
export async function measureVerify(root: string, folder: string, cosign: string): Promise<VerifyBench> {
  const registry = await BenchRegistry.start(goBuild(join(root, 'test', 'registries', 'ggcr')), '20ms');
  try {
    const signed = await pushSignedImages(registry.host, images);
    const key = join(folder, 'cosign.pub');
    writeFileSync(key, signed.publicKey);
    // Neither of them is to find anybody's logins, nor what an earlier run has learnt.
    const env = {
      ...process.env,
      DOCKER_CONFIG: join(folder, 'docker'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    };
    mkdirSync(env.DOCKER_CONFIG, { recursive: true });
    const cli = join(root, 'dist', 'cli.js');
    const references = signed.names.map((name) => `${registry.host}/${name}`);
    const asked = await planOf(registry, () => {
      runWell([process.execPath, ...verifyArguments(cli, key), ...references], env);
    });
    const measured: VerifyBench['latencies'][number][] = [];
    for (const { ms, rounds, slow } of latencies) {
      const host = ms === 0 ? registry.host : registry.lateHost;
      const file = join(folder, `requests-${ms}.json`);
      writeFileSync(file, JSON.stringify({ host, images: stepsOf(asked) }));
      const all = contestants({ cli, cosign, key, host, signed, file });
      measured.push({ ms, results: await contest(all, { rounds, slow }, registry, env) });
    }
    const lines = [...asked.values()].flat();
    const ofSignatures = lines.filter((line) => / \/v2\/\S+\/(?:blobs|manifests)\/sha256:/.test(line)).length;
    return {
      images,
      perImage: (lines.length - ofSignatures) / images,
      perSignature: ofSignatures / images,
      latencies: measured,
    };
  } finally {
    await registry.stop();
  }
}

interface Files {
  readonly cli: string;
  readonly cosign: string;
  readonly key: string;
  readonly host: string;
  readonly signed: SignedImages;
  /** What the floor asks for. */
  readonly file: string;
}

/** In this order `targets` knows them. */
function contestants({ cli, cosign, key, host, signed, file }: Files): Contestant[] {
  const references = signed.names.map((name) => `${host}/${name}`);
  const floor = [
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    join(import.meta.dirname, 'floor-requests.ts'),
  ];
  const cosignVerify = [cosign, 'verify', '--key', key, '--insecure-ignore-tlog'];
  return [
    ...connections.map((count) => ({
      name: `the same requests, ${count} connections (floor)`,
      commands: [[process.execPath, ...floor, file, String(count)]],
    })),
    ...connections.map((count) => ({
      name: `imageseal verify, ${count} connections`,
      commands: [
        [process.execPath, ...verifyArguments(cli, key), '--concurrency', String(count), ...references],
      ],
    })),
    { name: 'cosign verify, one process', commands: [[...cosignVerify, ...references]] },
    {
      name: 'cosign verify, a process an image',
      commands: references.map((reference) => [...cosignVerify, reference]),
      slow: true,
    },
  ];
}

function verifyArguments(cli: string, key: string): string[] {
  return [cli, 'verify', '--key', key, '--insecure-ignore-tlog'];
}
