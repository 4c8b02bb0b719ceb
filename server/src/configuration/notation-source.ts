import * as l10n from '@vscode/l10n';
import { sha256 } from '../image/digest.ts';
import type { NotationPolicy, TrustStoreFolder } from '../trust/policy.ts';
import type { TrustRule } from './trust-settings.ts';
import type { FileText } from './trusted-key.ts';

/** What trust rules name, as it lies on disk. Names are relative to `folder`. Nothing here throws. */
export interface TrustFiles {
  /** The text of a file, or one sentence that says why it cannot be had. */
  file(path: string, folder: string | undefined): FileText;
  /** A trust store of the Notary Project: the folder that holds `x509/`. */
  store(path: string, folder: string | undefined): TrustStoreFolder;
  /** notation's own configuration; `undefined` where it may not be read. */
  own(): OwnNotation | undefined;
}

/** The configuration directory of notation. */
export interface OwnNotation {
  /** `undefined` where there is no trust policy, or no directory. */
  document(): Pick<NotationPolicy, 'name' | 'document'> | undefined;
  store(): TrustStoreFolder;
}

/** Reads what a rule says of the Notary Project; what it leaves out is notation's own. */
export function notationOfRule(
  { policy, store }: NonNullable<TrustRule['notation']>,
  files: TrustFiles,
  folder: string | undefined,
): NotationPolicy {
  const own = policy === undefined || store === undefined ? files.own() : undefined;
  return {
    ...(policy === undefined
      ? (own?.document() ?? noDocument())
      : { name: policy, document: files.file(policy, folder) }),
    store: store === undefined ? (own?.store() ?? noStore()) : files.store(store, folder),
  };
}

/** notation's own trust policy, for images of which no rule says who may sign them. */
export function ownNotation(files: TrustFiles): NotationPolicy | undefined {
  const own = files.own();
  const document = own?.document();
  return own && document && { ...document, store: own.store() };
}

/** Something that is another as soon as anything in the document or the trust stores is. */
export function fingerprintOf({ name, document, store }: NotationPolicy): unknown {
  const stores = store.stores.map(({ type, name: named, problem, entries }) => [
    type,
    named,
    problem,
    entries.map((entry) => [entry.name, entry.kind === 'file' ? sha256(entry.bytes) : entry.kind]),
  ]);
  return [name, document, store.name, store.problem, stores];
}

function noDocument(): Pick<NotationPolicy, 'name' | 'document'> {
  const problem = l10n.t(
    'notation has no trust policy in its own configuration, or that is not read here: name one with "policy".',
  );
  return { name: 'trustpolicy.json', document: { problem } };
}

function noStore(): TrustStoreFolder {
  const problem = l10n.t(
    'The trust store in notation\'s own configuration is not read here: name one with "store".',
  );
  return { name: 'truststore', problem, stores: [] };
}
