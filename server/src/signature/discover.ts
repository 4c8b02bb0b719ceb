import * as l10n from '@vscode/l10n';
import type { RepositoryName } from '../image/names.ts';
import { parseImageReference } from '../image/parse-reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { Logger } from '../registry/ports.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import { discoverCosignTags } from './cosign/discover.ts';
import { type Search, type Subject, union, unread } from './place.ts';
import { discoverReferrers } from './referrers.ts';
import type { Discovery } from './report.ts';

export interface DiscoverOptions extends LookUpOptions {
  /** Looked at instead of the image's own repository, as cosign does with COSIGN_REPOSITORY. */
  readonly signaturesRepository?: string | undefined;
  readonly logger: Logger;
}

/**
 * The repository that keeps the signatures of an image: its own, unless `signaturesRepository` names another (checked for
 * its form by the configuration; what is no repository all the same is a fault of `discoverSignatures`).
 */
export function signaturesName(
  image: RepositoryName,
  signaturesRepository: string | undefined,
): RepositoryName {
  if (signaturesRepository === undefined) return image;
  const reference = parseImageReference(signaturesRepository);
  return reference.kind === 'reference' ? reference : image;
}

/**
 * Looks at every place where a signature of this manifest can be, all at once: referrers, `.sig` and `.att`, whatever tool
 * made them. Three requests, and one a referrer found; one more where Cosign's are kept elsewhere. Never rejects for a registry's fault: that place is then among
 * those not read.
 */
export async function discoverSignatures(
  client: RegistryClient,
  image: RepositoryName,
  subject: Subject,
  { signaturesRepository, logger, ...options }: DiscoverOptions,
): Promise<Discovery> {
  let name = image;
  if (signaturesRepository !== undefined) {
    const reference = parseImageReference(signaturesRepository);
    if (reference.kind !== 'reference') {
      const place = l10n.t('the repository for signatures, {0}', signaturesRepository);
      const detail = reference.kind === 'invalid' ? reference.message : reference.by;
      return unread(place, { code: 'blocked-address', host: signaturesRepository, detail });
    }
    name = reference;
  }
  const search = { client, name, subject, options, logger };
  return union(
    await Promise.all([
      discoverReferrers(search),
      discoverCosignTags(search),
      ...(name === image ? [] : [discoverBeside({ ...search, name: image })]),
    ]),
  );
}

/** The Notary Project knows no other place than beside the image, whatever repository is named for Cosign's signatures. */
async function discoverBeside(search: Search): Promise<Discovery> {
  const { signatures, unread } = await discoverReferrers(search);
  const { registry, repository } = search.name;
  return {
    signatures: signatures
      .filter(({ layout }) => layout === 'notation')
      .map((record) => ({ ...record, repository: { registry, repository } })),
    others: [],
    unread,
  };
}
