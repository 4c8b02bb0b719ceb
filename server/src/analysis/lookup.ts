import type { Configuration } from '../configuration/configuration.ts';
import { type EffectiveRegistrySettings, registrySettingsFor } from '../configuration/registry-settings.ts';
import { canonicalName, effectiveTag } from '../image/names.ts';
import type { ImageReference, ParsedReference } from '../image/reference.ts';
import type { ImageField } from '../manifest/image-field.ts';
import type { PreferencesOf } from '../registry/endpoint.ts';
import { nobodySaid, type TrustPolicy } from '../trust/policy.ts';
import type { AnalyzedImage } from './finding.ts';

/**
 * A reference together with where its workspace says to look: two folders may keep the signatures of one image in
 * different repositories, and must not share what was found.
 */
export interface Lookup {
  readonly reference: ImageReference;
  readonly settings: EffectiveRegistrySettings;
  /** What the workspace says of any repository: a mirror has settings of its own. */
  readonly preferences: PreferencesOf;
  /** Whom the workspace trusts for it. */
  readonly policy: TrustPolicy;
}

const preferencesOf = new WeakMap<Configuration, PreferencesOf>();

export function lookupOf(reference: ImageReference, configuration: Configuration): Lookup {
  let preferences = preferencesOf.get(configuration);
  if (preferences === undefined) {
    preferences = (registry, repository) => registrySettingsFor(configuration, registry, repository);
    preferencesOf.set(configuration, preferences);
  }
  const settings = registrySettingsFor(configuration, reference.registry, reference.repository);
  const policy = configuration.trustSource?.policyFor(canonicalName(reference)) ?? nobodySaid;
  return { reference, settings, preferences, policy };
}

/** What to ask for of the images of a file: every well-formed reference whose tag or digest is known. */
export function lookupsOf(images: readonly AnalyzedImage[], configuration: Configuration): Lookup[] {
  return images.flatMap(({ field, reference }) =>
    reference.kind === 'reference' && !lacksVersion(field, reference)
      ? [lookupOf(reference, configuration)]
      : [],
  );
}

/** The tag or digest stands in another file, so the reference's implied `latest` would be wrong. */
export function lacksVersion(field: ImageField, reference: ParsedReference): boolean {
  if (!field.versionElsewhere || reference.kind !== 'reference') return false;
  return reference.tag === undefined && reference.digest === undefined;
}

/** Identifies the tag's evidence; `undefined` for a reference by digest alone. */
export function tagKey({ reference, settings }: Lookup): string | undefined {
  const tag = effectiveTag(reference);
  if (tag === undefined) return undefined;
  return `${reference.registry}/${reference.repository}:${tag}${settings.mirror ? ` mirror=${settings.mirror}` : ''}`;
}

/** Identifies the evidence of one manifest. */
export function imageKey({ reference, settings }: Lookup, digest: string): string {
  const { mirror, signatures } = settings;
  const elsewhere = (mirror ? ` mirror=${mirror}` : '') + (signatures ? ` signatures=${signatures}` : '');
  return `${reference.registry}/${reference.repository}@${digest}${elsewhere}`;
}

/** Identifies what was found out of one manifest's signatures: it holds under one policy only. */
export function assessmentKey(lookup: Lookup, digest: string): string {
  return `${imageKey(lookup, digest)} trust=${lookup.policy.id}`;
}

/** Identifies the look-up as a whole. */
export function lookupKey(lookup: Lookup): string {
  const { policy, reference, settings } = lookup;
  const image = reference.digest === undefined ? '' : imageKey(lookup, reference.digest);
  return `${tagKey(lookup) ?? ''} ${image} ${settings.signatures ?? ''} trust=${policy.id}`;
}
