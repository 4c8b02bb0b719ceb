import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkNames,
  type Layout,
  type SignatureReport,
  type Verdict,
} from '../../server/src/signature/report.ts';
import { visibilityOf } from '../../server/src/signature/visibility.ts';

const page = readFileSync(new URL('../../docs/verification.md', import.meta.url), 'utf8');

/** The headings of the third level below one of the second. */
function headingsBelow(section: string): string[] {
  const [, text = ''] = page.split(`\n## ${section}\n`);
  const [own = ''] = text.split('\n## ');
  return [...own.matchAll(/^### `([a-z]+)`$/gm)].map((match) => match[1]!);
}

/** Rows of the table that has this in its head, as cells. */
function table(head: string): string[][] {
  const [, rows = ''] = page.split(new RegExp(`^\\| ${head} \\|.*\\n\\| ---.*\\n`, 'm'));
  const [own = ''] = rows.split('\n\n');
  return own
    .trimEnd()
    .split('\n')
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('docs/verification.md', () => {
  it('explains every check, in the order shown', () => {
    expect(headingsBelow('Checks')).toEqual([...checkNames]);
  });

  it('explains every verdict', () => {
    const verdicts = {
      trusted: true,
      signed: true,
      untrusted: true,
      invalid: true,
      unverified: true,
      unsigned: true,
      unknown: true,
    } satisfies Record<Verdict, true>;
    expect(headingsBelow('Verdicts')).toEqual(Object.keys(verdicts));
  });

  it('says of every layout where it is', () => {
    const layouts = {
      referrer: true,
      'fallback-tag': true,
      legacy: true,
      'legacy-attestation': true,
      oci11: true,
      notation: true,
    } satisfies Record<Layout, true>;
    expect(table('`layout`').map(([name]) => name)).toEqual(
      Object.keys(layouts).map((layout) => `\`${layout}\``),
    );
  });

  it.each<[Layout, column: number]>([
    ['legacy', 1],
    ['referrer', 2],
    ['fallback-tag', 3],
    ['notation', 4],
  ])('says of %s what the hover says: which engines see it', (layout, column) => {
    const report = { signer: { type: 'certificate' }, record: { layout } } as SignatureReport;
    const { sees, misses } = visibilityOf(report, false);
    const isEngine = (name: string) => !name.startsWith('cosign') && name !== 'policy-controller';
    const said = new Map(table('Tool').map((row) => [row[0]!, row[column]!]));
    for (const name of sees.filter(isEngine)) expect(said.get(name), name).toMatch(/^yes/);
    for (const name of misses.filter(isEngine)) expect(said.get(name), name).toMatch(/^no(?!t)/);
  });
});
