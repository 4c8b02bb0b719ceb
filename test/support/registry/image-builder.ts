import { type Content, contentOf, type Descriptor, descriptorOf, MEDIA_TYPES } from './content.ts';

/** A manifest with everything it refers to, ready to be pushed. */
export interface BuiltManifest extends Content {
  readonly blobs: readonly Content[];
  readonly children: readonly BuiltManifest[];
  /** The digest that its `subject` names. */
  readonly subject?: string;
}

export interface ImageRecipe {
  /** RFC 3339 (default 2026-01-02T03:04:05Z). */
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** `os/architecture[/variant]`; two or more make an index (default one image for `linux/amd64`). */
  readonly platforms?: readonly string[];
  /** What the only layer holds; other text is another digest. */
  readonly text?: string;
  /** `docker` for Docker's media types (default `oci`). */
  readonly format?: 'oci' | 'docker';
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image, or an index of images when there are several platforms. */
export function buildImage(recipe: ImageRecipe = {}): BuiltManifest {
  const platforms = recipe.platforms ?? ['linux/amd64'];
  const images = platforms.map((platform) => buildPlatformImage(recipe, platform));
  const [first] = images;
  if (images.length === 1 && first !== undefined) return first;
  return buildIndex(
    images.map((image, position) => ({ image, platform: platforms[position]! })),
    recipe,
  );
}

export interface IndexEntry {
  readonly image: BuiltManifest;
  readonly platform?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function buildIndex(
  entries: readonly IndexEntry[],
  options: Pick<ImageRecipe, 'annotations' | 'format'> = {},
): BuiltManifest {
  const mediaType = options.format === 'docker' ? MEDIA_TYPES.dockerIndex : MEDIA_TYPES.ociIndex;
  const manifests: Descriptor[] = entries.map(({ image, platform, annotations }) => ({
    ...descriptorOf(image),
    ...(platform === undefined ? {} : { platform: platformOf(platform) }),
    ...(annotations === undefined ? {} : { annotations }),
  }));
  const json = {
    schemaVersion: 2,
    mediaType,
    manifests,
    ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
  };
  return { ...contentOf(mediaType, json), blobs: [], children: entries.map((entry) => entry.image) };
}

export interface ReferrerRecipe {
  readonly subject: Content;
  readonly artifactType?: string;
  readonly layers: readonly LayerRecipe[];
  /** Default: the empty config. */
  readonly config?: Content;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface LayerRecipe {
  readonly mediaType: string;
  /** Bytes, text, or a value to be written as JSON. */
  readonly content: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A manifest whose `subject` is another one. */
export function buildReferrer(recipe: ReferrerRecipe): BuiltManifest {
  return { ...buildArtifact(recipe), subject: recipe.subject.digest };
}

/** The same with or without a subject: signatures under a tag have none. */
export function buildArtifact(
  recipe: Omit<ReferrerRecipe, 'subject'> & { subject?: Content },
): BuiltManifest {
  const config = recipe.config ?? contentOf(MEDIA_TYPES.ociEmpty, {});
  const layers = recipe.layers.map((layer) => contentOf(layer.mediaType, layer.content));
  const json = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociManifest,
    ...(recipe.artifactType === undefined ? {} : { artifactType: recipe.artifactType }),
    config: descriptorOf(config),
    layers: layers.map((layer, position) => {
      const { annotations } = recipe.layers[position]!;
      return { ...descriptorOf(layer), ...(annotations === undefined ? {} : { annotations }) };
    }),
    ...(recipe.subject === undefined ? {} : { subject: descriptorOf(recipe.subject) }),
    ...(recipe.annotations === undefined ? {} : { annotations: recipe.annotations }),
  };
  return { ...contentOf(MEDIA_TYPES.ociManifest, json), blobs: [config, ...layers], children: [] };
}

function buildPlatformImage(recipe: ImageRecipe, platform: string): BuiltManifest {
  const docker = recipe.format === 'docker';
  const layer = contentOf(
    docker ? MEDIA_TYPES.dockerLayer : MEDIA_TYPES.ociLayer,
    `${recipe.text ?? 'an example'} for ${platform}`,
  );
  const config = contentOf(docker ? MEDIA_TYPES.dockerConfig : MEDIA_TYPES.ociConfig, {
    ...platformOf(platform),
    created: recipe.created ?? '2026-01-02T03:04:05Z',
    config: recipe.labels === undefined ? {} : { Labels: recipe.labels },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const mediaType = docker ? MEDIA_TYPES.dockerManifest : MEDIA_TYPES.ociManifest;
  const json = {
    schemaVersion: 2,
    mediaType,
    config: descriptorOf(config),
    layers: [descriptorOf(layer)],
    ...(recipe.annotations === undefined ? {} : { annotations: recipe.annotations }),
  };
  return { ...contentOf(mediaType, json), blobs: [config, layer], children: [] };
}

function platformOf(text: string): NonNullable<Descriptor['platform']> {
  const [os = 'linux', architecture = 'amd64', variant] = text.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}
