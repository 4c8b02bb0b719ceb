import * as l10n from '@vscode/l10n';
import type { Configuration } from '../configuration/configuration.ts';
import { type RuleId, ruleIds, type Severity } from '../configuration/rule-ids.ts';
import type { Suppression } from '../manifest/suppressions.ts';
import { contains, type Span } from '../manifest/text-span.ts';
import type { Finding } from './finding.ts';

/** Drops what a comment suppresses, and reports comments that suppress nothing. */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  configuration: Configuration,
): Finding[] {
  if (suppressions.length === 0) return [...findings];
  const used = new Set<unknown>();
  const kept = findings.filter((finding) => {
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
  return evidenceRules.has(rule);
}

const evidenceRules: ReadonlySet<string> = new Set<RuleId>([
  'unsigned',
  'untrusted-signer',
  'invalid-signature',
  'unverified-signature',
  'tag-moved',
  'image-not-found',
]);
