/**
 * The target of the `rel="next"` link (RFC 8288) of a paginated list, resolved against the page's own address, or
 * `undefined` when there is none.
 */
export function nextPage(header: string | undefined, page: URL): URL | undefined {
  if (header === undefined || header.length > 16_384) return undefined;
  for (const [, target = '', parameters = ''] of header.matchAll(/<([^<>]*)>((?:[^,"]|"[^"]*")*)/g)) {
    if (!/;\s*rel\s*=\s*"?(?:[\w-]+ )*next\b/i.test(parameters)) continue;
    return URL.canParse(target, page.href) ? new URL(target, page) : undefined;
  }
  return undefined;
}
