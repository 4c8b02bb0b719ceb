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
    const foreign = foreignSubject(search, manifest);
    if (isNotationSignature(manifest)) return marked(readNotationReferrer(search, place, manifest), foreign);
    const kind = cosignArtifact(manifest);
    if (kind) return marked(await readCosignReferrer(search, place, manifest, kind, layout), foreign);
    if (foreign !== undefined) return nothingFound;
    const { artifactType, config } = manifest.content;
    const type = artifactType ?? config?.mediaType ?? manifest.mediaType;
    return { ...nothingFound, others: [{ artifactType: type, digest }] };
  });
}

/**
 * The subject that the manifest names when it is not this image. A signature in it is kept all the same, and marked: it
 * is reported as broken, since leaving it out would make the image "unsigned".
 */
function foreignSubject(search: Search, { digest, content }: FetchedManifest): string | undefined {
  const named = content.subject?.digest;
  if (named === search.subject.digest) return undefined;
  search.logger.info(
    `${canonicalName(search.name)}: ${digest} is listed for ${search.subject.digest}, its subject is ${named ?? 'missing'}`,
  );
  return named ?? '';
}

function marked(discovery: Discovery, foreign: string | undefined): Discovery {
  if (foreign === undefined) return discovery;
  return {
    ...discovery,
    signatures: discovery.signatures.map((record) => ({ ...record, foreignSubject: foreign })),
  };
}
