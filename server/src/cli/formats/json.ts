import { canonicalReference } from '../../image/names.ts';
import type { FindingReport, ImageReport } from '../check/report.ts';
import type { Formatter } from './format.ts';

/** The contract of docs/schemas/check-output.schema.json. */
export function createJsonFormatter(): Formatter {
  let first = true;
  const separator = () => {
    const text = first ? '{"files":[\n' : ',\n';
    first = false;
    return text;
  };
  return {
    file: ({ path, images, findings }) =>
      separator() +
      JSON.stringify({
        path,
        images: images.map(imageJson),
        findings: findings.map(findingJson),
      }),
    end: ({ files, images, findings, unknown }) =>
      `${first ? '{"files":[' : '\n'}],"summary":${JSON.stringify({ files, images, findings, unknown })}}\n`,
  };
}

function imageJson({ image, range }: ImageReport): unknown {
  const { field, reference, evidence, verdict } = image;
  const { apiVersion, kind, name, namespace } = field.resource;
  const digest =
    reference.kind !== 'reference'
      ? undefined
      : (reference.digest ?? (evidence.tag?.state === 'resolved' ? evidence.tag.digest : undefined));
  return {
    text: field.text,
    reference: reference.kind === 'reference' ? canonicalReference(reference) : null,
    ...range,
    field: field.path,
    resource: {
      apiVersion: apiVersion || null,
      kind: kind || null,
      name: name ?? null,
      namespace: namespace ?? null,
    },
    templated: reference.kind === 'templated',
    digest,
    verdict,
  };
}

function findingJson({ finding, range, fix }: FindingReport): unknown {
  const { rule, severity, message } = finding;
  return { rule, severity, message, ...range, fix };
}
