import { basename, join } from 'node:path';
import { type Analysis, analyze, type EvidenceReader } from '../analysis/analyze.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { configurationFileNames } from '../configuration/discover.ts';
import { mergeConfiguration } from '../configuration/merge.ts';
import type { TrustFiles } from '../configuration/notation-source.ts';
import { withTrustSource } from '../configuration/trust-source.ts';
import { fileKindOf } from '../manifest/file-kind.ts';
import { compileImagePaths } from '../manifest/image-paths.ts';
import type { Manifest, ManifestOptions } from '../manifest/manifest.ts';
import type { FileProfile } from '../platform/project.ts';
import { isTrustPolicyName, trustStoreBeside, trustStoreOf } from '../platform/trust-policies.ts';
import type { TrustStoreFolder } from '../trust/policy.ts';
import type { Projects } from './projects.ts';
import type { ResourceSettings, Settings } from './settings.ts';
import { nameOf, pathOf, uriOf } from './uris.ts';

/** How one document is to be treated. */
export type Profile = ManifestProfile | ConfigurationProfile | TrustPolicyProfile | OtherProfile;

export interface ManifestProfile {
  readonly kind: 'manifest';
  readonly settings: ResourceSettings;
  readonly configuration: Configuration;
  readonly manifest: ManifestOptions;
  readonly evidence: EvidenceReader;
  /** Whether registries may be asked about its images, as far as the document goes. */
  readonly lookUps: boolean;
  /** JSON has no comments. */
  readonly comments: boolean;
}

/** A `.imageseal.yaml`. */
export interface ConfigurationProfile {
  readonly kind: 'configuration';
}

/** A trust policy document of the Notary Project. */
export interface TrustPolicyProfile {
  readonly kind: 'trust-policy';
  /** A rule names it; otherwise only its name says what it is. */
  readonly named: boolean;
  /** Its trust store, read now; `undefined` where nobody knows it. */
  readonly store: () => TrustStoreFolder | undefined;
}

/** Ignored, switched off or none of ours: nothing is shown. */
export interface OtherProfile {
  readonly kind: 'other';
}

const other: OtherProfile = { kind: 'other' };
const configurationProfile: ConfigurationProfile = { kind: 'configuration' };

export interface ProfilesOptions {
  readonly settings: Settings;
  readonly projects: Projects;
  readonly trustFiles: TrustFiles;
  /** Resolves when there is evidence to be read. */
  readonly ready: () => Promise<void>;
  /** What is known of the images of a document: everything, or nothing in Restricted Mode and on no disk. */
  readonly evidenceFor: (local: boolean) => EvidenceReader;
}

/** Knows for each document how it is to be treated, and keeps the answer until something changes. */
export class Profiles {
  readonly #options: ProfilesOptions;
  readonly #profiles = new Map<string, Promise<Profile>>();
  readonly #virtual = new Map<ResourceSettings, Configuration>();
  readonly #virtualOptions = new Map<string, ManifestOptions>();

  constructor(options: ProfilesOptions) {
    this.#options = options;
  }

