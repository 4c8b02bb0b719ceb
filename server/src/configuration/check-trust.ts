import * as l10n from '@vscode/l10n';
import { sha256 } from '../image/digest.ts';
import { describeDetail } from '../signature/detail.ts';
import type { Verifier } from '../trust/verifier.ts';
import { checkPattern, type Patterns } from './check-pattern.ts';
import { canonicalHub } from './glob.ts';
import { githubIssuer } from './implied-issuer.ts';
import type { PlacedRule, PlacedText } from './placed-trust.ts';
import type { ConfigurationProblem } from './setting-node.ts';
import type { TrustRule } from './trust-settings.ts';
import { type FileText, isKeyReference, readTrustedKey } from './trusted-key.ts';

export interface TrustCheck {
  /** The text of a file that a rule names; absent where no file may be read. */
  readonly read?: (path: string) => FileText;
  /** Absent where nothing needs it: see `needsVerifier`. */
  readonly verifier?: Patterns & Pick<Verifier, 'problemOfRoot'>;
  /** What keeps a rule's trust policy and store from being used; absent where no file may be read. */
  readonly problemOfNotation?: (named: NonNullable<TrustRule['notation']>) => NotationProblem | undefined;
}

export interface NotationProblem {
  readonly at: keyof NonNullable<TrustRule['notation']>;
  readonly message: string;
}

/** Whether the rules hold anything that takes the verifier to be checked. */
export function needsVerifier(rules: readonly PlacedRule[]): boolean {
  return rules.some(
    ({ trustedRoot, identities }) =>
      trustedRoot || identities.some(({ issuerRegExp, subjectRegExp }) => issuerRegExp ?? subjectRegExp),
  );
}

/** Looks into trust rules that have the right shape: what their keys, roots, names and expressions are worth. */
export function checkTrust(rules: readonly PlacedRule[], check: TrustCheck): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const add = (at: PlacedText, severity: ConfigurationProblem['severity'], message: string) =>
    problems.push({ span: at.span, path: at.path, severity, message });
  const claimed = new Map<string, number>();
  rules.forEach((rule, index) => {
    if (rule.images) {
      const glob = canonicalHub(rule.images.text);
      const earlier = claimed.get(glob);
      if (earlier === undefined) claimed.set(glob, index + 1);
      else {
        const message = l10n.t(
          'This rule never applies: rule {0} is for the same images, and of equals the first applies. Make one of the two.',
          earlier,
        );
        add(rule.images, 'warning', message);
      }
    }
    for (const key of rule.keys) checkKey(key, check, add);
    for (const identity of rule.identities) checkIdentity(identity, check, add);
    if (rule.trustedRoot) checkRoot(rule.trustedRoot, check, add);
    if (rule.notation) checkNotation(rule.notation, check, add);
  });
  return problems;
}

type Add = (at: PlacedText, severity: ConfigurationProblem['severity'], message: string) => void;

function checkKey({ file, pem }: PlacedRule['keys'][number], { read }: TrustCheck, add: Add): void {
  if (file && isKeyReference(file.text)) {
    const result = readTrustedKey({ file: file.text }, unread);
    if ('problem' in result) add(file, 'warning', result.problem);
  } else if (file && read) {
    const result = readTrustedKey({ file: file.text }, read);
    if ('problem' in result) add(file, 'error', result.problem);
  }
  if (pem) {
    const result = readTrustedKey({ pem: pem.text }, unread);
    if ('problem' in result) add(pem, 'error', result.problem);
  }
}

const unread = (): FileText => ({ text: '' });

function checkRoot(root: PlacedText, { read, verifier }: TrustCheck, add: Add): void {
  if (!read || !verifier) return;
  const file = read(root.text);
  if ('problem' in file) {
    add(root, 'error', file.problem);
    return;
  }
  const { text } = file;
  const problem = verifier.problemOfRoot({ name: root.text, text, digest: sha256(Buffer.from(text)) });
  if (problem) add(root, 'error', describeDetail(problem));
}

function checkNotation(
  { policy, store }: NonNullable<PlacedRule['notation']>,
  { problemOfNotation }: TrustCheck,
  add: Add,
): void {
  const problem = problemOfNotation?.({
    ...(policy && { policy: policy.text }),
    ...(store && { store: store.text }),
  });
  // What the rule leaves out is wrong where the rest of it stands.
  const at = problem?.at === 'store' ? (store ?? policy) : (policy ?? store);
  if (problem && at) add(at, 'error', problem.message);
}

function checkIdentity(identity: PlacedRule['identities'][number], { verifier }: TrustCheck, add: Add): void {
  const { issuer, issuerRegExp, subject, subjectRegExp, repository, ref, workflow } = identity;
  if (verifier) {
    for (const { severity, message } of issuerRegExp
      ? checkPattern(issuerRegExp.text, 'issuer', undefined, verifier)
      : []) {
      add(issuerRegExp!, severity, message);
    }
    for (const { severity, message } of subjectRegExp
      ? checkPattern(subjectRegExp.text, 'subject', issuer?.text, verifier)
      : []) {
      add(subjectRegExp!, severity, message);
    }
  }
  for (const [text, other] of [
    [issuer, 'issuerRegExp'],
    [subject, 'subjectRegExp'],
  ] as const) {
    if (text && /[*^$]/.test(text.text)) {
      add(
        text,
        'warning',
        l10n.t('This text is compared whole, * and all; for an expression write "{0}".', other),
      );
    }
  }
  if (subject && isWorkflowWithoutRef(subject.text, issuer?.text)) {
    const message = l10n.t(
      'This matches nothing: a workflow has its ref at the end, such as {0}@refs/heads/main.',
      subject.text,
    );
    add(subject, 'warning', message);
  }
  if (repository && !ref) {
    add(
      repository,
      'information',
      l10n.t(
        'Any branch, tag and pull request of this repository will do; add "ref", such as refs/heads/main.',
      ),
    );
  }
  if (
    workflow &&
    repository?.text.startsWith('https://github.com/') &&
    !workflow.text.startsWith('.github/workflows/')
  ) {
    const name = workflow.text.replace(/^.*\//, '');
    add(workflow, 'error', l10n.t('This matches nothing: on github.com it is .github/workflows/{0}.', name));
  }
}

function isWorkflowWithoutRef(subject: string, issuer: string | undefined): boolean {
  return issuer === githubIssuer && /^https:\/\/github\.com\/[^@]*\.ya?ml$/.test(subject);
}
