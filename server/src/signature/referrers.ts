import * as l10n from '@vscode/l10n';
import { canonicalName } from '../image/names.ts';
import type { FetchedManifest } from '../registry/fetched-manifest.ts';
import { maxReferrers } from '../registry/referrers.ts';
import { cosignArtifact, readCosignReferrer } from './cosign/discover.ts';
import { isNotationSignature, readNotationReferrer } from './notation/discover.ts';
import {
  lookAt,
  malformed,
  nothingFound,
  referrerPlace,
  type Search,
  tooMany,
  union,
  unread,
} from './place.ts';
import type { Discovery, Layout } from './report.ts';

/**
 * What refers to the image, by the Referrers API or the fallback tag. A list's `artifactType` is often wrong (cosign
 * wrote the config's there for years), so each manifest is fetched and judged by its own members.
 */
export async function discoverReferrers(search: Search): Promise<Discovery> {
  const listPlace = l10n.t('the list of referrers');
  return await lookAt(listPlace, async () => {
    const { client, name, subject, options } = search;
    const list = await client.referrers(name, subject.digest, options);
    const digests = new Set(list.descriptors.map(({ digest }) => digest));
    digests.delete(subject.digest);
    const layout = list.source === 'api' ? 'referrer' : 'fallback-tag';
    const looks = [...digests].slice(0, maxReferrers).map((digest) => readReferrer(search, digest, layout));
    const parts = await Promise.all(looks);
    if (list.incomplete) parts.push(unread(listPlace, list.incomplete));
    if (digests.size > maxReferrers) {
      parts.push(tooMany(search, listPlace, `${digests.size} referrers, ${maxReferrers} are looked at`));
    }
    return union(parts);
  });
}

async function readReferrer(search: Search, digest: string, layout: Layout): Promise<Discovery> {
  const place = referrerPlace(digest);
  return await lookAt(place, async () => {
    const manifest = await search.client.manifest(search.name, digest, search.options);
    if (!manifest) return malformed(search, place, 'it is listed, but not there');
    const ours = isAboutSubject(search, manifest);
    if (isNotationSignature(manifest)) return readNotationReferrer(search, place, manifest);
    const kind = cosignArtifact(manifest);
    if (kind) return await readCosignReferrer(search, place, manifest, kind, layout);
    if (!ours) return nothingFound;
    const { artifactType, config } = manifest.content;
    const type = artifactType ?? config?.mediaType ?? manifest.mediaType;
    return { ...nothingFound, others: [{ artifactType: type, digest }] };
  });
}

/**
 * Whether the manifest names this image as its subject. A signature that does not is kept all the same: what counts is
 * the digest that was signed, and a verifier that finds another one there calls it invalid.
 */
function isAboutSubject(search: Search, { digest, content }: FetchedManifest): boolean {
  const named = content.subject?.digest;
  if (named === search.subject.digest) return true;
  search.logger.info(
    `${canonicalName(search.name)}: ${digest} is listed for ${search.subject.digest}, its subject is ${named ?? 'missing'}`,
  );
  return false;
}
