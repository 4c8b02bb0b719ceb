import { describe, expect, it } from 'vitest';
import { type PathStep, parseFieldPath } from '../../server/src/manifest/field-path.ts';
import { kindFamilies } from '../../server/src/manifest/kinds/index.ts';
import { expandPath, type Shape } from '../../server/src/manifest/path-trie.ts';
import { DIGEST, listing, pinned } from '../support/locate.ts';

/** What may stand at a path's end, and what is found there (`path` goes behind the path of the table). */
const EXAMPLES: Record<Shape, { value: unknown; path: string; text: string }> = {
  image: { value: 'registry.example/app:1.2', path: '', text: 'registry.example/app:1.2' },
  split: {
    value: { repository: 'registry.example', image: 'app', version: '1.2' },
    path: '',
    text: 'registry.example/app:1.2',
  },
  url: { value: 'docker://registry.example/app:1.2', path: '', text: 'registry.example/app:1.2' },
  kustomize: { value: { name: 'app', newTag: '1.2' }, path: '', text: 'app:1.2' },
  'kustomize-image': { value: 'app=registry.example/app:1.2', path: '', text: 'registry.example/app:1.2' },
  'helm-values': {
    value: { image: { registry: 'registry.example', repository: 'app', tag: '1.2' } },
    path: '.image',
    text: 'registry.example/app:1.2',
  },
  'flux-oci': {
    value: { url: 'oci://registry.example/app', ref: { tag: '1.2' } },
    path: '.url',
    text: 'registry.example/app:1.2',
  },
  'base-image': {
    value: { baseImage: 'registry.example/app', tag: '1.2' },
    path: '.baseImage',
    text: 'registry.example/app:1.2',
  },
  'docker-image': {
    value: { kind: 'DockerImage', name: 'registry.example/app:1.2' },
    path: '.name',
    text: 'registry.example/app:1.2',
  },
  'tekton-bundle': {
    value: { resolver: 'bundles', params: [{ name: 'bundle', value: 'registry.example/app:1.2' }] },
    path: '.params[0].value',
    text: 'registry.example/app:1.2',
  },
  resource: {
    value: { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ image: 'app:1.2' }] } },
    path: '.spec.containers[0].image',
    text: 'app:1.2',
  },
};

function nest(steps: readonly PathStep[], value: unknown): unknown {
  const [first, ...rest] = steps;
  if (!first) return value;
  if (first.type === 'items') return [nest(rest, value)];
  return { [first.type === 'key' ? first.key : 'any']: nest(rest, value) };
}

const rows = kindFamilies.flatMap(({ title, rows }) =>
  rows.flatMap(({ group, kinds, paths }) => kinds.map((kind) => ({ title, group, kind, paths }))),
);

