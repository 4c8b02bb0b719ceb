import * as l10n from '@vscode/l10n';
import { imagesGlobFor, type NewTrust } from '../../configuration/edit-trust.ts';
import { canonicalName } from '../../image/names.ts';
import type { DetailId } from '../../signature/detail.ts';
import type { SignatureReport } from '../../signature/report.ts';
import { deciding } from '../deciding-signature.ts';
import type { AnalyzedImage } from '../finding.ts';
import { shortSigner } from '../signer.ts';
import type { Fix, FixProvider } from './fix.ts';

/** A rule in `.imageseal.yaml` that trusts exactly who signed this image, for exactly this repository. */
export const trustSigner: FixProvider = {
  offer({ rule, image }) {
    return rule === 'untrusted-signer' && image ? trustSignerFix(image) : undefined;
  },
};

/**
 * The fix for an image whose signature holds in all but whom one trusts. Of Cosign's the signer is proved by a certificate:
 * a key that nobody has named is no more than a claim. Whoever has signed as the Notary Project does takes a question.
 */
export function trustSignerFix({ reference, evidence, verdict }: AnalyzedImage): Fix | undefined {
  if (reference.kind !== 'reference') return undefined;
  if (verdict !== 'signed' && verdict !== 'untrusted' && verdict !== 'unverified') return undefined;
  const report = deciding(evidence, verdict);
  const { signer } = report ?? {};
  const name = canonicalName(reference);
  const images = imagesGlobFor(name);
  if (report && signer?.type === 'x509') {
    if (!lacksRootAlone(report)) return undefined;
    const title = l10n.t('Trust this signer for {0}: {1}…', images, shortSigner(signer));
    const store = report.notation?.scheme === 'notary.x509.signingAuthority' ? 'signingAuthority' : 'ca';
    const trustRoot = { images, repository: name, signer, store, record: report.record } as const;
    return { title, preferred: false, edits: [], trustRoot };
  }
  if (!report?.verified || signer?.type !== 'certificate') return undefined;
  if (report.checks.some(({ name, ok }) => !ok && name !== 'signer')) return undefined;
  const { issuer, subject } = signer;
  return trustFix(l10n.t('Trust this signer for {0}: {1}', images, shortSigner(signer)), {
    images,
    identity: { issuer, subject },
  });
}

const noRoot: ReadonlySet<DetailId> = new Set([
  'notation-chain-stranger',
  'notation-no-store-for-scheme',
  'notation-no-policy',
  'notation-not-in-rule',
  'notation-policy-silent',
]);

/** It holds, and nobody here vouches for its certificates. */
function lacksRootAlone({ checks }: SignatureReport): boolean {
  const failed = checks.filter(({ ok }) => !ok);
  return failed.length > 0 && failed.every(({ detail }) => noRoot.has(detail.id));
}

/** The fix that trusts a key of the workspace; `file` is relative to the configuration's folder. */
export function trustKeyFix(image: AnalyzedImage, file: string): Fix | undefined {
  if (image.reference.kind !== 'reference') return undefined;
  const images = imagesGlobFor(canonicalName(image.reference));
  return trustFix(l10n.t('Trust the key {0} for {1}', file, images), { images, keyFile: file });
}

/** Was the image signed with a key, and is there none to check it with? Then a key of the workspace may be the one. */
export function wantsKey({ evidence, verdict }: AnalyzedImage): boolean {
  if (verdict !== 'unverified') return false;
  return deciding(evidence, verdict)?.checks.some(({ detail }) => detail.id === 'key-none') ?? false;
}

function trustFix(title: string, trust: NewTrust): Fix {
  return { title, preferred: false, edits: [], configure: { trust } };
}
