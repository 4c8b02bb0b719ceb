import * as l10n from '@vscode/l10n';
import type { Json, JsonArray } from '../../signature/notation/json.ts';
import { readJson } from './json.ts';
import { type PolicyProblem, Problems } from './report-problems.ts';
import { readStatement, type Statement } from './statement.ts';

/** A trust policy document (trust-store-trust-policy.md), read. */
export interface TrustPolicyDocument {
  /** Nothing may be judged by them where a problem is an error. */
  readonly statements: readonly Statement[];
  readonly problems: readonly PolicyProblem[];
  /** What the statements stand in. */
  readonly list?: JsonArray;
}

const version = '1.0';

/** Reads a document and holds it against all the rules that notation has for it. Never throws. */
export function readTrustPolicy(text: string): TrustPolicyDocument {
  const json = readJson(text);
  const problems = new Problems();
  if ('message' in json) {
    problems.shape(json.span, json.message);
    return { statements: [], problems: problems.all };
  }
  const { root } = json;
  const members = problems.members(root, ['version', 'trustPolicies']);
  if (root.type === 'object') checkVersion(root, members.get('version'), problems);
  const list = members.get('trustPolicies');
  const statements = readStatements(root, list, problems);
  checkNames(statements, problems);
  checkScopes(statements, problems);
  return { statements, problems: problems.all, ...(list?.type === 'array' && { list }) };
}

function checkVersion(root: Json, json: Json | undefined, problems: Problems): void {
  const found = json && problems.text(json);
  if (!json) problems.shape(root.span, l10n.t('The version is missing: add "version": "1.0".'));
  else if (found !== undefined && found !== version) {
    problems.shape(json.span, l10n.t('The version must be "1.0", and is "{0}".', found));
  }
}

function readStatements(root: Json, list: Json | undefined, problems: Problems): Statement[] {
  if (root.type !== 'object') return [];
  if (list !== undefined && list.type !== 'array') {
    problems.shape(list.span, l10n.t('This must be an array of statements: [ … ].'));
    return [];
  }
  if (!list || list.items.length === 0) {
    problems.shape((list ?? root).span, l10n.t('There is no statement: add one to "trustPolicies".'));
  }
  return (list?.items ?? []).flatMap((item) => readStatement(item, problems) ?? []);
}

function checkNames(statements: readonly Statement[], problems: Problems): void {
  const taken = new Set<string>();
  for (const { name } of statements) {
    if (taken.has(name.value)) {
      problems.error(
        name.span,
        l10n.t('Another statement is called "{0}", too: choose another name.', name.value),
      );
    }
    taken.add(name.value);
  }
}

function checkScopes(statements: readonly Statement[], problems: Problems): void {
  const taken = new Map<string, string>();
  for (const { name, scopes } of statements) {
    for (const { value, span } of scopes) {
      const other = taken.get(value);
      if (other !== undefined) {
        problems.error(
          span,
          l10n.t('The statement "{0}" is for {1} already: a repository has one statement.', other, value),
        );
      }
      taken.set(value, other ?? name.value);
    }
  }
}
