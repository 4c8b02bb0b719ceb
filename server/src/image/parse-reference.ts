import { checkDigest } from './digest.ts';
import { explainInvalid } from './invalid-reference.ts';
import type { ImageReference, ParsedReference } from './reference.ts';
import {
  componentForm,
  domainForm,
  identifierForm,
  maxRepositoryLength,
  repositoryForm,
  tagForm,
} from './reference-grammar.ts';
import { templateLanguage } from './template-detector.ts';

/**
 * Reads a reference as the kubelet does, `docker.io`, `library/` and `index.docker.io` normalised. Never throws; a
 * mistake comes back as one sentence about the first offending part.
 */
export function parseImageReference(text: string): ParsedReference {
  const by = templateLanguage(text);
  if (by !== undefined) return { kind: 'templated', text, by };

  const at = text.indexOf('@');
  const nameAndTag = at === -1 ? text : text.slice(0, at);
  const slash = nameAndTag.indexOf('/');
  const domain = slash === -1 ? undefined : domainOf(nameAndTag.slice(0, slash));
  const pathStart = domain === undefined ? 0 : slash + 1;
  const colon = nameAndTag.indexOf(':', pathStart);
  const nameEnd = colon === -1 ? nameAndTag.length : colon;
  const path = nameAndTag.slice(pathStart, nameEnd);

  const registry = domain === undefined || domain === 'index.docker.io' ? 'docker.io' : domain;
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  const tag = colon === -1 ? undefined : nameAndTag.slice(colon + 1);
  const digest = at === -1 ? undefined : text.slice(at + 1);

  // A name such as `foo_bar.example/app` has no domain by the grammar: all of it counts as the repository's path.
  const domainIsPath = domain !== undefined && !domainForm.test(domain);
  const length = domainIsPath ? domain.length + 1 + repository.length : repository.length;
  const sound =
    (!domainIsPath || componentForm.test(domain)) &&
    length <= maxRepositoryLength &&
    repositoryForm.test(path) &&
    (tag === undefined || tagForm.test(tag)) &&
    (digest === undefined || checkDigest(digest).ok) &&
    !identifierForm.test(text);
  if (!sound) return explainInvalid(text, { domain, pathStart, nameEnd, path, length, tag, at, digest });

  const reference: ImageReference = {
    kind: 'reference',
    text,
    registry,
    repository,
    tag,
    digest,
    nameSpan: { start: 0, end: nameEnd },
    tagSpan: tag === undefined ? undefined : { start: colon + 1, end: nameAndTag.length },
    digestSpan: digest === undefined ? undefined : { start: at + 1, end: text.length },
  };
  return reference;
}

/** The first path segment where it names a registry, else `undefined`: then the image is Docker Hub's. */
function domainOf(segment: string): string | undefined {
  const isDomain =
    segment === 'localhost' ||
    segment.includes('.') ||
    segment.includes(':') ||
    segment.toLowerCase() !== segment;
  return isDomain ? segment : undefined;
}
