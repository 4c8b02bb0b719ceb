import * as l10n from '@vscode/l10n';
import { lineEnd } from '../../manifest/line-edits.ts';
import { applyEdits, type TextEdit } from '../../manifest/text-span.ts';
import type { Json, JsonArray } from '../../signature/notation/json.ts';
import { formatName } from '../../signature/notation/x509/name.ts';
import type { VerificationLevel } from '../../signature/report.ts';
import { readWrittenName } from './distinguished-name.ts';
import { readTrustPolicy } from './document.ts';
import { type Statement, type StoreName, storeText } from './statement.ts';
import { matchesSubject, readSubjectPattern } from './subject-pattern.ts';

/** Who is to be trusted, and for what. */
export interface NewSigner {
  /** `ghcr.io/acme/app`: that repository and no other. */
  readonly repository: string;
  /** The trust store that holds the root, and nothing else. */
  readonly store: StoreName;
  /** Of the signing certificate, as RFC 4514 writes it. */
  readonly subject: string;
}

export interface AddedSigner {
  readonly edits: readonly TextEdit[];
  readonly statement: string;
  readonly level: VerificationLevel;
  /** The identity that is trusted; `*` for everybody for whom the trust store vouches. */
  readonly identity: string;
}

const everybody = '*';

/**
 * The edits of a trust policy document after which a signer is trusted for a repository, and nothing has changed for any
 * other: a statement of its own, with all that the statement for all repositories says, or one more store and identity in
 * the one that it has. `text` is empty where there is no document yet. One sentence where that cannot be done safely.
 */
export function addSigner(
  text: string,
  document: string,
  signer: NewSigner,
): AddedSigner | { readonly problem: string } {
  const { repository } = signer;
  if (text.trim() === '') {
    const json = JSON.stringify(
      { version: '1.0', trustPolicies: [newStatement(signer, [], undefined)] },
      null,
      2,
    );
    return checked(text, [{ span: { start: 0, end: text.length }, newText: `${json}\n` }], signer);
  }
  const { statements, problems, list } = readTrustPolicy(text);
  const mistake = problems.find(({ severity }) => severity === 'error');
  if (mistake || !list) {
    return {
      problem: l10n.t('There is a mistake in {0}: mend it first. {1}', document, mistake?.message ?? ''),
    };
  }
  const own = statements.find((statement) => isFor(statement, repository));
  const wide = statements.find((statement) => isFor(statement, everybody));
  const applying = own ?? wide;
  if (applying && !fits(applying, signer)) {
    const { name } = applying;
    return {
      problem: l10n.t(
        'The statement "{0}" of {1} names single identities, and notation can match this signer by * alone: write a statement for {2} by hand.',
        ...[name.value, document, repository],
      ),
    };
  }
  if (own) {
    const { name, scopes } = own;
    if (scopes.length === 1) return checked(text, extended(text, own, signer), signer);
    return {
      problem: l10n.t(
        'The statement "{0}" of {1} is for other repositories, too: give {2} a statement of its own first.',
        ...[name.value, document, repository],
      ),
    };
  }
  const names = statements.map(({ name }) => name.value);
  const verifies = wide?.verifying.level.value !== 'skip';
  return checked(
    text,
    [appended(text, list, newStatement(signer, names, verifies ? wide : undefined))],
    signer,
  );
}

/** What is offered must do what it says. */
function checked(
  text: string,
  edits: readonly TextEdit[],
  { repository, store, subject }: NewSigner,
): AddedSigner | { readonly problem: string } {
  const { statements, problems } = readTrustPolicy(applyEdits(text, edits));
  const mistake = problems.find(({ severity }) => severity === 'error');
  const made = statements.find((statement) => isFor(statement, repository));
  if (mistake || !made || !hasStore(made, store) || !trusts(made, subject)) {
    return {
      problem: l10n.t('No statement can be written for {0}. {1}', repository, mistake?.message ?? '').trim(),
    };
  }
  const identity = made.identities === 'any' ? everybody : (identityOf(subject) ?? everybody);
  return { edits, statement: made.name.value, level: made.verifying.level.value, identity };
}

