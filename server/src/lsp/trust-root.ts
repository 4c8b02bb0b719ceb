import { X509Certificate } from 'node:crypto';
import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { RootToTrust } from '../analysis/fixes/fix.ts';
import { commonName } from '../analysis/signer.ts';
import { notationOf } from '../configuration/edit-trust.ts';
import { registrySettingsFor } from '../configuration/registry-settings.ts';
import { sha256 } from '../image/digest.ts';
import type { TextEdit } from '../manifest/text-span.ts';
import { readTextFile } from '../platform/text-files.ts';
import { readTrustStoreFolder } from '../platform/trust-store-folder.ts';
import { RegistryError } from '../registry/fault.ts';
import { priority } from '../registry/host-limiter.ts';
import { toPem } from '../signature/cosign/keys/pem.ts';
import { signaturesName } from '../signature/discover.ts';
import type { AddedSigner } from '../trust/notation/add-signer.ts';
import { loadNotation } from '../trust/notation/load-notation.ts';
import type { NamedTrustStore } from '../trust/policy.ts';
import { configurationEdit, configurationFolder } from './configuration-edit.ts';
import type { SessionContext } from './context.ts';
import { toTextEdits } from './convert.ts';
import type { ManifestProfile } from './profiles.ts';
import type { TrustSignerResult } from './protocol.ts';
import { shownPath } from './shown-path.ts';
import { uriOf } from './uris.ts';

type Change = NonNullable<WorkspaceEdit['documentChanges']>[number];
type Context = Pick<SessionContext, 'client' | 'documents' | 'engine' | 'projects'>;

/** Where trust policy and trust store go unless the rule for the image names others. */
const usual = { policy: 'trustpolicy.json', store: 'truststore' };

/**
 * The edit that trusts who has signed an image as the Notary Project does: the root certificate into a trust store of its
 * own, a statement for this repository into the trust policy, and both into a rule of `.imageseal.yaml`, beside which they
 * are. With the question that comes before it, since anybody can make such a certificate. Nothing that is there is replaced.
 */
export async function trustRoot(
  context: Context,
  path: string,
  profile: ManifestProfile,
  root: RootToTrust,
): Promise<TrustSignerResult> {
  const { configuration } = profile;
  const { images, repository, signer } = root;
  const der = await rootOf(context, profile, root);
  if (der === undefined || sha256(der) !== signer.rootFingerprint) {
    return { problem: l10n.t('The signature could not be read again; verify the image, and try once more.') };
  }
  const named = notationOf(configuration.trust ?? [], images);
  const applied = configuration.trustSource?.policyFor(repository);
  const { policy, store } = named ?? usual;
  if (policy === undefined || store === undefined) {
    const problem = l10n.t(
      'The rule for {0} leaves it to the configuration of notation whom to trust: add the certificate there with notation cert add, or name "policy" and "store" in the rule.',
      images,
    );
    return { problem };
  }
  const { trustFolder, source } = configuration;
  const folder = (named && trustFolder) ?? configurationFolder(context, path, source);
  const place = placeFor(resolve(folder, store), store, root, der);
  if ('problem' in place) return place;
  const policyPath = resolve(folder, policy);
  const before = await textAt(context, policyPath);
  const { addSigner } = await loadNotation();
  const added = addSigner(before?.text.getText() ?? '', policy, {
    ...{ repository, subject: signer.subject },
    store: { type: root.store, name: place.name },
  });
  if ('problem' in added) return added;
  const rule =
    named === undefined
      ? await configurationEdit(context, path, profile, { trust: { images, notation: usual } })
      : undefined;
  if (named === undefined && rule === undefined) return { problem: noRule() };

  const certificate = place.exists ? [] : createdFile(uriOf(place.path), toPem('CERTIFICATE', der));
  const document = changed(policyPath, before, added.edits);
  const changes = [...certificate, ...document, ...(rule?.edit.documentChanges ?? [])];
  const uris = [
    ...(certificate.length > 0 ? [uriOf(place.path)] : []),
    ...(document.length > 0 ? [before?.text.uri ?? uriOf(policyPath)] : []),
    ...(rule ? [rule.uri] : []),
  ];
  const last = uris.pop();
  if (last === undefined) {
    return { problem: l10n.t('{0} is trusted already, by the statement "{1}".', images, added.statement) };
  }
  return {
    edit: { documentChanges: changes } satisfies WorkspaceEdit,
    uri: last,
    before: uris,
    images,
    question: questionOf(
      root,
      added,
      applied?.rule === undefined ? applied?.notation?.name : undefined,
      [...uris, last].map((uri) => shownPath(context.projects, uri)),
    ),
  };
}

/** One sentence: why nothing was written. */
export function noRule(): string {
  return l10n.t(
    'No rule was written: the settings say whom to trust, or .imageseal.yaml has a mistake. Mend it, or write the rule by hand.',
  );
}

