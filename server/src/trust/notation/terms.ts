import * as l10n from '@vscode/l10n';
import { hubName, usualHost } from '../../image/names.ts';
import type { Detail } from '../../signature/detail.ts';
import { type CheckName, checkNames, type NotationFacts } from '../../signature/report.ts';
import type {
  NotationEnforcement,
  NotationTrust,
  TrustAnchor,
  TrustStoreType,
} from '../../signature/verification.ts';
import type { NotationPolicy } from '../policy.ts';
import { readTrustPolicy } from './document.ts';
import type { Identities } from './identities.ts';
import { type Statement, storeText } from './statement.ts';
import { readTrustStore, type TrustStore } from './store.ts';

/** What one statement of a trust policy asks of the signatures of a repository. */
export interface Terms {
  readonly trust: NotationTrust;
  readonly statement: NonNullable<NotationFacts['statement']>;
  /** For people: `statement "acme" of trustpolicy.json`. */
  readonly rule: string;
  readonly identities: Identities;
  /** What notation says instead of what is trusted by it. */
  readonly remark?: Detail;
}

type Found = Terms | { readonly problem: Detail };

const readings = new WeakMap<NotationPolicy, PolicyReading>();

/**
 * The statement that applies to a repository (`docker.io/library/nginx`), or why nothing can be judged by it. A policy is
 * read once, a trust store with the first statement that names it.
 */
export function termsFor(policy: NotationPolicy, repository: string): Found {
  return readingOf(policy).termsFor(repository);
}

/** Why nothing can be judged by a policy, whatever the repository. */
export function problemOfPolicy(policy: NotationPolicy): Detail | undefined {
  return readingOf(policy).problem;
}

function readingOf(policy: NotationPolicy): PolicyReading {
  let reading = readings.get(policy);
  if (!reading) {
    reading = new PolicyReading(policy);
    readings.set(policy, reading);
  }
  return reading;
}

class PolicyReading {
  readonly #policy: NotationPolicy;
  readonly problem: Detail | undefined;
  readonly #statements = new Map<string, Statement>();
  /** By what `usualSpelling` makes of their scopes; of several the first. */
  readonly #spelledOtherwise = new Map<string, Statement>();
  readonly #stores = new Map<string, TrustStore>();
  readonly #terms = new Map<Statement, Found>();

  constructor(policy: NotationPolicy) {
    this.#policy = policy;
    const { document, name } = policy;
    if ('problem' in document) {
      this.problem = { id: 'notation-policy-unreadable', args: [document.problem] };
      return;
    }
    const { statements, problems } = readTrustPolicy(document.text);
    const mistake = problems.find(({ severity }) => severity === 'error');
    if (mistake) {
      const line = document.text.slice(0, mistake.span.start).split('\n').length;
      this.problem = { id: 'notation-policy-unusable', args: [name, String(line), mistake.message] };
    }
    for (const statement of statements) {
      for (const { value } of statement.scopes) {
        this.#statements.set(value, statement);
        if (value === '*') continue;
        const usual = usualSpelling(value);
        if (!this.#spelledOtherwise.has(usual)) this.#spelledOtherwise.set(usual, statement);
      }
    }
  }

  termsFor(repository: string): Found {
    if (this.problem) return { problem: this.problem };
    // Exact beats global, whatever the order. Another spelling of the same repository must not lead to the global one.
    const statement =
      this.#statements.get(repository) ??
      this.#spelledOtherwise.get(usualSpelling(repository)) ??
      this.#statements.get('*');
    if (!statement) {
      return { problem: { id: 'notation-policy-silent', args: [this.#policy.name, repository] } };
    }
    let terms = this.#terms.get(statement);
    if (!terms) {
      terms = this.#read(statement);
      this.#terms.set(statement, terms);
    }
    return terms;
  }

  #read({ name, verifying, stores, identities }: Statement): Found {
    const rule = l10n.t('statement "{0}" of {1}', name.value, this.#policy.name);
    const level = verifying.level.value;
    if (level === 'skip') return { problem: { id: 'notation-policy-skips', args: [rule] } };
    let remark: Detail | undefined;
    const anchors: Record<TrustStoreType, TrustAnchor[]> = { ca: [], signingAuthority: [], tsa: [] };
    for (const { value } of stores) {
      const store = storeText(value);
      let read = this.#stores.get(store);
      if (!read) {
        read = readTrustStore(this.#policy.store, value);
        this.#stores.set(store, read);
      }
      const [problem] = read.problems;
      if (problem !== undefined) return { problem: { id: 'notation-store-unusable', args: [rule, problem] } };
      const [folder] = read.directories;
      if (folder !== undefined && verifying.enforcement.authenticity === 'enforce') {
        remark ??= { id: 'notation-refuses-directory', args: [folder, store] };
      }
      anchors[value.type].push(...read.certificates.map(({ certificate: { der } }) => ({ store, der })));
    }
    return {
      trust: {
        anchors,
        usesTimestamps: stores.some(({ value }) => value.type === 'tsa'),
        verifyTimestamp: verifying.verifyTimestamp?.value ?? 'always',
        enforcement: verifying.enforcement,
      },
      statement: { name: name.value, level, logged: loggedBy(verifying.enforcement) },
      rule,
      identities,
      ...(remark && { remark }),
    };
  }
}

function usualSpelling(repository: string): string {
  return hubName(usualHost(repository));
}

/** Checks that do not count when they do not hold. */
function loggedBy({
  authenticity,
  authenticTimestamp,
  expiry,
  revocation,
}: NotationEnforcement): CheckName[] {
  const actions = { time: authenticTimestamp, expiry, revocation, signer: authenticity } as const;
  return checkNames.filter((name) => name in actions && actions[name as keyof typeof actions] === 'log');
}
