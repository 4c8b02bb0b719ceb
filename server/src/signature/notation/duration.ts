const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const second = 1_000_000_000n;
/** What Go holds a duration in; some 292 years. */
const longest = 2n ** 63n - 1n;

/**
 * A duration as Go writes it (`24h`, `1h30m`, `1.5h`), in seconds. `undefined` when it is none, not positive, or no whole
 * number of seconds, all of which `notation sign --expiry` refuses or takes for none.
 */
export function parseExpiry(text: string): number | undefined {
  if (!/^\+?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(/(\d*)\.?(\d*)([a-zµμ]+)/g)) {
    if (whole.length + fraction.length > 30) return undefined;
    total += (BigInt(`0${whole}${fraction}`) * (units[unit] ?? 0n)) / 10n ** BigInt(fraction.length);
  }
  return total > 0n && total <= longest && total % second === 0n ? Number(total / second) : undefined;
}
