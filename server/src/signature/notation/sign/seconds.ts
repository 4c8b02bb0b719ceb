/** Milliseconds in whole seconds, cut off as notation does. */
export function seconds(at: number): number {
  return Math.floor(at / 1000);
}
