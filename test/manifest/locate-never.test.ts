import { describe, expect, it } from 'vitest';
import { listing } from '../support/locate.ts';

const NEVER: Record<string, string> = {
  'a file without apiVersion and kind (Compose)': `
services:
  web:
    image: nginx:1.25
spec:
  containers:
    - name: a
      image: nginx:1.25
`,
  'a GitHub workflow': `
on: push
jobs:
  test:
    container: { image: "node:22" }
    services: { db: { image: "postgres:16" } }
    steps: [ { name: x, uses: "docker://alpine:3", image: "a/b:1" } ]
`,
  'the body of a CRD': `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  versions:
    - schema:
        openAPIV3Schema:
          properties:
            spec: { properties: { image: { type: string, default: "nginx:1.25" } } }
  containers: [ { name: a, image: "nginx:1.25" } ]
`,
  'data of a ConfigMap': `
apiVersion: v1
kind: ConfigMap
data:
  image: nginx:1.25
  pod.yaml: |
    spec: { containers: [ { image: nginx } ] }
`,
  'a Secret': 'apiVersion: v1\nkind: Secret\nstringData: { image: "nginx:1.25" }\n',
  'Ceph disk images of a volume': `
apiVersion: v1
kind: Pod
spec:
  volumes:
    - name: v
      rbd: { image: pool/foo:1 }
`,
  'Ceph disk images of a PersistentVolume': `
apiVersion: v1
kind: PersistentVolume
spec: { rbd: { image: "pool/foo:1" } }
`,
  'rbd in a kind nobody knows': `
apiVersion: example.com/v1
kind: Widget
spec: { storage: { rbd: { image: "pool/foo:1" } } }
`,
  'annotations and status': `
apiVersion: example.com/v1
kind: Widget
metadata:
  annotations: { image: "nginx:1.25" }
  containers: [ { name: a, image: "nginx:1.25" } ]
spec:
  template: { metadata: { annotations: { image: "nginx:1.25" } } }
status:
  image: nginx:1.25
  containers: [ { name: a, image: "nginx:1.25" } ]
`,
  'the status of a Pod': `
apiVersion: v1
kind: Pod
status:
  containerStatuses: [ { image: "nginx:1.25", imageID: "docker.io/library/nginx@sha256:abc" } ]
`,
  'images a Node holds': 'apiVersion: v1\nkind: Node\nstatus: { images: [ { names: [ "nginx:1.25" ] } ] }\n',
  'machine images of Cluster API': `
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: OpenStackMachineTemplate
spec: { template: { spec: { image: "ubuntu/22.04:x", ami: { id: ami-0abc } } } }
`,
  'machine images of a cloud': `
apiVersion: compute.gcp.upbound.io/v1beta1
kind: Instance
spec: { forProvider: { bootDisk: { initializeParams: { image: "debian-cloud/debian-12" } } } }
`,
  'a host image of Metal3': `
apiVersion: metal3.io/v1alpha1
kind: BareMetalHost
spec: { image: { url: "http://x/y.qcow2" } }
`,
  'what Strimzi builds': `
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
spec: { build: { output: { type: docker, image: "registry.example/connect:1" } } }
`,
  'what an OpenShift build makes': `
apiVersion: build.openshift.io/v1
kind: BuildConfig
spec:
  output: { to: { kind: DockerImage, name: "registry.example/app:1" } }
  strategy: { sourceStrategy: { from: { kind: ImageStreamTag, name: "ruby:3" } } }
`,
  'what kpack makes': 'apiVersion: kpack.io/v1alpha2\nkind: Image\nspec: { tag: "registry.example/app:1" }\n',
  'what Shipwright makes': `
apiVersion: shipwright.io/v1beta1
kind: Build
spec: { output: { image: "registry.example/app:1" } }
`,
  'what Skaffold builds': `
apiVersion: skaffold/v4beta11
kind: Config
build: { artifacts: [ { image: "registry.example/app" } ] }
`,
  'a Flux ImageRepository': `
apiVersion: image.toolkit.fluxcd.io/v1beta2
kind: ImageRepository
spec: { image: "ghcr.io/acme/app" }
`,
  'a Flux ImagePolicy': `
apiVersion: image.toolkit.fluxcd.io/v1beta2
kind: ImagePolicy
spec: { imageRepositoryRef: { name: app }, image: "ghcr.io/acme/app:1" }
`,
  'patterns of a Kyverno policy': `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
spec:
  rules:
    - validate: { pattern: { spec: { containers: [ { name: "*", image: "registry.example/*" } ] } } }
    - verifyImages: [ { imageReferences: [ "ghcr.io/acme/app:1" ], image: "ghcr.io/acme/app:1" } ]
`,
  'a ValidatingPolicy of Kyverno': `
apiVersion: policies.kyverno.io/v1
kind: ImageValidatingPolicy
spec: { image: "ghcr.io/acme/app:1" }
`,
  'a Gatekeeper constraint': `
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sAllowedRepos
spec: { parameters: { containers: [ { name: a, image: "ghcr.io/acme/app:1" } ] } }
`,
  'a ClusterImagePolicy': `
apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
spec: { images: [ { glob: "**" } ], image: "ghcr.io/acme/app:1" }
`,
  'a PrometheusRule': `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
spec: { groups: [ { rules: [ { expr: 'kube_pod_container_info{image="nginx:1.25"}' } ] } ] }
`,
  'the trigger of a DeploymentConfig, whose image is blank': `
apiVersion: apps.openshift.io/v1
kind: DeploymentConfig
spec:
  triggers: [ { imageChangeParams: { from: { kind: ImageStreamTag, name: "web:latest" } } } ]
  template: { spec: { containers: [ { name: web, image: " " } ] } }
`,
  'a CRD-like kind in a group without a dot': 'apiVersion: foo/v1\nkind: Widget\nspec: { image: "a/b:1" }\n',
};

/** What an `image` under `spec` may say that is no container image. */
const NO_REFERENCE = [
  'logo.png',
  'assets/hero.svg:1',
  './images/disk',
  '../x:1',
  '/var/lib/images/disk.img',
  'https://example.com/a/b:1',
  'file:///images/x',
  'images/fedora-40.qcow2',
  'iso/debian.iso',
  'ami-0abcdef1234567890',
  'projects/debian-cloud/global/images/family/debian-12',
  'Canonical:UbuntuServer:18.04-LTS:latest',
  'canonical:ubuntu:22_04-lts:latest',
  '/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/images/z',
  'Ubuntu 22.04',
  'ubuntu-22.04',
  'a: b',
  'registry.example/App:1',
  'data:image/png;base64,AAAA',
  '~/disk',
  'C:\\disk',
  'nginx',
  '9f0c2f0e-1a2b-4c3d-8e9f-001122334455',
];

describe('never found', () => {
  it.each(Object.entries(NEVER))('%s', (_name, source) => {
    expect(listing(source)).toEqual([]);
  });

  it.each(NO_REFERENCE)('spec.image: %s', (value) => {
    const document = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      spec: { image: value, deep: [{ image: value }] },
    };
    expect(listing(JSON.stringify(document))).toEqual([]);
  });

  it.each(['logo.png', './disk', 'https://example.com/x'])('a step of something else: %s', (value) => {
    const document = {
      apiVersion: 'example.com/v1',
      kind: 'Tour',
      spec: { steps: [{ name: 'a', image: value }] },
    };
    expect(listing(JSON.stringify(document))).toEqual([]);
  });
});
