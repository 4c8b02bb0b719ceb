import * as l10n from '@vscode/l10n';
import { type Certificate, readCertificate } from '../../signature/notation/x509/certificate.ts';
import { certificatesIn } from '../../signature/notation/x509/certificate-file.ts';
import { DerError } from '../../signature/notation/x509/der.ts';
import { formatName } from '../../signature/notation/x509/name.ts';
import { isSelfSigned } from '../../signature/notation/x509/signed-by.ts';
import type { TrustStoreEntry, TrustStoreFolder } from '../policy.ts';
import { type StoreName, storeText } from './statement.ts';

/** The certificates of a trust store. */
export interface TrustStore {
  /** None are to be used where there is a problem. */
  readonly certificates: readonly StoredCertificate[];
  /** Sentences: what makes it unusable, as in notation. */
  readonly problems: readonly string[];
  /** Directories in it, which the specification ignores and notation does not. */
  readonly directories: readonly string[];
}

export interface StoredCertificate {
  /** The file that it lies in. */
  readonly file: string;
  readonly certificate: Certificate;
}

/** Reads a trust store whole: one bad file spoils it. Never throws. */
export function readTrustStore(folder: TrustStoreFolder, named: StoreName): TrustStore {
  const text = storeText(named);
  const unusable = (problem: string): TrustStore => ({
    certificates: [],
    problems: [problem],
    directories: [],
  });
  if (folder.problem !== undefined) return unusable(folder.problem);
  const place = `${folder.name}/x509/${named.type}/${named.name}`;
  const store = folder.stores.find(({ type, name }) => type === named.type && name === named.name);
  if (!store) {
    return unusable(
      l10n.t('There is no trust store {0}: put its certificates into the folder {1}.', text, place),
    );
  }
  if (store.problem !== undefined) return unusable(store.problem);
  const certificates: StoredCertificate[] = [];
  const problems: string[] = [];
  const directories: string[] = [];
  for (const entry of store.entries) {
    if (entry.kind === 'directory') directories.push(entry.name);
    else if (entry.kind === 'file') {
      const { found, problem } = readEntry(entry, named);
      certificates.push(...found.map((certificate) => ({ file: entry.name, certificate })));
      if (problem !== undefined) problems.push(problem);
    } else {
      problems.push(
        entry.kind === 'link'
          ? l10n.t(
              '{0} in the trust store {1} is a link, and no link is followed: put the file there.',
              entry.name,
              text,
            )
          : l10n.t(
              '{0} in the trust store {1} cannot be read: it must be a file of at most 1 MB.',
              entry.name,
              text,
            ),
      );
    }
  }
  if (certificates.length === 0 && problems.length === 0) {
    problems.push(l10n.t('The trust store {0} is empty: put certificates into the folder {1}.', text, place));
  }
  return { certificates, problems, directories };
}

function readEntry(
  { name, bytes }: Extract<TrustStoreEntry, { kind: 'file' }>,
  store: StoreName,
): { readonly found: readonly Certificate[]; readonly problem?: string } {
  const text = storeText(store);
  let found: readonly Certificate[];
  try {
    found = certificatesIn(bytes, 'refuse').map(readCertificate);
    if (found.length === 0) throw new DerError(bytes.length === 0 ? 'it ends early' : 'no certificate');
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const problem = /\.(?:pem|crt|cer|der)$/i.test(name)
      ? l10n.t(
          '{0} in the trust store {1} holds something other than readable certificates ({2}): leave nothing but certificates in it, or get it again.',
          name,
          text,
          error.message,
        )
      : l10n.t('{0} in the trust store {1} is no certificate: remove it.', name, text);
    return { found: [], problem };
  }
  const bad = found.find((certificate) => !mayBeIn(store, certificate));
  if (!bad) return { found };
  const subject = formatName(bad.subject);
  const problem =
    store.type === 'tsa'
      ? l10n.t(
          'The certificate {0} ({1} in the trust store {2}) is no root, and a store for timestamps holds nothing else: put the root of its chain there.',
          subject,
          name,
          text,
        )
      : l10n.t(
          'The certificate {0} ({1} in the trust store {2}) is neither that of an authority nor self-signed: put the root of its chain there.',
          subject,
          name,
          text,
        );
  return { found, problem };
}

function mayBeIn({ type }: StoreName, certificate: Certificate): boolean {
  const isAuthority = certificate.basicConstraints?.ca === true;
  return type === 'tsa' ? isAuthority && isSelfSigned(certificate) : isAuthority || isSelfSigned(certificate);
}
