import { describe, expect, it } from 'vitest';
import type { Finding } from '../../server/src/analysis/finding.ts';
import { visibleFindings } from '../../server/src/analysis/visible-findings.ts';

function finding(rule: Finding['rule'], severity: Finding['severity'], start: number, end: number): Finding {
  return { rule, severity, span: { start, end }, message: rule };
}

function drawn(...findings: Finding[]): string[] {
  return visibleFindings(findings).map(({ rule }) => rule);
}

describe('visibleFindings', () => {
  it('draws the more severe of two on the same characters', () => {
    const hint = finding('unsigned', 'hint', 0, 5);
    expect(drawn(hint, finding('latest-tag', 'warning', 0, 5))).toEqual(['latest-tag']);
    expect(drawn(finding('latest-tag', 'warning', 0, 5), hint)).toEqual(['latest-tag']);
  });

  it('of equals draws the first in the table of rules', () => {
    expect(drawn(finding('unsigned', 'warning', 0, 5), finding('latest-tag', 'warning', 0, 5))).toEqual([
      'unsigned',
    ]);
  });

  it('draws both where they cover different characters, even if one is inside of the other', () => {
    const rules = ['unsigned', 'latest-tag'];
    expect(drawn(finding('unsigned', 'error', 0, 9), finding('latest-tag', 'hint', 5, 9))).toEqual(rules);
  });
});
