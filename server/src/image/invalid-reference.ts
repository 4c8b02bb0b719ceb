import * as l10n from '@vscode/l10n';
import type { Span } from '../manifest/text-span.ts';
import { checkDigest } from './digest.ts';
import type { InvalidReference } from './reference.ts';
import {
  componentForm,
  domainForm,
  identifierForm,
  maxRepositoryLength,
  maxTagLength,
  tagForm,
} from './reference-grammar.ts';

const upperCase = /\p{Lu}/u;
const whitespace = /\s+/;
const notInTag = /[^\w.-]/;
const notInName = /[^a-z0-9._/-]/;
const schemeForm = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** A text cut as a reference would be, whether it is one or not. */
export interface ReferenceParts {
  readonly domain: string | undefined;
  readonly pathStart: number;
  readonly nameEnd: number;
  readonly path: string;
  readonly length: number;
  readonly tag: string | undefined;
  readonly at: number;
  readonly digest: string | undefined;
}

/** Says what is wrong with a text that is not a reference, from left to right. */
export function explainInvalid(text: string, parts: ReferenceParts): InvalidReference {
  const invalid = (message: string, span: Span): InvalidReference => ({
    kind: 'invalid',
    text,
    message,
    span,
  });
  const whole: Span = { start: 0, end: text.length };

  if (text === '') return invalid(l10n.t('The image is empty: write a reference such as nginx:1.27.'), whole);
  const space = whitespace.exec(text);
  if (space) {
    const span = { start: space.index, end: space.index + space[0].length };
    return invalid(l10n.t('An image reference holds no white space: remove it.'), span);
  }
  const scheme = schemeForm.exec(text);
  if (scheme) {
    const span = { start: 0, end: scheme[0].length };
    return invalid(
      l10n.t(
        'An image reference starts with the registry, not with a scheme: remove {0}.',
        shorten(scheme[0]),
      ),
      span,
    );
  }
  if (identifierForm.test(text)) {
    return invalid(
      l10n.t(
        '64 hexadecimal digits are an image ID, not a name: write the repository, then @sha256: and the digits.',
      ),
      whole,
    );
  }
  return (
    explainName(text, parts, invalid) ??
    explainTag(parts, invalid) ??
    explainDigest(parts, invalid) ??
    invalid(l10n.t('This is not an image reference.'), whole)
  );
}

type Report = (message: string, span: Span) => InvalidReference;

function explainName(text: string, parts: ReferenceParts, invalid: Report): InvalidReference | undefined {
  const { domain, pathStart, nameEnd, path } = parts;
  const pathSpan = { start: pathStart, end: nameEnd };
  if (domain !== undefined && !domainForm.test(domain) && !componentForm.test(domain)) {
    const span = { start: 0, end: domain.length };
    return invalid(
      l10n.t('{0} is not a registry: write a host name, with :port if it needs one.', shorten(domain)),
      span,
    );
  }
  if (path === '') {
    const span = { start: 0, end: Math.max(nameEnd, Math.min(1, text.length)) };
    return invalid(l10n.t('The repository is missing: write its name before the tag or digest.'), span);
  }
  const upper = upperCase.exec(path);
  if (upper) {
    return invalid(
      l10n.t('Repository names are lower case: write {0}.', shorten(path.toLowerCase())),
      segmentAround(path, upper.index, pathStart),
    );
  }
  const stray = notInName.exec(path);
  if (stray) {
    const character = String.fromCodePoint(path.codePointAt(stray.index) ?? 0);
    const start = pathStart + stray.index;
    return invalid(
      l10n.t('A repository name may not hold "{0}": use letters, digits, ".", "_", "-" and "/".', character),
      { start, end: start + character.length },
    );
  }
  let start = pathStart;
  for (const segment of path.split('/')) {
    const span = { start, end: start + segment.length };
    if (segment === '') {
      return invalid(
        l10n.t('Between two slashes of a repository name something is missing: remove one slash.'),
        {
          start: Math.max(0, start - 1),
          end: Math.min(text.length, start + 1),
        },
      );
    }
    if (!componentForm.test(segment)) {
      return invalid(
        l10n.t(
          '{0} cannot be part of a repository name: it must start and end with a letter or digit, with ".", "_", "__" or dashes between.',
          shorten(segment),
        ),
        span,
      );
    }
    start = span.end + 1;
  }
  if (parts.length > maxRepositoryLength) {
    return invalid(
      l10n.t(
        'The repository name has {0} characters: registries take at most {1}.',
        parts.length,
        maxRepositoryLength,
      ),
      pathSpan,
    );
  }
  return undefined;
}

/** The slash-separated segment of `path` that holds `index`, as a span of the whole text. */
function segmentAround(path: string, index: number, offset: number): Span {
  const start = path.lastIndexOf('/', index) + 1;
  const end = path.indexOf('/', index);
  return { start: offset + start, end: offset + (end === -1 ? path.length : end) };
}

function explainTag(parts: ReferenceParts, invalid: Report): InvalidReference | undefined {
  const { tag, nameEnd } = parts;
  if (tag === undefined || tagForm.test(tag)) return undefined;
  const start = nameEnd + 1;
  const span = { start, end: start + tag.length };
  if (tag === '') {
    return invalid(l10n.t('The tag is missing: write one after the colon or remove the colon.'), {
      start: nameEnd,
      end: start,
    });
  }
  const stray = notInTag.exec(tag);
  if (stray) {
    const character = String.fromCodePoint(tag.codePointAt(stray.index) ?? 0);
    return invalid(l10n.t('A tag may not hold "{0}": use letters, digits, ".", "_" and "-".', character), {
      start: start + stray.index,
      end: start + stray.index + character.length,
    });
  }
  if (tag.length > maxTagLength) {
    return invalid(
      l10n.t('The tag has {0} characters: registries take at most {1}.', tag.length, maxTagLength),
      span,
    );
  }
  return invalid(
    l10n.t('A tag may not start with "{0}": start it with a letter, a digit or "_".', tag.charAt(0)),
    span,
  );
}

function explainDigest(parts: ReferenceParts, invalid: Report): InvalidReference | undefined {
  const { digest, at } = parts;
  if (digest === undefined) return undefined;
  const check = checkDigest(digest);
  if (check.ok) return undefined;
  const span = { start: at + 1, end: at + 1 + digest.length };
  if (digest === '') {
    return invalid(l10n.t('The digest is missing: write sha256: and 64 hexadecimal digits after the @.'), {
      start: at,
      end: at + 1,
    });
  }
  switch (check.problem) {
    case 'algorithm':
      return invalid(
        l10n.t('{0} is not a digest algorithm that registries know: use sha256.', shorten(check.algorithm)),
        { start: span.start, end: span.start + check.algorithm.length },
      );
    case 'length': {
      const hex = digest.length - check.algorithm.length - 1;
      return invalid(
        l10n.t(
          'A {0} digest has {1} hexadecimal digits, this one has {2}.',
          check.algorithm,
          check.expected,
          hex,
        ),
        span,
      );
    }
    case 'upper-case':
      return invalid(l10n.t('Digests are lower case: write {0}.', shorten(digest.toLowerCase())), span);
    case 'hex':
      return invalid(l10n.t('A digest holds hexadecimal digits only (0-9, a-f) after its algorithm.'), span);
    case 'form':
      return invalid(
        l10n.t('{0} is not a digest: write sha256: and 64 hexadecimal digits.', shorten(digest)),
        span,
      );
  }
}

/** Keeps a sentence readable whatever was pasted into the field. */
function shorten(part: string): string {
  return part.length <= 160 ? part : `${part.slice(0, 120)}…`;
}
