/** The `platform` object of an index entry, and the same keys of an image's config. */
export interface Platform {
  readonly os?: string | undefined;
  readonly architecture?: string | undefined;
  readonly variant?: string | undefined;
}

/** `linux/arm64/v8`, as `docker buildx imagetools` prints it; `undefined` when the system or processor is not told. */
export function formatPlatform(platform: Platform): string | undefined {
  const { os, architecture, variant } = platform;
  if (!os || !architecture || os === 'unknown') return undefined;
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
}