/** Trusts the signer, and whomever `like`, the statement that has applied so far, trusts. */
function newStatement(
  { repository, store, subject }: NewSigner,
  taken: readonly string[],
  like: Statement | undefined,
) {
  const valuesOf = (name: string): readonly unknown[] => {
    const value = like && plain(memberOf(like.json, name));
    return Array.isArray(value) ? value : [];
  };
  const identities = valuesOf('trustedIdentities');
  const identity = identityOf(subject) ?? everybody;
  return {
    name: nameFor(repository, taken),
    registryScopes: [repository],
    signatureVerification: (like && plain(memberOf(like.json, 'signatureVerification'))) ?? {
      level: 'strict',
    },
    trustStores: [...new Set([...valuesOf('trustStores'), storeText(store)])],
    trustedIdentities: like && trusts(like, subject) ? identities : [...identities, identity],
  };
}

/** One more store and identity, where they are not there. */
function extended(text: string, statement: Statement, { store, subject }: NewSigner): TextEdit[] {
  const add = (name: string, value: string): TextEdit[] => {
    const list = memberOf(statement.json, name);
    return list?.type === 'array' ? [appended(text, list, value)] : [];
  };
  return [
    ...(hasStore(statement, store) ? [] : add('trustStores', storeText(store))),
    ...(trusts(statement, subject) ? [] : add('trustedIdentities', identityOf(subject) ?? everybody)),
  ];
}

/** `*` stands alone: beside it no other identity is left, and with it everybody of every trust store is trusted. */
function fits(statement: Statement, { subject }: NewSigner): boolean {
  return (
    statement.verifying.level.value === 'skip' ||
    trusts(statement, subject) ||
    identityOf(subject) !== undefined
  );
}

function isFor({ scopes }: Statement, repository: string): boolean {
  return scopes.some(({ value }) => value === repository);
}

function hasStore({ stores }: Statement, store: StoreName): boolean {
  return stores.some(({ value }) => storeText(value) === storeText(store));
}

/** `x509.subject: C=US, ST=WA, O=Acme`, what notation needs at least; `undefined` for a subject that it cannot match. */
export function identityOf(subject: string): string | undefined {
  const attributes = readWrittenName(subject);
  if ('problem' in attributes) return undefined;
  const parts = ['C', 'ST', 'O'].flatMap((type) => {
    const found = attributes.find((each) => each.type === type);
    return found ? [formatName({ parts: [[{ oid: '', type, value: found.value }]] })] : [];
  });
  const written = parts.join(', ');
  const pattern = readSubjectPattern(written);
  if ('problem' in pattern || matchesSubject(pattern, subject) !== true) return undefined;
  return `x509.subject: ${written}`;
}

function trusts({ identities }: Statement, subject: string): boolean {
  return (
    identities === 'any' ||
    identities.some(({ value }) => value !== 'unknown' && matchesSubject(value, subject) === true)
  );
}

/** `acme-app` of `ghcr.io/acme/app`, or with a number where another statement is called so. */
function nameFor(repository: string, taken: readonly string[]): string {
  const name = repository.replace(/^[^/]*\//, '').replaceAll('/', '-');
  if (!taken.includes(name)) return name;
  let number = 2;
  while (taken.includes(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

/** One more item behind the last one of a list, written as that is. */
function appended(text: string, list: JsonArray, value: unknown): TextEdit {
  const last = list.items.at(-1)!;
  const { start, end } = last.span;
  const indent = indentOf(text, last);
  const eol = lineEnd(text);
  const separator = indent === undefined ? ', ' : `,${eol}${indent}`;
  const step = indent?.startsWith('\t')
    ? '\t'
    : ' '.repeat(Math.max(2, Math.floor((indent?.length ?? 0) / 2)));
  const item = text.slice(start, end).includes('\n')
    ? JSON.stringify(value, null, step).replaceAll('\n', eol + (indent ?? ''))
    : JSON.stringify(value);
  return { span: { start: end, end }, newText: separator + item };
}

/** What stands before it on its line, if that is nothing but white space. */
function indentOf(text: string, { span: { start } }: Json): string | undefined {
  return /(?:^|\n)([ \t]*)$/.exec(text.slice(0, start))?.[1];
}

function memberOf(json: Json, name: string): Json | undefined {
  return json.type === 'object' ? json.members.find((each) => each.name === name)?.value : undefined;
}

function plain(json: Json | undefined): unknown {
  switch (json?.type) {
    case undefined:
      return undefined;
    case 'object':
      return Object.fromEntries(json.members.map(({ name, value }) => [name, plain(value)]));
    case 'array':
      return json.items.map(plain);
    case 'scalar':
      return json.value;
  }
}
