import { checkDigest } from '../image/digest.ts';

/** What cosign up to version 2 keeps under tags of its own beside an image. */
export type CosignSuffix = 'sig' | 'att' | 'sbom';

const maxTagLength = 128;

/** `sha256-<hex>.sig`; `undefined` where that would be too long for a tag (sha512), so that there can be none. */
export function cosignTag(digest: string, suffix: CosignSuffix): string | undefined {
  const check = checkDigest(digest);
  if (!check.ok) return undefined;
  const tag = `${check.algorithm}-${check.hex}.${suffix}`;
  return tag.length <= maxTagLength ? tag : undefined;
}
