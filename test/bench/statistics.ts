export interface Summary {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly min: number;
}

/** `values` must not be empty. */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), min: at(0) };
}

export const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
