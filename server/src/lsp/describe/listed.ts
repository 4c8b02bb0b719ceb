const maxListed = 10;

/** Each value once, and of a long list the beginning. */
export function listed(values: readonly string[]): string[] {
  const distinct = [...new Set(values)];
  const more = distinct.length - maxListed;
  return more > 0 ? [...distinct.slice(0, maxListed), `+${more}`] : distinct;
}
