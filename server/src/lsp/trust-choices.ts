import { dirname, relative, sep } from 'node:path';
import { deciding } from '../analysis/deciding-signature.ts';
import type { AnalyzedImage } from '../analysis/finding.ts';
import type { Fix } from '../analysis/fixes/fix.ts';
import { trustKeyFix, trustSignerFix, wantsKey } from '../analysis/fixes/trust-signer.ts';
import { findPublicKeys } from '../platform/find-public-keys.ts';
import { configurationFolder } from './configuration-edit.ts';
import type { SessionContext } from './context.ts';
import type { ManifestProfile } from './profiles.ts';
import type { TrustedSigner } from './protocol.ts';

/** Keys offered at once: a menu is no place for more. */
const maxKeys = 5;

/** Whom one may choose to trust for an image: who has signed it, or the keys that lie in the workspace. */
export async function trustChoices(
  context: SessionContext,
  path: string | undefined,
  profile: ManifestProfile,
  image: AnalyzedImage,
): Promise<Fix[]> {
  const signer = trustSignerFix(image);
  return signer ? [signer] : await keyChoices(context, path, profile, image);
}

/** The keys that lie in the workspace, for an image that was signed with one: offered, never assumed. */
export async function keyChoices(
  context: SessionContext,
  path: string | undefined,
  { configuration }: ManifestProfile,
  image: AnalyzedImage,
): Promise<Fix[]> {
  if (path === undefined || !context.host.trusted || !wantsKey(image)) return [];
  const folder = configurationFolder(context, path, configuration.source);
  const found = await findPublicKeys(context.projects.folderOf(path) ?? dirname(path));
  const claimed = deciding(image.evidence, 'unverified')?.signer;
  // The key that the signature itself names goes first.
  const named = (fingerprint: string) =>
    claimed?.type === 'key' && claimed.fingerprint === fingerprint ? 0 : 1;
  return found
    .toSorted((a, b) => named(a.key.fingerprint) - named(b.key.fingerprint))
    .slice(0, maxKeys)
    .flatMap((each) => trustKeyFix(image, relative(folder, each.path).split(sep).join('/')) ?? []);
}

/** Whom a fix trusts, as client and server name it to each other; `undefined` of one that trusts nobody. */
export function trustedBy({ configure, trustRoot }: Fix): TrustedSigner | undefined {
  if (trustRoot) return { root: trustRoot.signer.rootFingerprint, subject: trustRoot.signer.subject };
  if (configure === undefined || !('trust' in configure)) return undefined;
  const { identity, keyFile } = configure.trust;
  if (keyFile !== undefined) return { keyFile };
  return { issuer: identity?.issuer ?? '', subject: identity?.subject ?? '' };
}
