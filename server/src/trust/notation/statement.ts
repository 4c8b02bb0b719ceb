import * as l10n from '@vscode/l10n';
import type { Json } from '../../signature/notation/json.ts';
import type { TrustStoreType } from '../../signature/verification.ts';
import { type Identities, readIdentities } from './identities.ts';
import { readVerifying, type Verifying } from './levels.ts';
import type { Placed, Problems } from './report-problems.ts';

/** One statement of a trust policy document, with the places of what it says. */
export interface Statement {
  readonly name: Placed<string>;
  /** Repositories (`registry.example/team/app`), or `*` alone. */
  readonly scopes: readonly Placed<string>[];
  readonly verifying: Verifying;
  readonly stores: readonly Placed<StoreName>[];
  readonly identities: Identities;
  /** As it is written. */
  readonly json: Json;
}

export interface StoreName {
  readonly type: TrustStoreType;
  readonly name: string;
}

/** As policies write it: `ca:acme`. */
export function storeText({ type, name }: StoreName): string {
  return `${type}:${name}`;
}

const types: readonly string[] = ['ca', 'signingAuthority', 'tsa'] satisfies readonly TrustStoreType[];

/** Reads a statement; `undefined` where it lacks what nothing works without. What is wrong goes to `problems`. */
export function readStatement(json: Json, problems: Problems): Statement | undefined {
  const members = problems.members(json, [
    'name',
    'registryScopes',
    'signatureVerification',
    'trustStores',
    'trustedIdentities',
  ]);
  if (json.type !== 'object') return undefined;
  const named = members.get('name');
  const name = named && problems.text(named);
  if (!named || name === '') problems.shape((named ?? json).span, l10n.t('The statement needs a name.'));
  const scopes = readScopes(json, members.get('registryScopes'), problems);
  const verification = members.get('signatureVerification');
  if (!verification) {
    problems.shape(json.span, l10n.t('"signatureVerification" is missing: add it, with a "level".'));
  }
  const verifying = verification && readVerifying(verification, problems);
  const written = problems.texts(members.get('trustStores'));
  const stores = written.flatMap((store) => readStore(store, problems));
  const wanted = problems.texts(members.get('trustedIdentities'));
  const identities = readIdentities(wanted, problems);
  if (verifying?.level.value === 'skip') {
    const [extra] = [...written, ...wanted];
    if (extra) {
      problems.error(
        extra.span,
        l10n.t(
          'The level skip has neither trust stores nor identities: remove them, or choose another level.',
        ),
      );
    }
  } else if (verifying) {
    if (written.length === 0) {
      problems.shape(
        (members.get('trustStores') ?? json).span,
        l10n.t('Trust stores are missing: name at least one in "trustStores", such as "ca:acme".'),
      );
    }
    if (wanted.length === 0) {
      problems.shape(
        (members.get('trustedIdentities') ?? json).span,
        l10n.t(
          'Identities are missing: name some in "trustedIdentities", or "*" for all of the trust stores.',
        ),
      );
    }
  }
  if (!named || !name || !verifying) return undefined;
  return { name: { value: name, span: named.span }, scopes, verifying, stores, identities, json };
}

function readStore({ value, span }: Placed<string>, problems: Problems): Placed<StoreName>[] {
  const [, type, name] = /^([^:]*):(.*)$/s.exec(value) ?? [];
  if (type === undefined || name === undefined) {
    problems.shape(span, l10n.t('A trust store is named with its type: "ca:{0}".', value));
  } else if (!types.includes(type)) {
    problems.shape(
      span,
      l10n.t('There are trust stores of the types ca, signingAuthority and tsa, and not "{0}".', type),
    );
  } else if (!/^[a-zA-Z0-9_.-]+$/.test(name)) {
    problems.shape(
      span,
      l10n.t('The name of a trust store has only letters, digits, ".", "_" and "-": not "{0}".', name),
    );
  } else return [{ value: { type: type as TrustStoreType, name }, span }];
  return [];
}

function readScopes(parent: Json, json: Json | undefined, problems: Problems): Placed<string>[] {
  const scopes = problems.texts(json);
  if (scopes.length === 0) {
    problems.shape(
      (json ?? parent).span,
      l10n.t('Repositories are missing: name some in "registryScopes", or "*" for all.'),
    );
  }
  return scopes.filter(({ value, span }) => {
    if (value === '*') {
      if (scopes.length === 1) return true;
      problems.error(span, l10n.t('* is for all repositories, so no other can stand beside it.'));
    } else if (value.includes('*')) {
      problems.shape(span, l10n.t('A scope is one whole repository, or * alone: it has no wildcards.'));
    } else if (!isRepository(value)) {
      problems.shape(
        span,
        l10n.t(
          '"{0}" is no repository: write registry and name, such as registry.example/team/app, without scheme, tag and digest.',
          value,
        ),
      );
    } else return true;
    return false;
  });
}

/** Registry and name as notation takes them. */
function isRepository(scope: string): boolean {
  const [, domain, name] = /^([^/]*)\/(.*)$/s.exec(scope) ?? [];
  return (
    /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?$/.test(
      domain ?? '',
    ) && (name ?? '').split('/').every((part) => /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/.test(part))
  );
}
