import { describe, expect, it } from 'vitest';
import { fileKindOf } from '../../server/src/manifest/file-kind.ts';

describe('what a file is by its name', () => {
  it.each([
    ['k8s/web.yaml', 'manifest'],
    ['k8s/web.YML', 'manifest'],
    ['k8s/web.json', 'manifest'],
    ['k8s\\overlays\\kustomization.yaml', 'kustomization'],
    ['kustomization.yml', 'kustomization'],
    ['Kustomization', 'kustomization'],
    ['chart/values.yaml', 'helm-values'],
    ['chart/values-prod.yaml', 'helm-values'],
    ['chart/values.prod.yml', 'helm-values'],
    ['chart/prod-values.yaml', 'helm-values'],
    ['chart/values.schema.json', 'manifest'],
    ['devalues.yaml', 'manifest'],
    ['templates/web.yaml', 'manifest'],
    ['README.md', undefined],
    ['Dockerfile', undefined],
  ])('%s: %s', (path, kind) => {
    expect(fileKindOf(path)).toBe(kind);
  });

  it('knows templates by the chart around them', () => {
    expect(fileKindOf('chart/templates/web.yaml', undefined, true)).toBe('helm-template');
    expect(fileKindOf('chart/templates/_helpers.tpl', 'helm', true)).toBe('helm-template');
    expect(fileKindOf('chart/templates/values.yaml', 'yaml', true)).toBe('helm-template');
    expect(fileKindOf('chart/crds/crd.yaml', 'yaml', true)).toBe('manifest');
    expect(fileKindOf('chart/values.yaml', 'yaml', true)).toBe('helm-values');
  });

  it('knows the editor’s language', () => {
    expect(fileKindOf('untitled', 'yaml')).toBe('manifest');
    expect(fileKindOf('untitled', 'json')).toBe('manifest');
    expect(fileKindOf('untitled', 'plaintext')).toBeUndefined();
    expect(fileKindOf('web.yaml', 'helm')).toBe('helm-template');
    expect(fileKindOf('values.yaml', 'helm')).toBe('helm-values');
    expect(fileKindOf('prod.yaml', 'yaml.helm-values')).toBe('helm-values');
  });
});
