import * as l10n from '@vscode/l10n';
import type { Verifier } from '../trust/verifier.ts';
import { githubIssuer, gitlabIssuer } from './implied-issuer.ts';
import { outlinePattern } from './pattern-outline.ts';

/** How expressions are read when a signer is held against them. */
export type Patterns = Pick<Verifier, 'problemOfPattern' | 'findsMatch'>;

export interface PatternProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/**
 * What is wrong with a regular expression of a trust rule. Whatever it is said to match has been tried. `issuer` is the
 * issuer that stands beside the expression for a subject, exactly or as an expression.
 */
export function checkPattern(
  pattern: string,
  of: 'subject' | 'issuer',
  issuer: string | undefined,
  patterns: Patterns,
): PatternProblem[] {
  const unreadable = patterns.problemOfPattern(pattern);
  if (unreadable !== undefined) {
    return [{ severity: 'error', message: l10n.t('"{0}" is no RE2 expression: {1}.', pattern, unreadable) }];
  }
  const matches = (text: string) => patterns.findsMatch(pattern, text);
  const outline = outlinePattern(pattern);
  if (outline?.impossible) {
    return [warning(l10n.t('This expression matches nothing: something stands before ^ or after $.'))];
  }
  if (/^\s|\s$/.test(pattern)) {
    return [warning(l10n.t('This expression matches nothing: no name begins or ends with a blank.'))];
  }
  const everybody = strangers[of].find((pair) => pair.every(matches));
  if (everybody) {
    return [
      warning(
        l10n.t(
          'This expression is open to everybody: it also matches "{0}". Write what only your own signers have.',
          everybody[0],
        ),
      ),
    ];
  }
  if (!outline) return [];
  const { example, startsFixed, endsFixed, alternatives } = outline;
  const anyRef = of === 'subject' ? anyRefOf(example, issuer, matches) : undefined;
  const problems = anyRef === undefined ? [] : [anyRefWarning(anyRef)];
  // An expression that ends before the ref has been told so.
  if (startsFixed && (endsFixed || anyRef !== undefined)) return problems;
  const [before, after] = [startsFixed ? '' : '^', endsFixed ? '' : '$'];
  const better = alternatives ? `^(?:${pattern})$` : `${before}${pattern}${after}`;
  const [front, back] = [startsFixed ? '' : 'https://mallory.example/', endsFixed ? '' : '.mallory.example'];
  // Of several alternatives each may be open on another side.
  const foreign = [front + example + back, front + example, example + back].filter(
    (text) => text !== example,
  );
  return [...problems, warning(unanchored(foreign.find(matches), better))];
}

function unanchored(foreign: string | undefined, better: string): string {
  return foreign === undefined
    ? l10n.t(
        'This expression is not anchored at both ends, so it also matches longer names. Write {0} instead.',
        better,
      )
    : l10n.t(
        'This expression is not anchored at both ends: it also matches "{0}". Write {1} instead.',
        foreign,
        better,
      );
}

/** Names of people and workflows that have nothing in common but who hosts them. */
const strangers: Readonly<Record<'subject' | 'issuer', readonly (readonly [string, string])[]>> = {
  subject: [
    [
      'https://github.com/mallory/tool/.github/workflows/build.yml@refs/heads/main',
      'https://github.com/eve-org/x.y/.github/workflows/ci.yaml@refs/tags/v1',
    ],
    [
      'https://gitlab.com/mallory/tool//.gitlab-ci.yml@refs/heads/main',
      'https://gitlab.com/eve-org/group/x.y//ci/build.yml@refs/tags/v1',
    ],
    ['mallory@mail.example', 'eve.smith@corp.test'],
  ],
  issuer: [['https://issuer.mallory.example', 'https://accounts.eve.test/realm']],
};

const anyRefs = ['refs/heads/mallory', 'refs/tags/mallory', 'refs/pull/1/merge'] as const;

/** A workflow's subject that the expression matches whatever its ref is. */
function anyRefOf(
  example: string,
  issuer: string | undefined,
  matches: (text: string) => boolean,
): string | undefined {
  const workflows =
    /^https:\/\/(?:github|gitlab)\.com\//.test(example) ||
    example.includes('/.github/workflows/') ||
    issuer === githubIssuer ||
    issuer === gitlabIssuer;
  if (!workflows || !example.startsWith('https://')) return undefined;
  const open = beginnings(example).find((beginning) =>
    anyRefs.every((ref) => matches(`${beginning}@${ref}`)),
  );
  return open === undefined ? undefined : `${open}@${anyRefs[2]}`;
}

/** Subjects up to the ref, made of an example that may end anywhere. */
function beginnings(example: string): string[] {
  const workflow = /^([^@]*)@|^(.*\.ya?ml)$/.exec(example);
  if (workflow) return [workflow[1] ?? workflow[2] ?? ''];
  const path = '.github/workflows/build.yml';
  return [example + path, `${example}/${path}`, example];
}

function anyRefWarning(subject: string): PatternProblem {
  return warning(
    l10n.t(
      'Any branch, tag and pull request will do: this expression also matches "{0}". End it with the ref, such as @refs/heads/main$.',
      subject,
    ),
  );
}

function warning(message: string): PatternProblem {
  return { severity: 'warning', message };
}
