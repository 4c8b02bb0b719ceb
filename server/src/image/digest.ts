/** The algorithms distribution/reference accepts, with the length of their lower-case hex. */
const hexLengths = { sha256: 64, sha384: 96, sha512: 128 } as const;

export type DigestAlgorithm = keyof typeof hexLengths;

/** What is wrong with a text that should be a digest; `ok` when nothing is. */
export type DigestCheck =
  | { readonly ok: true; readonly algorithm: DigestAlgorithm; readonly hex: string }
  | { readonly ok: false; readonly problem: 'form' | 'hex' | 'upper-case' }
  | { readonly ok: false; readonly problem: 'algorithm'; readonly algorithm: string }
  | { readonly ok: false; readonly problem: 'length'; readonly algorithm: string; readonly expected: number };

const nonHex = /[^0-9a-f]/;
const nonHexAnyCase = /[^0-9a-fA-F]/;
const algorithmForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*$/;

/** Checks `algorithm:hex` as opencontainers/go-digest does: known algorithm, its exact length, lower case. */
export function checkDigest(text: string): DigestCheck {
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1) return { ok: false, problem: 'form' };
  const algorithm = text.slice(0, colon);
  const hex = text.slice(colon + 1);
  if (!isAlgorithm(algorithm)) {
    return algorithmForm.test(algorithm)
      ? { ok: false, problem: 'algorithm', algorithm }
      : { ok: false, problem: 'form' };
  }
  if (nonHex.test(hex)) return { ok: false, problem: nonHexAnyCase.test(hex) ? 'hex' : 'upper-case' };
  const expected = hexLengths[algorithm];
  if (hex.length !== expected) return { ok: false, problem: 'length', algorithm, expected };
  return { ok: true, algorithm, hex };
}

export function isDigest(text: string): boolean {
  return checkDigest(text).ok;
}

function isAlgorithm(text: string): text is DigestAlgorithm {
  return Object.hasOwn(hexLengths, text);
}

/** The module takes milliseconds to load, and most runs of the command line hash nothing. */
function hexHash(algorithm: DigestAlgorithm, bytes: Uint8Array): string {
  return process.getBuiltinModule('node:crypto').createHash(algorithm).update(bytes).digest('hex');
}

/** `sha256:<hex>` of the bytes. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${hexHash('sha256', bytes)}`;
}

/** True when `digest` is well-formed and is the digest of exactly these bytes. */
export function hasDigest(bytes: Uint8Array, digest: string): boolean {
  const check = checkDigest(digest);
  return check.ok && hexHash(check.algorithm, bytes) === check.hex;
}

/** Enough of a digest for people to compare: `sha256:4f53cda18c2b…`. */
export function shortDigest(digest: string): string {
  const hex = digest.indexOf(':') + 1;
  return digest.length - hex <= 12 ? digest : `${digest.slice(0, hex + 12)}…`;
}
