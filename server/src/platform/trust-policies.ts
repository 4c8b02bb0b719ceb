import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PartialConfiguration } from '../configuration/configuration.ts';
import type { TrustFiles } from '../configuration/notation-source.ts';
import type { TrustStoreFolder } from '../trust/policy.ts';
import { samePath, trustPolicyNames } from './trust-files.ts';
import { readTrustStoreFolder } from './trust-store-folder.ts';

/** A trust policy document that a trust rule names. */
export interface NamedPolicy {
  readonly path: string;
  /** As the rule writes it. */
  readonly name: string;
  /** As the rule writes it; without it the trust store is notation's own. */
  readonly store: string | undefined;
  /** What both are relative to. */
  readonly folder: string | undefined;
}

/** The trust policies that these rules name, each with its trust store. */
export function policiesNamedBy(
  trust: PartialConfiguration['trust'],
  folder: string | undefined,
): NamedPolicy[] {
  return (trust ?? []).flatMap(({ notation }) => {
    const name = notation?.policy;
    if (name === undefined) return [];
    return [{ path: resolve(folder ?? '/', name), name, store: notation?.store, folder }];
  });
}

/** The trust store that a rule means beside its policy. */
export function trustStoreOf(
  { store, folder }: NamedPolicy,
  files: TrustFiles,
): TrustStoreFolder | undefined {
  return store === undefined ? files.own()?.store() : files.store(store, folder);
}

/** Whether a file is called as notation calls its trust policies for images. */
export function isTrustPolicyName(path: string): boolean {
  return (trustPolicyNames as readonly string[]).includes(basename(path));
}

/** What notation calls the folder, and what the specification does. */
const storeNames = ['truststore', 'trust-store'] as const;

/** The trust store that lies beside a trust policy, if there is one. */
export function trustStoreBeside(path: string): TrustStoreFolder | undefined {
  const name = storeNames.find((each) => existsSync(join(dirname(path), each, 'x509')));
  return name === undefined ? undefined : readTrustStoreFolder(join(dirname(path), name), name);
}

/** Whether `path` is the trust store beside `policy`, or lies in it. */
export function isBeside(policy: string, path: string): boolean {
  for (let at = path; dirname(at) !== at; at = dirname(at)) {
    if (samePath(dirname(at), dirname(policy)))
      return (storeNames as readonly string[]).includes(basename(at));
  }
  return false;
}
