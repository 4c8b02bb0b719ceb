import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as manifests from './manifests.ts';
import { Random } from './random.ts';

export interface Workload {
  readonly name: string;
  readonly text: string;
}

const stream = (documents: readonly string[]): string => documents.join('---\n');

/** `count` Deployments, one document each. */
function deployments(count: number): string {
  const random = new Random(count);
  return stream(Array.from({ length: count }, (_, index) => manifests.deployment(random, index)));
}

/** One `List` with `count` Deployments: a single document that slicing cannot help. */
function list(count: number): string {
  const random = new Random(count);
  const items = Array.from({ length: count }, (_, index) => {
    const [first, ...rest] = manifests.deployment(random, index).trimEnd().split('\n');
    return [`  - ${first}`, ...rest.map((line) => `    ${line}`)].join('\n');
  });
  return `apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}\n`;
}

/** An install manifest: `count` definitions, and at the end the controller that they are for. */
function installManifest(bytes: number): string {
  const random = new Random(bytes);
  const documents: string[] = [];
  for (let size = 0; size < bytes; size += documents.at(-1)?.length ?? 0) {
    documents.push(manifests.customResourceDefinition(random, documents.length));
  }
  return stream([...documents, manifests.deployment(random, 0)]);
}

/** The files whose edit → diagnostics time is measured. */
export function editWorkloads(): Workload[] {
  return [
    { name: 'S', text: deployments(1) },
    { name: 'M', text: deployments(19) },
    { name: 'L', text: deployments(189) },
    { name: 'LIST', text: list(189) },
    { name: 'CRD', text: installManifest(2_000_000) },
  ];
}

/**
 * Writes a workspace of `files` files below `folder`; the number of images is about twice as large. Of a hundred files 65
 * hold plain workloads, 5 fancy ones (one with anchors), 20 services and config maps, 4 Kustomize, 4 Helm values, 2
 * definitions.
 */
export function writeWorkspace(folder: string, files: number): void {
  const random = new Random(files);
  for (let index = 0; index < files; index++) {
    const path = join(folder, `team-${index % 20}`, `service-${Math.floor(index / 100)}`, fileName(index));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, fileText(random, index));
  }
}

const fileName = (index: number): string => {
  const kind = index % 100;
  if (kind >= 94 && kind < 98) return `chart-${index}/values.yaml`;
  if (kind >= 90 && kind < 94) return `overlay-${index}/kustomization.yaml`;
  return `manifest-${index}.yaml`;
};

function fileText(random: Random, index: number): string {
  const kind = index % 100;
  if (kind < 65) {
    const documents = [manifests.deployment(random, index), manifests.service(random, index)];
    if (kind % 4 === 0) documents.push(manifests.deployment(random, index + 1));
    return stream(documents);
  }
  if (kind < 70) return manifests.fancyDeployment(random, index, kind === 69);
  if (kind < 90) return stream([manifests.service(random, index), manifests.configMap(random, index)]);
  if (kind < 94) return manifests.kustomization(random);
  if (kind < 98) return manifests.helmValues(random);
  return manifests.customResourceDefinition(random, index);
}
