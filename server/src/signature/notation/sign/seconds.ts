/** Milliseconds in whole seconds, cut off as notation does. */
export function seconds(at: number): number {
  return Math.floor(at / 1000);
}

/** As RFC 3339 writes them: `2026-05-03T10:00:07Z`. */
export function rfc3339(at: number): string {
  return new Date(seconds(at) * 1000).toISOString().replace('.000', '');
}
