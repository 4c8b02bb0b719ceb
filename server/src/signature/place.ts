import * as l10n from '@vscode/l10n';
import type { RepositoryName } from '../image/names.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type Fault, RegistryError } from '../registry/fault.ts';
import type { Descriptor } from '../registry/manifest.ts';
import type { Logger } from '../registry/ports.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import type { Discovery } from './report.ts';

/** Where signatures of one image are looked for. */
export interface Search {
  readonly client: RegistryClient;
  /** The repository that keeps the signatures: the image's own unless somebody set another. */
  readonly name: RepositoryName;
  readonly subject: Subject;
  readonly options: LookUpOptions;
  readonly logger: Logger;
}

/** The manifest whose signatures are looked for. */
export type Subject = Pick<Descriptor, 'digest' | 'mediaType' | 'size'>;

export const nothingFound: Discovery = { signatures: [], others: [], unread: [] };

/** The union of what several places hold. */
export function union(parts: readonly Discovery[]): Discovery {
  return {
    signatures: parts.flatMap((part) => part.signatures),
    others: parts.flatMap((part) => part.others),
    unread: parts.flatMap((part) => part.unread),
  };
}

/** Looks at one place; a registry's fault there makes it one that could not be read. */
export async function lookAt(place: string, look: () => Promise<Discovery>): Promise<Discovery> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof RegistryError) return unread(place, error.fault);
    throw error;
  }
}

export function unread(place: string, fault: Fault): Discovery {
  return { ...nothingFound, unread: [{ place, fault }] };
}

/** A place that answered with what cannot be a signature, so that what it holds is not known. */
export function malformed(search: Search, place: string, detail: string): Discovery {
  const { registry, repository } = search.name;
  return unread(place, { code: 'malformed', host: registry, repository, detail });
}

/** A place that holds more than is looked at. */
export function tooMany(search: Search, place: string, detail: string): Discovery {
  const { registry, repository } = search.name;
  return unread(place, { code: 'too-large', host: registry, repository, detail });
}

export function tagPlace(tag: string): string {
  return l10n.t('the tag {0}', tag);
}

export function referrerPlace(digest: string): string {
  return l10n.t('the referrer {0}', digest);
}
