import type { Pipeline } from './pipeline.ts';

let loading: Promise<Pipeline> | undefined;

/** What reads CI files, loaded when first asked for. */
export function loadPipeline(): Promise<Pipeline> {
  loading ??= import('./pipeline.ts').then(({ pipeline }) => pipeline);
  return loading;
}
