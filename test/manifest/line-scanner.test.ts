import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sliceDocuments } from '../../server/src/manifest/document-slices.ts';
import { scanYaml } from '../../server/src/manifest/line-scanner.ts';
import { readYaml } from '../../server/src/manifest/yaml-reader.ts';
import { damage, random } from '../support/random.ts';

const text = readFileSync(new URL('../fixtures/manifests/styles.yaml', import.meta.url), 'utf8');
const documents = sliceDocuments(text).map(({ start, end }) => text.slice(start, end));

describe('scanYaml', () => {
  it('reads plain block style by itself', () => {
    expect(scanYaml(documents[0] as string)).toBeDefined();
    expect(scanYaml(documents[3] as string)).toBeDefined();
  });

  it('reads anchors and aliases by itself', () => {
    expect(scanYaml(documents[4] as string)).toBeDefined();
  });

  it('leaves it to the library to count what aliases multiply', () => {
    let bomb = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
    for (let i = 1; i < 20; i++)
      bomb += `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]\n`;
    expect(scanYaml(bomb)).toBeUndefined();
    expect(readYaml(bomb)).toBeDefined();
  });

  it('reads JSON by itself', () => {
    expect(scanYaml(documents[2] as string)).toBeDefined();
  });

  it.each([
    ['an alias without an anchor', 'a: *x\n'],
    ['an anchor on a key', '&x a: 1\n'],
    ['an alias inside its own anchor', 'a: &x [*x]\n'],
    ['an alias as a key', 'a: &x b\n*x : c\n'],
    ['a tag', 'a: !t 1\n'],
    ['a merge key', '<<: {a: b}\n'],
    ['a multi-line plain scalar', 'a: b\n  c\n'],
    ['a multi-line quoted scalar', 'a: "b\n  c"\n'],
    ['an explicit indentation indicator', 'a: |2\n   b\n'],
    ['a tab', 'a:\tb\n'],
    ['a bare carriage return', 'a: b\rc: d\n'],
    ['a directive', '%YAML 1.2\n---\na: b\n'],
    ['a second document', 'a: b\n---\nc: d\n'],
    ['an open quote', 'a: "b\n'],
    ['an open bracket', 'a: [b\n'],
    ['a wrong indentation', 'a:\n  b: c\n d: e\n'],
    ['an explicit key', '? a\n: b\n'],
  ])('leaves %s to the library', (_, source) => {
    expect(scanYaml(source)).toBeUndefined();
  });

  it('agrees with the library on every style it reads', () => {
    for (const source of documents) {
      const scanned = scanYaml(source);
      if (scanned) expect(scanned).toEqual(readYaml(source));
    }
  });

  it('agrees with the library on damaged text, or does not answer', () => {
    const next = random(20261123);
    let answered = 0;
    for (let i = 0; i < 6000; i++) {
      const source = documents[next(documents.length)] as string;
      const lines = source.split('\n');
      const from = next(lines.length);
      const part =
        next(3) === 0 ? source : lines.slice(from, from + 4 + next(12)).join(next(8) === 0 ? '\r\n' : '\n');
      const damaged = damage(part, next);
      const scanned = scanYaml(damaged);
      if (scanned === undefined) continue;
      answered += 1;
      expect({ source: damaged, tree: scanned }).toEqual({ source: damaged, tree: readYaml(damaged) });
    }
    expect(answered).toBeGreaterThan(700);
  });
});