describe('every row of the table', () => {
  it.each(rows)('$title: $group $kind', ({ group, kind, paths }) => {
    for (const path of paths.flatMap(expandPath)) {
      const [place = '', shape = 'image'] = path.split('@');
      const steps = parseFieldPath(place);
      expect(steps, `${path} is a path`).toBeDefined();
      const example = EXAMPLES[shape as Shape];
      const apiVersion = group === '' ? 'v1' : `${group}/v1alpha7`;
      const document = { apiVersion, kind, ...(nest(steps ?? [], example.value) as object) };
      const found = place.replaceAll('[]', '[0]').replaceAll('*', 'any') + example.path;
      expect(listing(JSON.stringify(document)), path).toEqual([`${found} = ${example.text}`]);
    }
  });

  it('names each kind once', () => {
    const names = rows.map(({ group, kind }) => `${group}/${kind}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('kinds with shapes of their own', () => {
  it('reads all templates of an Argo Workflow', () => {
    expect(
      listing(`
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: { generateName: build- }
spec:
  templateDefaults: { container: { image: default:1 } }
  templates:
    - name: main
      inputs: { artifacts: [ { name: src, git: { repo: "https://git.example/x" } } ] }
      container: { image: "{{workflow.parameters.image}}", command: [sh] }
      sidecars: [ { name: db, image: postgres:16 } ]
    - name: script
      script: { image: python:3.12, source: "image: nginx:1" }
    - name: set
      containerSet: { containers: [ { name: a, image: a/b:1 } ] }
    - name: steps
      steps: [ [ { name: s, inline: { container: { image: inline:1 } } } ] ]
`),
    ).toEqual([
      'spec.templateDefaults.container.image = default:1',
      'spec.templates[0].container.image = {{workflow.parameters.image}}',
      'spec.templates[0].sidecars[0].image = postgres:16',
      'spec.templates[1].script.image = python:3.12',
      'spec.templates[2].containerSet.containers[0].image = a/b:1',
      'spec.templates[3].steps[0][0].inline.container.image = inline:1',
    ]);
  });

  it('reads Kustomize images of an Argo CD Application: the part behind the equals sign', () => {
    const source = `
apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    repoURL: https://git.example/x
    kustomize:
      images:
        - nginx=registry.example/nginx:1.25
        - registry.example/app:v2@sha256:abc
        - web=registry.example/web
    helm:
      valuesObject: { image: { repository: a/b, tag: "1" } }
`;
    expect(listing(source)).toEqual([
      'spec.source.kustomize.images[0] = registry.example/nginx:1.25',
      'spec.source.kustomize.images[1] = registry.example/app:v2@sha256:abc',
      'spec.source.kustomize.images[2] = registry.example/web (version elsewhere)',
      'spec.source.helm.valuesObject.image = a/b:1',
    ]);
    expect(pinned(source)).toBe(
      source
        .replace('nginx:1.25', `nginx:1.25@${DIGEST}`)
        .replace('sha256:abc', DIGEST)
        .replace('tag: "1"', `tag: "1@${DIGEST}"`),
    );
  });

  it('reads steps, sidecars and bundles of Tekton', () => {
    expect(
      listing(`
apiVersion: tekton.dev/v1
kind: PipelineRun
spec:
  pipelineSpec:
    tasks:
      - name: build
        taskSpec:
          stepTemplate: { image: alpine:3 }
          steps: [ { name: a, image: $(params.builder) }, { image: golang:1.24 } ]
          sidecars: [ { image: redis:7 } ]
      - name: bundled
        taskRef:
          resolver: bundles
          params: [ { name: name, value: clone }, { name: bundle, value: "ghcr.io/acme/tasks:1" } ]
    finally:
      - taskSpec: { steps: [ { image: curl:8 } ] }
`),
    ).toEqual([
      'spec.pipelineSpec.tasks[0].taskSpec.stepTemplate.image = alpine:3',
      'spec.pipelineSpec.tasks[0].taskSpec.steps[0].image = $(params.builder)',
      'spec.pipelineSpec.tasks[0].taskSpec.steps[1].image = golang:1.24',
      'spec.pipelineSpec.tasks[0].taskSpec.sidecars[0].image = redis:7',
      'spec.pipelineSpec.tasks[1].taskRef.params[1].value = ghcr.io/acme/tasks:1',
      'spec.pipelineSpec.finally[0].taskSpec.steps[0].image = curl:8',
    ]);
  });

  it('pins the reference behind docker:// and keeps the scheme', () => {
    const source = `
apiVersion: cdi.kubevirt.io/v1beta1
kind: DataVolume
spec:
  source: { registry: { url: "docker://quay.io/containerdisks/fedora:40" } }
`;
    expect(listing(source)).toEqual(['spec.source.registry.url = quay.io/containerdisks/fedora:40']);
    expect(pinned(source)).toBe(source.replace('fedora:40', `fedora:40@${DIGEST}`));
    expect(listing(source.replace('docker://', 'oci-archive://'))).toEqual([]);
    expect(listing(source.replace('registry: {', 'http: {'))).toEqual([]);
  });

  it('joins repository, image and version of the NVIDIA operator', () => {
    const source = `
apiVersion: nvidia.com/v1
kind: ClusterPolicy
spec:
  toolkit: { repository: nvcr.io/nvidia/k8s, image: container-toolkit, version: v1.16.2-ubuntu20.04 }
  devicePlugin:
    repository: nvcr.io/nvidia
    image: k8s-device-plugin
    version: sha256:aaaa
  driver: { repository: nvcr.io/nvidia, image: driver, version: "550.90.07" }
`;
    expect(listing(source)).toEqual([
      'spec.toolkit = nvcr.io/nvidia/k8s/container-toolkit:v1.16.2-ubuntu20.04',
      'spec.devicePlugin = nvcr.io/nvidia/k8s-device-plugin@sha256:aaaa',
    ]);
    expect(pinned(source)).toBe(
      source.replace('v1.16.2-ubuntu20.04', `v1.16.2-ubuntu20.04@${DIGEST}`).replace('sha256:aaaa', DIGEST),
    );
  });

  it('knows both spellings of a Cluster API provider', () => {
    const source = `
apiVersion: operator.cluster.x-k8s.io/v1alpha1
kind: InfrastructureProvider
spec:
  deployment:
    containers:
      - name: manager
        image: { repository: registry.example/capi, name: controller, tag: v1 }
      - name: proxy
        imageUrl: registry.example/proxy:v2
`;
    expect(listing(source)).toEqual([
      'spec.deployment.containers[0].image = registry.example/capi/controller:v1',
      'spec.deployment.containers[1].imageUrl = registry.example/proxy:v2',
    ]);
  });

  it('knows the deprecated baseImage, tag and sha of Prometheus, which image overrides', () => {
    const source = (spec: string) =>
      `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nspec: {${spec}}\n`;
    expect(listing(source('baseImage: quay.io/prometheus/prometheus, tag: v2.50.0'))).toEqual([
      'spec.baseImage = quay.io/prometheus/prometheus:v2.50.0',
    ]);
    expect(listing(source('baseImage: quay.io/prometheus/prometheus, version: v2.50.0'))).toEqual([
      'spec.baseImage = quay.io/prometheus/prometheus (version elsewhere)',
    ]);
    expect(listing(source('baseImage: quay.io/a/b, image: "quay.io/prometheus/prometheus:v3"'))).toEqual([
      'spec.image = quay.io/prometheus/prometheus:v3',
    ]);
    expect(pinned(source('baseImage: a/b, sha: abcd, thanos: {image: "quay.io/thanos/thanos:v1"}'))).toBe(
      source(
        `baseImage: a/b, sha: ${DIGEST.slice(7)}, thanos: {image: "quay.io/thanos/thanos:v1@${DIGEST}"}`,
      ),
    );
  });

  it('finds the resources inside templates, works and compositions', () => {
    expect(
      listing(`
apiVersion: template.openshift.io/v1
kind: Template
objects:
  - apiVersion: apps/v1
    kind: Deployment
    spec: { template: { spec: { containers: [ { name: a, image: "\${REGISTRY}/web:\${TAG}" } ] } } }
  - apiVersion: v1
    kind: Service
`),
    ).toEqual([`objects[0].spec.template.spec.containers[0].image = \${REGISTRY}/web:\${TAG}`]);
  });
});

describe('Flux OCIRepository', () => {
  const source = (spec: string) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec:\n  interval: 5m\n  url: oci://ghcr.io/acme/manifests # here\n${spec}`;

  it.each([
    ['a tag', '  ref:\n    tag: 1.2.3 # x\n', '', `  ref:\n    tag: 1.2.3 # x\n    digest: ${DIGEST}\n`],
    ['a digest', '  ref:\n    digest: sha256:abc\n', '@sha256:abc', `  ref:\n    digest: ${DIGEST}\n`],
    ['an empty ref', '  ref: {}\n', '', `  ref: {digest: ${DIGEST}}\n`],
    ['flow style', '  ref: { tag: "1.2.3" }\n', '', `  ref: { tag: "1.2.3", digest: ${DIGEST} }\n`],
    ['no ref', '', '', `  ref:\n    digest: ${DIGEST}\n`],
  ])('is pinned by ref.digest: %s', (_name, spec, suffix, expected) => {
    const tag = spec.includes('1.2.3') ? ':1.2.3' : '';
    expect(listing(source(spec))).toEqual([`spec.url = ghcr.io/acme/manifests${tag}${suffix}`]);
    expect(pinned(source(spec))).toBe(source(expected));
    const crlf = source(spec).replaceAll('\n', '\r\n');
    expect(pinned(crlf)).toBe(source(expected).replaceAll('\n', '\r\n'));
  });

  it('leaves a semver range to the cluster', () => {
    const range = source('  ref:\n    semver: ">= 1.0.0"\n');
    expect(listing(range)).toEqual(['spec.url = ghcr.io/acme/manifests (version elsewhere)']);
    expect(pinned(range)).toBe(range);
  });

  it('has nothing to say about other schemes', () => {
    expect(listing(source('').replace('oci://', 'https://'))).toEqual([]);
  });
});
