import type { CiSystem } from './signing-plan.ts';

/** Where each CI system looks for its files. */
const paths: readonly (readonly [CiSystem, RegExp])[] = [
  ['github', /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/],
  ['gitlab', /(?:^|[./])gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab\/.*\.ya?ml$/],
  [
    'azure',
    /(?:^|\/)[\w.-]*azure-pipelines?[\w.-]*\.ya?ml$|(?:^|\/)\.azure(?:-pipelines|devops)?\/.*\.ya?ml$/,
  ],
  ['circleci', /(?:^|\/)\.circleci\/[^/]+\.ya?ml$/],
  ['jenkins', /(?:^|\/)Jenkinsfile(?:\.[\w.-]+)?$|\.jenkinsfile$/i],
];

/**
 * The CI system that a file is of, by its path (with forward slashes). Tekton's lie anywhere, and are known by what they
 * say: without the text they are none.
 */
export function ciSystemOf(path: string, text = ''): CiSystem | undefined {
  const found = paths.find(([, pattern]) => pattern.test(path))?.[0];
  if (found !== undefined) return found;
  return /\.ya?ml$/.test(path) && /^apiVersion:[ \t]*["']?tekton\.dev\//m.test(text) ? 'tekton' : undefined;
}
