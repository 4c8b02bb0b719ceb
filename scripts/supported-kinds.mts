/**
 * docs/supported-kinds.md, made from the table of kinds: `node scripts/supported-kinds.mts` writes it, a test holds
 * that it is current.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindFamilies } from '../server/src/manifest/kinds/index.ts';
import { neverSearchedGroups } from '../server/src/manifest/kinds/never.ts';

export const supportedKindsFile = join(
  dirname(dirname(fileURLToPath(import.meta.url))),
  'docs',
  'supported-kinds.md',
);

const introduction = `# Where ImageSeal looks for images

ImageSeal reads every document of a YAML stream, JSON, and every item of a \`List\`. Which fields of a resource name
images is said by this table; every version of a kind is meant. \`[]\` stands for each item of a list, \`*\` for any key.

Words after \`@\` say what stands at the path:

| | |
| --- | --- |
| nothing | a reference, or a mapping of \`registry\`, \`repository\`, \`tag\`, \`digest\` |
| \`@pod\` | a pod spec: \`containers\`, \`initContainers\`, \`ephemeralContainers\`, and \`image.reference\` of \`volumes\` |
| \`@split\` | a mapping of \`repository\`, \`image\` and \`version\` |
| \`@url\` | a reference behind \`docker://\`, \`oci://\` or \`registry://\` |
| \`@kustomize\` | an entry of Kustomize's \`images\`: \`name\`, \`newName\`, \`newTag\`, \`digest\` |
| \`@kustomize-image\` | \`[old=]name[:tag][@digest]\` |
| \`@helm-values\` | values of a chart, see below |
| \`@flux-oci\` | \`url: oci://…\` with \`ref\` |
| \`@base-image\` | \`baseImage\`, \`tag\`, \`sha\` |
| \`@docker-image\` | an object reference of kind \`DockerImage\` |
| \`@tekton-bundle\` | a task or pipeline reference by bundle |
| \`@resource\` | a whole other resource, which is read by its own kind |
`;

const rest = `
## Kinds that are not in the table

In a resource of another API group (one with a dot in its name) ImageSeal finds

- items with \`name\` and \`image\` of lists called \`…containers\`, \`steps\` or \`…sidecars\`,
- \`image.reference\` of \`volumes\`,
- resources inside, by their own kind,
- and, as a guess that is never more than a hint, an \`image\` anywhere under \`spec\` that reads as a reference and holds
  a slash or colon, or has \`imagePullPolicy\` beside it.

Say where else your kinds have images in \`.imageseal.yaml\`; a key is \`group/version/Kind\`, with \`*\` for anything:

\`\`\`yaml
imagePaths:
  "example.com/*/Widget": ["spec.runtime.image", "spec.steps[].uses"]
\`\`\`

## Charts and Kustomize

In \`values.yaml\`, \`values-*.yaml\` and \`*-values.yaml\`: under a key that ends in \`image\`, a mapping of \`registry\`,
\`repository\`, \`tag\` and \`digest\` or \`sha\`, or a whole reference; the same under any key of \`images\`.
\`global.imageRegistry\` is respected. In \`kustomization.yaml\`: \`images\`, and \`helmCharts[].valuesInline\`.

## Never

Annotations, labels, status, data of ConfigMaps and Secrets, bodies of CRDs, disk images (\`rbd.image\`), machine images,
what a build makes (\`output\`), blank values; nothing at all in files without \`apiVersion\` and \`kind\` (Compose, CI); and
no kind that the table does not name in the groups
`;

/** The whole text of docs/supported-kinds.md. */
export function supportedKinds(): string {
  const tables = kindFamilies.map(({ title, rows }) => {
    const lines = rows
      .filter(({ paths }) => paths.length > 0)
      .map(({ group, kinds, paths }) => `| ${group || 'core'} | ${kinds.join(', ')} | ${code(paths)} |`);
    return `\n## ${title}\n\n| Group | Kinds | Images |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  const groups = neverSearchedGroups.map((group) => `\`${group.startsWith('.') ? '*' : ''}${group}\``);
  return `${introduction}${tables.join('')}${rest}${groups.join(', ')}.\n`;
}

function code(paths: readonly string[]): string {
  return paths.map((path) => `\`${path}\``).join('<br>');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(supportedKindsFile, supportedKinds());