/** Exactly what is trusted from then on, and what the certificate itself cannot tell. `replaced`: notation's own trust policy. */
function questionOf(
  { images, signer }: RootToTrust,
  { identity, statement, level }: AddedSigner,
  replaced: string | undefined,
  files: readonly string[],
) {
  const selfSigned = signer.fingerprint === signer.rootFingerprint;
  // Whoever has signed their own certificate vouches for nobody else.
  const whom = selfSigned
    ? l10n.t('Trusted for {0} alone: whoever has the key of this certificate', images)
    : identity === '*'
      ? l10n.t('Trusted for {0} alone: everybody for whom this root vouches', images)
      : l10n.t('Trusted for {0} alone: whoever this root vouches for as {1}', images, identity);
  const detail = [
    l10n.t('Signed by: {0}', signer.subject),
    selfSigned ? l10n.t('Certificate, signed by itself:') : l10n.t('Root certificate: {0}', signer.root),
    signer.rootFingerprint,
    '',
    l10n.t(
      'Anybody can make a certificate with these names. Compare the fingerprint with the one that the publisher of the image has told you by another way.',
    ),
    '',
    whom,
    ...(replaced === undefined
      ? []
      : [l10n.t('For {0} this counts from then on, and {1} no more.', images, replaced)]),
    l10n.t('Written: {0}, with the statement "{1}" of level {2}', files.join(', '), statement, level),
  ];
  return {
    message: l10n.t('Trust this certificate for {0}?', images),
    detail: detail.join('\n'),
    button: l10n.t('Trust, I Have Compared It'),
  };
}

/** Exactly the bytes that were judged; asked for again only where they are not remembered. */
async function rootOf(
  { engine }: Context,
  { configuration }: ManifestProfile,
  { repository, record }: RootToTrust,
): Promise<Uint8Array | undefined> {
  const slash = repository.indexOf('/');
  const name = { registry: repository.slice(0, slash), repository: repository.slice(slash + 1) };
  const settings = registrySettingsFor(configuration, name.registry, name.repository);
  const preferences = (...of: [string, string]) => registrySettingsFor(configuration, ...of);
  const keep = engine.mode === 'online' ? true : 'only';
  try {
    const options = { priority: priority.hovered, preferences, keep } as const;
    const bytes = await engine.client.blob(signaturesName(name, settings.signatures), record.digest, options);
    const { signing } = await loadNotation();
    return bytes && signing.rootOf(record.mediaType, bytes);
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

interface StorePlace {
  readonly name: string;
  /** Of the certificate. */
  readonly path: string;
  /** It is there, and nothing else. */
  readonly exists: boolean;
}

/** A trust store that holds nothing but this certificate: `truststore/x509/ca/acme-root/acme-root.crt`. */
function placeFor(
  folder: string,
  shownAs: string,
  { signer, store }: RootToTrust,
  der: Uint8Array,
): StorePlace | { readonly problem: string } {
  const { stores, problem } = readTrustStoreFolder(folder, shownAs);
  if (problem !== undefined) return { problem };
  const base = slugOf(commonName(signer.root) ?? '');
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const found = stores.find((each) => each.type === store && each.name === name);
    if (found && !holdsOnly(found, der)) continue;
    const path = join(folder, 'x509', store, name, `${name}.crt`);
    return { name, path, exists: found !== undefined };
  }
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/g, '');
  return slug === '' ? 'root' : slug;
}

function holdsOnly({ entries }: NamedTrustStore, der: Uint8Array): boolean {
  const [entry] = entries;
  if (entries.length !== 1 || entry?.kind !== 'file') return false;
  try {
    return new X509Certificate(entry.bytes).raw.equals(der);
  } catch {
    return false;
  }
}

interface OpenText {
  readonly text: TextDocument;
  /** `null` for a file that is not open. */
  readonly version: number | null;
}

async function textAt({ documents }: Context, path: string): Promise<OpenText | undefined> {
  const open = documents.atPath(path);
  if (open) return { text: open.text, version: open.version };
  const text = await readTextFile(path).catch(() => undefined);
  return text === undefined
    ? undefined
    : { text: TextDocument.create(uriOf(path), 'json', 0, text), version: null };
}

function changed(path: string, before: OpenText | undefined, edits: readonly TextEdit[]): Change[] {
  if (before === undefined) return createdFile(uriOf(path), edits[0]?.newText ?? '');
  if (edits.length === 0) return [];
  const { text, version } = before;
  return [{ textDocument: { uri: text.uri, version }, edits: toTextEdits(text, edits) }];
}

function createdFile(uri: string, newText: string): Change[] {
  const start = { line: 0, character: 0 };
  return [
    { kind: 'create', uri, options: { ignoreIfExists: false, overwrite: false } },
    { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText }] },
  ];
}
