import type { Configuration } from '../configuration/configuration.ts';
import { severityFor } from '../configuration/glob.ts';
import type { RuleId, Severity } from '../configuration/rule-ids.ts';
import { canonicalName } from '../image/names.ts';
import { parseImageReference } from '../image/parse-reference.ts';
import type { ParsedReference } from '../image/reference.ts';
import type { ImageField } from '../manifest/image-field.ts';
import type { DocumentContent, Manifest } from '../manifest/manifest.ts';
import { type Span, shift } from '../manifest/text-span.ts';
import { applySuppressions } from './apply-suppressions.ts';
import type { Evidence } from './evidence.ts';
import type { AnalyzedImage, Finding, Problem } from './finding.ts';
import { lacksVersion } from './lookup.ts';
import { rules } from './rules/index.ts';
import { verdictFor } from './verdict.ts';

/** What is known of images, as the analyzer sees it: synchronous, never a look-up. */
export interface EvidenceReader {
  /** Changes whenever an answer of `peek` may have changed. */
  readonly generation: number;
  peek(reference: ParsedReference, configuration: Configuration): Evidence;
}

/** Everything the front ends show of one file. Spans count from the start of the file. */
export interface Analysis {
  readonly images: readonly AnalyzedImage[];
  readonly findings: readonly Finding[];
}

interface Analyzed extends Analysis {
  readonly generation: number;
  readonly evidence: EvidenceReader;
  readonly configuration: Configuration;
}

const nothingKnown: Evidence = { pending: false };
const analyzed = new WeakMap<DocumentContent, Analyzed>();

/**
 * Applies every rule to every image of a file with what is known now. Pure and synchronous; documents that did not
 * change since the last call (same content, configuration and evidence generation) cost only the shift of their spans.
 */
export function analyze(
  manifest: Manifest,
  configuration: Configuration,
  evidence: EvidenceReader,
): Analysis {
  const images: AnalyzedImage[] = [];
  const findings: Finding[] = [];
  for (const { content, offset, pathPrefix } of manifest.documents) {
    if (content.fields.length === 0 && content.suppressions.length === 0) continue;
    const part = analyzeDocument(content, configuration, evidence);
    if (offset === 0 && pathPrefix === undefined) {
      for (const image of part.images) images.push(image);
      for (const finding of part.findings) findings.push(finding);
      continue;
    }
    const moved = new Map<AnalyzedImage, AnalyzedImage>();
    for (const image of part.images) {
      const there = moveImage(image, offset, pathPrefix);
      moved.set(image, there);
      images.push(there);
    }
    for (const finding of part.findings) {
      const image = finding.image && moved.get(finding.image);
      findings.push({ ...finding, span: shift(finding.span, offset), ...(image && { image }) });
    }
  }
  return { images, findings };
}

/**
 * The same for one document, with spans that count from its start. The result is the same object as before while
 * content, configuration and evidence stay the same.
 */
export function analyzeDocument(
  content: DocumentContent,
  configuration: Configuration,
  evidence: EvidenceReader,
): Analysis {
  const known = analyzed.get(content);
  if (
    known?.generation === evidence.generation &&
    known.configuration === configuration &&
    known.evidence === evidence
  ) {
    return known;
  }
  const images = content.fields.map((field, index): AnalyzedImage => {
    const reference = known?.images[index]?.reference ?? parseImageReference(field.text);
    // Without its tag nothing is known of which image this is.
    const peeked = lacksVersion(field, reference) ? nothingKnown : evidence.peek(reference, configuration);
    return { field, reference, evidence: peeked, verdict: verdictFor(peeked) };
  });
  const result = {
    images,
    findings: applySuppressions(distinct(images, configuration), content.suppressions, configuration),
    generation: evidence.generation,
    evidence,
    configuration,
  };
  analyzed.set(content, result);
  return result;
}

/** An alias repeats what its anchor says: the same rule at the same place speaks once. */
function distinct(images: readonly AnalyzedImage[], configuration: Configuration): Finding[] {
  const all = images.flatMap((image) => findingsOf(image, configuration));
  const apart = images.every(({ field }, i) => i === 0 || field.span.start > images[i - 1]!.field.span.start);
  if (apart) return all;
  const findings = new Map<string, Finding>();
  for (const finding of all) {
    const key = `${finding.rule} ${finding.span.start} ${finding.span.end}`;
    if (!findings.has(key)) findings.set(key, finding);
  }
  return [...findings.values()];
}

function findingsOf(image: AnalyzedImage, configuration: Configuration): Finding[] {
  const name = image.reference.kind === 'reference' ? canonicalName(image.reference) : undefined;
  const severityOf = (rule: RuleId): Severity => {
    const severity = severityFor(configuration, rule, name);
    return image.field.guessed && severity !== 'off' ? 'hint' : severity;
  };
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity = severityOf(rule.id);
    if (severity === 'off') continue;
    const problem = rule.check(image, severityOf);
    if (problem)
      findings.push({
        rule: rule.id,
        severity,
        span: placeOf(problem, image),
        message: problem.message,
        image,
      });
  }
  return findings;
}

/** Where the squiggle stands: under the part of the reference that the problem is about. */
function placeOf({ at }: Problem, { field, reference }: AnalyzedImage): Span {
  if (field.parts) return at === 'version' ? (field.parts.version ?? field.parts.name) : field.parts.name;
  if (!field.verbatim || at === 'whole') return field.span;
  if (typeof at !== 'string') return at.end > at.start ? shift(at, field.span.start) : field.span;
  if (reference.kind !== 'reference') return field.span;
  if (at === 'name') return shift(reference.nameSpan, field.span.start);
  const { start, end } = reference.nameSpan;
  const lastSegment = { start: Math.max(start, reference.text.lastIndexOf('/', end - 1) + 1), end };
  return shift(reference.digestSpan ?? reference.tagSpan ?? lastSegment, field.span.start);
}

function moveImage(image: AnalyzedImage, by: number, pathPrefix = ''): AnalyzedImage {
  return { ...image, field: moveField(image.field, by, pathPrefix) };
}

function moveField(field: ImageField, by: number, pathPrefix: string): ImageField {
  const { alias, path, pin, parts, span } = field;
  return {
    ...field,
    path: pathPrefix + path,
    span: shift(span, by),
    ...(alias && { alias: shift(alias, by) }),
    ...(pin && { pin: { ...pin, span: shift(pin.span, by) } }),
    ...(parts && {
      parts: { name: shift(parts.name, by), ...(parts.version && { version: shift(parts.version, by) }) },
    }),
  };
}
