import * as l10n from '@vscode/l10n';
import type { Configuration } from '../configuration/configuration.ts';
import { severityFor } from '../configuration/glob.ts';
import { type RuleId, ruleIds, type Severity } from '../configuration/rule-ids.ts';
import { canonicalName } from '../image/names.ts';
import { parseImageReference } from '../image/parse-reference.ts';
import type { ParsedReference } from '../image/reference.ts';
import type { ImageField } from '../manifest/image-field.ts';
import type { DocumentContent, Manifest } from '../manifest/manifest.ts';
import type { Suppression } from '../manifest/suppressions.ts';
import { contains, type Span, sameSpan, shift } from '../manifest/text-span.ts';
import type { Evidence } from './evidence.ts';
import type { AnalyzedImage, Finding, Problem } from './finding.ts';
import { rules } from './rules/index.ts';
import { verdictFor } from './verdict.ts';

/** What is known of images, as the analyzer sees it: synchronous, never a look-up. */
export interface EvidenceReader {
  /** Changes whenever an answer of `peek` may have changed. */
  readonly generation: number;
  peek(reference: ParsedReference): Evidence;
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

const parsedReferences = new WeakMap<DocumentContent, readonly ParsedReference[]>();
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
  for (const { content, offset } of manifest.documents) {
    if (content.fields.length === 0 && content.suppressions.length === 0) continue;
    const part = analyzeContent(content, configuration, evidence);
    for (const image of part.images) images.push(offset === 0 ? image : moveImage(image, offset));
    for (const finding of part.findings) findings.push(offset === 0 ? finding : moveFinding(finding, offset));
  }
  return { images, findings };
}

function analyzeContent(
  content: DocumentContent,
  configuration: Configuration,
  evidence: EvidenceReader,
): Analyzed {
  const known = analyzed.get(content);
  if (
    known?.generation === evidence.generation &&
    known.configuration === configuration &&
    known.evidence === evidence
  ) {
    return known;
  }
  let references = parsedReferences.get(content);
  if (references === undefined) {
    references = content.fields.map((field) => parseImageReference(field.text));
    parsedReferences.set(content, references);
  }
  const images = content.fields.map((field, index): AnalyzedImage => {
    const reference = references[index] as ParsedReference;
    const known = evidence.peek(reference);
    return { field, reference, evidence: known, verdict: verdictFor(known) };
  });
  const result = {
    images,
    findings: applySuppressions(
      images.flatMap((image) => findingsOf(image, configuration)),
      content.suppressions,
      configuration,
    ),
    generation: evidence.generation,
    evidence,
    configuration,
  };
  analyzed.set(content, result);
  return result;
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

function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  configuration: Configuration,
): Finding[] {
  // An alias repeats what its anchor says: the same words at the same place once.
  const distinct = findings.filter(
    (finding, index) =>
      findings.findIndex((other) => other.rule === finding.rule && sameSpan(other.span, finding.span)) ===
      index,
  );
  if (suppressions.length === 0) return distinct;
  const used = new Set<unknown>();
  const kept = distinct.filter((finding) => {
    let suppressed = false;
    for (const suppression of suppressions) {
      if (!contains(suppression.target, finding.span.start)) continue;
      const named = suppression.rules.filter((rule) => rule.name === finding.rule);
      if (suppression.rules.length > 0 && named.length === 0) continue;
      for (const rule of named) used.add(rule);
      used.add(suppression);
      suppressed = true;
    }
    return !suppressed;
  });
  const severity = configuration.rules['unused-suppression'];
  if (severity === 'off') return kept;
  return [...kept, ...unusedSuppressions(suppressions, used, severity, configuration)];
}

function unusedSuppressions(
  suppressions: readonly Suppression[],
  used: ReadonlySet<unknown>,
  severity: Exclude<Severity, 'off'>,
  configuration: Configuration,
): Finding[] {
  const findings: Finding[] = [];
  const report = (span: Span, message: string) =>
    findings.push({ rule: 'unused-suppression', severity, span, message });
  for (const suppression of suppressions) {
    if (suppression.rules.length === 0 && !used.has(suppression)) {
      report(suppression.span, l10n.t('This comment suppresses nothing. Remove it.'));
    }
    for (const rule of suppression.rules) {
      if (!(ruleIds as readonly string[]).includes(rule.name)) {
        report(
          rule.span,
          l10n.t('There is no rule "{0}". The rules are: {1}.', rule.name, ruleIds.join(', ')),
        );
      } else if (
        !used.has(rule) &&
        !needsEvidence(rule.name) &&
        configuration.rules[rule.name as RuleId] !== 'off'
      ) {
        report(
          rule.span,
          l10n.t('"{0}" is not reported here, so this comment suppresses nothing. Remove it.', rule.name),
        );
      }
    }
  }
  return findings;
}

/** Whether a rule speaks depends on the registry: silence now proves nothing about the comment. */
function needsEvidence(rule: string): boolean {
  return rule === 'unsigned' || rule === 'tag-moved' || rule === 'image-not-found';
}

function moveImage(image: AnalyzedImage, by: number): AnalyzedImage {
  return { ...image, field: moveField(image.field, by) };
}

function moveField(field: ImageField, by: number): ImageField {
  return {
    ...field,
    span: shift(field.span, by),
    ...(field.alias && { alias: shift(field.alias, by) }),
    ...(field.pin && { pin: { ...field.pin, span: shift(field.pin.span, by) } }),
    ...(field.parts && {
      parts: {
        name: shift(field.parts.name, by),
        ...(field.parts.version && { version: shift(field.parts.version, by) }),
      },
    }),
  };
}

function moveFinding(finding: Finding, by: number): Finding {
  return {
    ...finding,
    span: shift(finding.span, by),
    ...(finding.image && { image: moveImage(finding.image, by) }),
  };
}
