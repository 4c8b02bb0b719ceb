import type { RepositoryName } from '../image/names.ts';
import type { LookUpOptions } from './transport.ts';

/** A manifest with a `subject`, as it is to be kept: its digest is that of these bytes. */
export interface ReferrerManifest {
  /** `application/vnd.oci.image.manifest.v1+json` */
  readonly mediaType: string;
  /** JSON. Its blobs are in the repository already (`putBlob`). */
  readonly bytes: Uint8Array;
}

/** One signature or attestation as cosign up to version 2 keeps it: a layer of the manifest under a tag. */
export interface LegacyLayer {
  readonly mediaType: string;
  /** The layer's blob; `appendLayer` uploads it. */
  readonly bytes: Uint8Array;
  /** Of the layer's descriptor; in them are signature and certificate. */
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Writes to registries, never to a mirror. Each method rejects with `RegistryError`, whose fault has `writing`, when it
 * could not; what was uploaded until then stays where it is, and is no signature without the manifest that names it.
 */
export interface RegistryWriter {
  /** Uploads a blob unless the repository has it. */
  putBlob(name: RepositoryName, bytes: Uint8Array, options: LookUpOptions): Promise<void>;
  /**
   * Pushes a manifest by its digest, and lists it under the fallback tag where the registry keeps no list of referrers.
   * Entries of others stay in that list.
   */
  attach(
    name: RepositoryName,
    manifest: ReferrerManifest,
    options: LookUpOptions,
  ): Promise<{ readonly digest: string; readonly layout: 'referrer' | 'fallback-tag' }>;
  /**
   * Adds a layer to the image manifest under a tag (`sha256-<hex>.sig`, `.att`), which is made when there is none; the
   * layers of others stay. A layer that is there already is not added again. `digest` is that of the manifest.
   */
  appendLayer(
    name: RepositoryName,
    tag: string,
    layer: LegacyLayer,
    options: LookUpOptions,
  ): Promise<{ readonly digest: string }>;
}
