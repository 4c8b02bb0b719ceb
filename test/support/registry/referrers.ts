import { MEDIA_TYPES } from './content.ts';
import { type Exchange, failure, json, type Reply } from './exchange.ts';
import type { HostContext } from './host.ts';

/** `GET /v2/<name>/referrers/<digest>`: an index of what names this digest as its subject, empty when nothing does. */
export function getReferrers(host: HostContext, exchange: Exchange, name: string, digest: string): Reply {
  const { options } = host;
  if (options.referrers === false) return failure(404, 'UNSUPPORTED', 'this registry has no Referrers API');
  if (!/^sha(256|512):[0-9a-f]+$/.test(digest)) return failure(400, 'DIGEST_INVALID', 'that is no digest');

  const wanted = options.referrersFilter === false ? null : exchange.query.get('artifactType');
  const all = (host.repository(name)?.referrers(digest) ?? []).filter(
    (descriptor) => wanted === null || descriptor.artifactType === wanted,
  );
  const start = Number(exchange.query.get('start') ?? 0);
  const end = start + (options.referrersPageSize ?? all.length);
  const next = new URLSearchParams({ ...Object.fromEntries(exchange.query), start: String(end) });
  return json(
    200,
    { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests: all.slice(start, end) },
    {
      'content-type': MEDIA_TYPES.ociIndex,
      ...(wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }),
      ...(end < all.length ? { link: `</v2/${name}/referrers/${digest}?${next}>; rel="next"` } : {}),
    },
  );
}
