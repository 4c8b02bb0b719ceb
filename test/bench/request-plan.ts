import type { BenchRegistry } from './bench-registry.ts';

/** What a run asks for, repository by repository: `METHOD PATH`. */
export type RequestPlan = ReadonlyMap<string, readonly string[]>;

/** Watches what `run` asks the registry for. */
export async function planOf(registry: BenchRegistry, run: () => void): Promise<RequestPlan> {
  await registry.requests();
  run();
  const byRepository = new Map<string, string[]>();
  for (const line of await registry.requests()) {
    const repository = /\/v2\/(\S+)\/(?:manifests|blobs|referrers)\//.exec(line)?.[1] ?? '';
    byRepository.set(repository, [...(byRepository.get(repository) ?? []), line]);
  }
  return byRepository;
}

/** Image for image: what its reference names, then all places where signatures can be, then their manifests, then their content. */
export function stepsOf(plan: RequestPlan): string[][][] {
  const manifest = (line: string) => / \/v2\/\S+\/manifests\/sha256:/.test(line);
  const blob = (line: string) => line.includes('/blobs/');
  return [...plan.values()].map((lines) => [
    lines.filter((line) => line.startsWith('HEAD ')),
    lines.filter((line) => !line.startsWith('HEAD ') && !manifest(line) && !blob(line)),
    lines.filter((line) => !line.startsWith('HEAD ') && manifest(line)),
    lines.filter(blob),
  ]);
}
