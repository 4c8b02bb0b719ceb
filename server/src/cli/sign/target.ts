import * as l10n from '@vscode/l10n';
import type { Configuration } from '../../configuration/configuration.ts';
import { registrySettingsFor } from '../../configuration/registry-settings.ts';
import { canonicalName, effectiveTag } from '../../image/names.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { PreferencesOf } from '../../registry/endpoint.ts';
import { RegistryError } from '../../registry/fault.ts';
import { describeFault } from '../../registry/fault-message.ts';
import { priority } from '../../registry/host-limiter.ts';
import { signaturesName } from '../../signature/discover.ts';
import type { CosignSignRequest } from '../../signature/signing.ts';
import type { SharedWorld } from './world.ts';

/** An image of the command line with the digest that is to be signed. */
export interface Target {
  readonly reference: ImageReference;
  /** The tag that named the digest a moment ago; `undefined` when the digest was given. */
  readonly tag: string | undefined;
  readonly where: Pick<CosignSignRequest, 'name' | 'signaturesName' | 'subject'>;
  readonly preferences: PreferencesOf;
}

/** An image whose digest is not known, and why: a sentence or two. */
export interface NoTarget {
  readonly reference: ImageReference;
  readonly problem: string;
}

/** Asks the registry once which digest is meant. Its own answer counts, since a mirror may lag behind. */
export async function targetOf(
  reference: ImageReference,
  configuration: Configuration,
  { client, signal }: SharedWorld,
): Promise<Target | NoTarget> {
  const { registry, repository, digest } = reference;
  const name = { registry, repository };
  const preferences: PreferencesOf = (...of) => ({
    insecure: registrySettingsFor(configuration, ...of).insecure,
  });
  const { signatures } = registrySettingsFor(configuration, registry, repository);
  const tag = digest === undefined ? (effectiveTag(reference) ?? '') : undefined;
  try {
    const options = { priority: priority.hovered, signal, preferences };
    const resolution = await client.resolve(name, digest ?? tag ?? '', options);
    if (resolution.state === 'not-found') return { reference, problem: missing(reference) };
    const { digest: resolved, mediaType, size } = resolution;
    const where = {
      name,
      subject: { digest: resolved, mediaType, size },
      ...(signatures !== undefined && { signaturesName: signaturesName(name, signatures) }),
    };
    return { reference, tag, where, preferences };
  } catch (error) {
    if (error instanceof RegistryError) return { reference, problem: describeFault(error.fault) };
    throw error;
  }
}

function missing(reference: ImageReference): string {
  return l10n.t(
    '{0} is not in the registry: push the image first, or correct its name.',
    `${canonicalName(reference)}${reference.digest === undefined ? `:${effectiveTag(reference) ?? ''}` : `@${reference.digest}`}`,
  );
}
