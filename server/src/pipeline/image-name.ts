import { alternateName, canonicalName, type RepositoryName } from '../image/names.ts';
import { parseImageReference } from '../image/parse-reference.ts';

/** Stands for what is not known of a name; a private-use character, so that no name holds it. */
export const hole = '\ue000';

/**
 * How sure it is that a build makes the image: all of its name is known; its last segment is, and the rest does not
 * contradict; or only that nothing contradicts.
 */
export type Certainty = 'exact' | 'likely' | 'possible';

/** How surely a reference, of which parts may be holes, is of the image that is looked for. */
export type Matcher = (reference: string) => Certainty | undefined;

const certainties: readonly Certainty[] = ['possible', 'likely', 'exact'];

/** The surer of two; `undefined` is no match at all. */
export function surer(a: Certainty | undefined, b: Certainty | undefined): Certainty | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return certainties.indexOf(a) >= certainties.indexOf(b) ? a : b;
}

/** Matches references of one image. */
export function matcherOf(image: RepositoryName): Matcher {
  return (text) => matchImage(image, text);
}

function matchImage(image: RepositoryName, text: string): Certainty | undefined {
  const name = withoutTag(text.trim()).replace(/^docker:\/\//, '');
  if (name === '' || /[\s{}$]/.test(name)) return undefined;
  if (!name.includes(hole)) {
    const reference = parseImageReference(name);
    const same =
      reference.kind === 'reference' &&
      reference.registry === image.registry &&
      reference.repository === image.repository;
    return same ? 'exact' : undefined;
  }
  const pieces = name.split(hole);
  if (!spellings(image).some((spelling) => matches(pieces, spelling))) return undefined;
  const last = name.slice(name.lastIndexOf('/') + 1);
  return name.includes('/') && !last.includes(hole) ? 'likely' : 'possible';
}

/** `ghcr.io/acme/app:1.0@sha256:…` → `ghcr.io/acme/app`; a hole may stand anywhere. */
export function withoutTag(reference: string): string {
  return reference.slice(0, tagStart(reference));
}

/** Where tag or digest of a reference begin, with their `:` or `@`; its length where it has neither. */
export function tagStart(reference: string): number {
  const at = reference.indexOf('@');
  const end = at < 0 ? reference.length : at;
  const colon = reference.lastIndexOf(':', end - 1);
  const slash = reference.lastIndexOf('/', end - 1);
  // In `${NAME:-app}` and `docker://…` the colon is no tag's.
  return colon > slash && !/^:[-/+=?]/.test(reference.slice(colon)) ? colon : end;
}

function spellings(image: RepositoryName): string[] {
  const familiar = image.registry === 'docker.io' ? [image.repository] : [];
  const official = image.repository.startsWith('library/') ? [image.repository.slice(8)] : [];
  return [canonicalName(image), alternateName(image), ...familiar, ...official];
}

/** `name` begins with the first piece, ends with the last and has the others in between, in their order. */
function matches(pieces: readonly string[], name: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
