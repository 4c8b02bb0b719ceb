import type { Configuration, PartialConfiguration } from './configuration.ts';
import { defaultSeverities } from './rule-ids.ts';

/**
 * Merges layers over the defaults, the later the stronger: `.imageseal.yaml`, editor settings, command-line flags.
 * `rules` merge rule by rule and `imagePaths` kind by kind; a list is replaced, never merged.
 */
export function mergeConfiguration(...layers: readonly (PartialConfiguration | undefined)[]): Configuration {
  let merged: Configuration = {
    rules: defaultSeverities,
    ignore: [],
    images: [],
    imagePaths: {},
    registries: [],
  };
  for (const layer of layers) if (layer) merged = apply(merged, layer);
  return merged;
}

function apply(below: Configuration, layer: PartialConfiguration): Configuration {
  const { ignoreFolder, trustFolder, trustFile, ...rest } = below;
  const ignoring = layer.ignore ? layer.folder : ignoreFolder;
  const trusting = layer.trust ? layer.folder : trustFolder;
  const trustingFile = layer.trust ? layer.source : trustFile;
  return {
    ...rest,
    ...(layer.rules && { rules: { ...below.rules, ...layer.rules } }),
    ...(layer.ignore && { ignore: layer.ignore }),
    ...(ignoring !== undefined && { ignoreFolder: ignoring }),
    ...(layer.images && { images: layer.images }),
    ...(layer.imagePaths && { imagePaths: { ...below.imagePaths, ...layer.imagePaths } }),
    ...(layer.registries && { registries: layer.registries }),
    ...(layer.trust && { trust: layer.trust }),
    ...(trusting !== undefined && { trustFolder: trusting }),
    ...(trustingFile !== undefined && { trustFile: trustingFile }),
    ...(layer.source !== undefined && { source: layer.source }),
  };
}
