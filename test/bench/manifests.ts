import type { Random } from './random.ts';

/** Texts of the kind people keep in repositories, one function a kind. Each ends with a line break. */

const registries = [
  '',
  '',
  '',
  'ghcr.io/',
  'quay.io/',
  'registry.k8s.io/',
  'gcr.io/',
  'registry.corp.example:5000/',
];
const owners = ['acme', 'platform', 'team-a', 'tools'];
const apps = [
  'nginx',
  'redis',
  'postgres',
  'app',
  'api',
  'web',
  'worker',
  'proxy',
  'exporter',
  'controller',
  'sidecar',
];

/** One in six is pinned, one in ten has no tag; among 10,000 there are about 1,300 different ones. */
export function image(random: Random): string {
  const registry = random.pick(registries);
  const name = `${registry}${registry || random.next() < 0.5 ? `${random.pick(owners)}/` : ''}${random.pick(apps)}`;
  const minor = random.integer(2);
  const kind = random.next();
  if (kind < 0.1) return name;
  const digest = `@sha256:${((name.length * 31 + minor) % 97).toString(16).padStart(2, '0').repeat(32)}`;
  return `${name}:1.${minor}.0${kind < 0.26 ? digest : ''}`;
}

const container = (random: Random, name: string): string => `        - name: ${name}
          image: ${image(random)}
          args: ["--listen", "0.0.0.0:8080", "--log=info"]
          env:
            - name: LOG_LEVEL
              value: "info"
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits:
              cpu: 500m
              memory: 256Mi
`;

/** 53 lines with two images: what the big streams are made of. */
export function deployment(random: Random, index: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-${index}
  namespace: shop
  labels:
    app.kubernetes.io/name: service-${index}
    app.kubernetes.io/part-of: shop
spec:
  replicas: ${1 + random.integer(5)}
  selector:
    matchLabels:
      app.kubernetes.io/name: service-${index}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: service-${index}
    spec:
      serviceAccountName: service-${index}
      containers:
${container(random, 'main')}${container(random, 'side')}      volumes:
        - name: tmp
          emptyDir: {}
`;
}

/** A Deployment written with quotes, flow mappings, a block and a folded scalar; `anchors` adds those and aliases. */
export function fancyDeployment(random: Random, index: number, anchors: boolean): string {
  const labels = `{app: "fancy-${index}"}`;
  const copy = anchors ? '*image' : image(random);
  return `# owner: team-a
apiVersion: apps/v1
kind: Deployment
metadata: {name: fancy-${index}, labels: ${anchors ? `&labels ${labels}` : labels}}
spec:
  selector: {matchLabels: ${anchors ? '*labels' : labels}}
  template:
    metadata: {labels: ${anchors ? '*labels' : labels}}
    spec:
      initContainers:
        - {name: init, image: "${image(random)}", command: [sh, -c, "true"]}
      containers:
        - name: main
          image: ${anchors ? '&image ' : ''}'${image(random)}'
          command:
            - sh
            - -c
            - |
              echo image: not-an-image
              exec run
        - name: copy
          image: ${copy}
        - name: folded
          image: >-
            ${image(random)}
`;
}

export function service(random: Random, index: number): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: service-${index}
spec:
  selector:
    app.kubernetes.io/name: service-${index}
  ports:
    - name: http
      port: ${8000 + random.integer(1000)}
      targetPort: http
`;
}

export function configMap(random: Random, index: number): string {
  const lines = Array.from({ length: 30 }, () => `    setting.${random.hex(4)}=${random.hex(12)}\n`).join('');
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: config-${index}
data:
  image: ${image(random)}
  settings.properties: |
${lines}`;
}

export function kustomization(random: Random): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
images:
  - name: app
    newName: ghcr.io/acme/app
    newTag: ${random.integer(9)}.${random.integer(9)}.0
`;
}

export function helmValues(random: Random): string {
  return `replicaCount: 1
image:
  repository: quay.io/acme/${random.pick(apps)}
  tag: "${random.integer(9)}.${random.integer(9)}.0"
  pullPolicy: IfNotPresent
service: {type: ClusterIP, port: 80}
resources: {}
`;
}

const property = (indent: string, name: string, inner = ''): string => `${indent}${name}:
${indent}  description: >-
${indent}    The ${name} of this part. More info is in the guide, chapter "${name}"; the default is chosen by the operator.
${indent}  type: ${inner ? 'object' : 'string'}
${inner ? `${indent}  properties:\n${inner}` : ''}`;

/** A CustomResourceDefinition of about 20 KB: images occur as property names only. */
export function customResourceDefinition(random: Random, index: number): string {
  const name = `widget${index}s`;
  const groups = Array.from({ length: 12 }, (_, group) => {
    const leaves = ['image', 'imagePullPolicy', 'command', 'replicas', 'reference', 'env'];
    const fields = leaves.map((leaf) => property('                    ', leaf)).join('');
    return property('                ', `${random.pick(apps)}${group}`, fields);
  }).join('');
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${name}.example.com
spec:
  group: example.com
  names: {kind: Widget${index}, plural: ${name}}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
${groups}`;
}