  /** `languageId` is what the editor says; absent for a file that is not open. */
  of(uri: string, languageId?: string): Promise<Profile> {
    const key = `${uri}\n${languageId ?? ''}`;
    let profile = this.#profiles.get(key);
    if (profile === undefined) {
      profile = this.#find(uri, languageId);
      // A folder that cannot be read now may be readable later.
      profile.catch(() => this.#profiles.delete(key));
      this.#profiles.set(key, profile);
    }
    return profile;
  }

  /** How an image that stands in no file is judged: as in that file, or as at the top of the first workspace folder. */
  async forTyped(uri?: string): Promise<Pick<ManifestProfile, 'configuration' | 'evidence' | 'lookUps'>> {
    const near = uri === undefined ? undefined : await this.of(uri);
    if (near?.kind === 'manifest') return near;
    const { settings, projects, evidenceFor } = this.#options;
    const [folder] = projects.folders;
    const path = (uri === undefined ? undefined : pathOf(uri)) ?? (folder && join(folder, 'image.yaml'));
    const given = await settings.forResource(projects.settingsScope(path === undefined ? '' : uriOf(path)));
    const configuration =
      path === undefined
        ? this.#virtualConfiguration(given)
        : projects.projectFor(path, given).configurationFor(path);
    return { configuration, evidence: evidenceFor(false), lookUps: true };
  }

  forget(uri: string): void {
    for (const key of this.#profiles.keys()) if (key.startsWith(`${uri}\n`)) this.#profiles.delete(key);
  }

  /** Settings, trust, folders or configuration files changed. */
  invalidate(): void {
    this.#profiles.clear();
    this.#virtual.clear();
    this.#virtualOptions.clear();
  }

  async #find(uri: string, languageId: string | undefined): Promise<Profile> {
    await this.#options.ready();
    const settings = await this.#options.settings.forResource(this.#options.projects.settingsScope(uri));
    if (!settings.enable) return other;
    const path = pathOf(uri);
    const name = path ?? nameOf(uri);
    if ((configurationFileNames as readonly string[]).includes(basename(name))) return configurationProfile;
    const trustPolicy = this.#trustPolicy(path, name, settings);
    if (trustPolicy) return trustPolicy;
    const profile =
      path === undefined
        ? this.#virtualProfile(name, languageId, settings)
        : this.#options.projects.projectFor(path, settings).profileOf(path, languageId);
    if (profile === undefined || profile.ignored) return other;
    // An unsaved document is the user's own text; what lies on another machine is not ours to connect for.
    const lookUps = path !== undefined || uri.startsWith('untitled:');
    return {
      kind: 'manifest',
      settings,
      configuration: profile.configuration,
      manifest: profile.manifest,
      evidence: this.#options.evidenceFor(!lookUps),
      lookUps,
      comments: languageId !== 'json' && !/\.json$/i.test(name),
    };
  }

  #trustPolicy(
    path: string | undefined,
    name: string,
    settings: ResourceSettings,
  ): TrustPolicyProfile | undefined {
    if (!/\.json$/i.test(name)) return undefined;
    const { projects, trustFiles } = this.#options;
    const policy = path && projects.projectFor(path, settings).policyNamed(path);
    if (policy) return { kind: 'trust-policy', named: true, store: () => trustStoreOf(policy, trustFiles) };
    if (!isTrustPolicyName(name)) return undefined;
    const store = () => (path === undefined ? undefined : trustStoreBeside(path));
    return { kind: 'trust-policy', named: false, store };
  }

  /** Of documents on no disk only the settings are known. */
  #virtualProfile(
    name: string,
    languageId: string | undefined,
    settings: ResourceSettings,
  ): FileProfile | undefined {
    const named = fileKindOf(name, languageId, false);
    if (named === undefined) return undefined;
    const fileKind = named === 'helm-template' ? 'manifest' : named;
    const configuration = this.#virtualConfiguration(settings);
    let manifest = this.#virtualOptions.get(fileKind);
    if (manifest === undefined) {
      manifest = { fileKind, imagePaths: compileImagePaths(configuration.imagePaths) };
      this.#virtualOptions.set(fileKind, manifest);
    }
    return { configuration, manifest, ignored: false };
  }

  #virtualConfiguration(settings: ResourceSettings): Configuration {
    let configuration = this.#virtual.get(settings);
    if (configuration === undefined) {
      configuration = withTrustSource(mergeConfiguration(settings.overrides), this.#options.trustFiles);
      this.#virtual.set(settings, configuration);
    }
    return configuration;
  }
}

/** Everything known now of the images of a file. */
export function analysisOf(manifest: Manifest, { configuration, evidence }: ManifestProfile): Analysis {
  return analyze(manifest, configuration, evidence);
}
