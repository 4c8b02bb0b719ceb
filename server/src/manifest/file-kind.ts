import { type Node, text } from './node.ts';

/** How the documents of a file are to be read. */
export type FileKind = 'manifest' | 'kustomization' | 'helm-values';

const KUSTOMIZATION = /^(?:kustomization\.ya?ml|Kustomization)$/;
/** `values.yaml`, `values-prod.yaml`, `values.prod.yaml`, `prod-values.yaml`. */
const VALUES = /^(?:.*[-_.])?values(?:[-_.].*)?\.ya?ml$/i;

/**
 * What a file is, by its path (with either slash) and the editor's language id; `undefined` when it is neither YAML
 * nor JSON. `inChart` says that a folder above holds a `Chart.yaml`: the templates of a chart are no YAML.
 */
export function fileKindOf(
  path: string,
  languageId?: string,
  inChart = false,
): FileKind | 'helm-template' | undefined {
  const segments = path.split(/[\\/]/);
  const name = segments[segments.length - 1] ?? '';
  if (KUSTOMIZATION.test(name)) return 'kustomization';
  if (languageId === 'yaml.helm-values' || VALUES.test(name)) {
    if (!(inChart && segments.includes('templates'))) return 'helm-values';
  }
  if (languageId === 'helm') return 'helm-template';
  if (inChart && segments.includes('templates')) {
    return /\.(?:ya?ml|tpl|txt|json)$/i.test(name) ? 'helm-template' : undefined;
  }
  if (/\.(?:ya?ml|json)$/i.test(name)) return 'manifest';
  return languageId === 'yaml' || languageId === 'json' || languageId === 'jsonc' ? 'manifest' : undefined;
}

/** A values file holds no resource; one that does is a manifest by another name. */
export function isHelmValuesDocument(root: Node, fileKind: FileKind): boolean {
  return fileKind === 'helm-values' && !(text(root, 'apiVersion') && text(root, 'kind'));
}

/** Kustomize lets its file leave out `apiVersion` and `kind`. Flux's Kustomization, often in a file of that name, has both. */
export function isKustomizationDocument(root: Node, fileKind: FileKind): boolean {
  if (fileKind !== 'kustomization' || text(root, 'apiVersion')) return false;
  const kind = text(root, 'kind');
  return kind === undefined || kind === 'Kustomization' || kind === 'Component';
}
