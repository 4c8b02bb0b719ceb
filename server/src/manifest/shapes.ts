import type { FieldCollector } from './field-collector.ts';
import { addFluxOciRepository } from './flux-oci.ts';
import { addHelmValues } from './helm-values.ts';
import { addKustomizeArgument, addKustomizeImage } from './kustomize.ts';
import { entry, get, type Node, text } from './node.ts';
import type { Shape } from './path-trie.ts';
import { textScalar } from './scalar-text.ts';
import { addImageParts, addSplitImage } from './split-image.ts';

/** How the image at the end of a path is read, by what stands there. */
export const shapeReaders: Readonly<Record<Shape, (node: Node, collector: FieldCollector) => void>> = {
  image: addImage,
  split: addSplit,
  url: addUrl,
  kustomize: addKustomizeImage,
  'kustomize-image': addKustomizeArgument,
  'helm-values': addHelmValues,
  'flux-oci': addFluxOciRepository,
  'base-image': addBaseImage,
  'docker-image': addDockerImage,
  'tekton-bundle': addTektonBundle,
  resource: (node, collector) => collector.embedded(node),
};

function addImage(node: Node, collector: FieldCollector): void {
  if (node.type === 'map') addSplitImage(node, collector);
  else collector.addReference(node);
}

function addSplit(node: Node, collector: FieldCollector): void {
  if (node.type === 'map' && entry(node, 'image')) addSplitImage(node, collector);
}

/** CDI's `docker://`, Flux's and Istio's `oci://`, Kubewarden's `registry://`; other schemes name no image. */
function addUrl(node: Node, collector: FieldCollector): void {
  if (node.type !== 'scalar') return;
  const scheme = /^(?:docker|oci|registry):\/\//.exec(node.value);
  if (scheme) collector.addReference(node, scheme[0].length);
}

/** The deprecated way of Prometheus Operator; `image` wins over it, and `version` stands in for a missing tag. */
function addBaseImage(node: Node, collector: FieldCollector): void {
  const nameScalar = textScalar(get(node, 'baseImage'));
  if (node.type !== 'map' || !nameScalar || textScalar(get(node, 'image'))) return;
  const sha = entry(node, 'sha');
  collector.enter('baseImage');
  addImageParts(
    { name: nameScalar.value, nameScalar, map: node, tag: entry(node, 'tag'), digest: sha, hexOnly: true },
    collector,
  );
  collector.leave();
}

/** OpenShift's object reference: the kinds other than DockerImage name image streams. */
function addDockerImage(node: Node, collector: FieldCollector): void {
  if (text(node, 'kind') !== 'DockerImage') return;
  collector.enter('name');
  collector.addReference(get(node, 'name'));
  collector.leave();
}

/** `{bundle}` of old, or `{resolver: bundles, params: [{name: bundle, value}]}`. */
function addTektonBundle(node: Node, collector: FieldCollector): void {
  collector.enter('bundle');
  collector.addReference(get(node, 'bundle'));
  collector.leave();
  const params = get(node, 'params');
  if (text(node, 'resolver') !== 'bundles' || params?.type !== 'seq') return;
  collector.enter('params');
  for (const [index, param] of params.items.entries()) {
    if (text(param, 'name') !== 'bundle') continue;
    collector.enter(index);
    collector.enter('value');
    collector.addReference(get(param, 'value'));
    collector.leave();
    collector.leave();
  }
  collector.leave();
}
