/** `2026-05-03 10:00:07 UTC`, of milliseconds since the epoch. */
export function timeText(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/(?:\.\d+)?Z$/, ' UTC');
}
