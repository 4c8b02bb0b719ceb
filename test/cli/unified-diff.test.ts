import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../server/src/cli/check/unified-diff.ts';
import { applyEdits, type TextEdit } from '../../server/src/manifest/text-span.ts';

const lines = (count: number, end = '\n') =>
  Array.from({ length: count }, (_, i) => `line ${i + 1}${end}`).join('');

function replace(text: string, word: string, newText: string): TextEdit {
  const start = text.indexOf(word);
  return { span: { start, end: start + word.length }, newText };
}

describe('unified diff', () => {
  it('shows three lines around a change', () => {
    const text = lines(9);
    expect(unifiedDiff('k8s/a.yaml', text, [replace(text, 'line 5', 'LINE 5')])).toBe(
      [
        '--- a/k8s/a.yaml',
        '+++ b/k8s/a.yaml',
        '@@ -2,7 +2,7 @@',
        ' line 2',
        ' line 3',
        ' line 4',
        '-line 5',
        '+LINE 5',
        ' line 6',
        ' line 7',
        ' line 8',
        '',
      ].join('\n'),
    );
  });

  it('puts near changes into one hunk, and counts later lines on', () => {
    const text = lines(30);
    const edits = [
      replace(text, 'line 2\n', 'line 2\nnew\n'),
      replace(text, 'line 8', 'LINE 8'),
      replace(text, 'line 28', 'LINE 28'),
    ];
    const headers = unifiedDiff('a', text, edits).match(/^@@.*/gm);
    expect(headers).toEqual(['@@ -1,11 +1,12 @@', '@@ -25,6 +26,6 @@']);
  });

  it('keeps CR as content and says where the last line has no end', () => {
    const text = 'a: 1\r\nimage: x';
    expect(unifiedDiff('a', text, [replace(text, 'image: x', 'image: y')])).toBe(
      '--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n a: 1\r\n-image: x\n\\ No newline at end of file\n+image: y\n\\ No newline at end of file\n',
    );
  });

  it.each([
    ['with blank.yaml', '--- a/with blank.yaml\t\n'],
    ['quote".yaml', '--- "a/quote\\".yaml"\n'],
    ['line\nbreak', '--- "a/line\\012break"\n'],
    ['/outside/a.yaml', '--- /outside/a.yaml\n'],
  ])('names %j as git does', (path, header) => {
    expect(unifiedDiff(path, 'x\n', [replace('x\n', 'x', 'y')]).startsWith(header)).toBe(true);
  });

  it('is empty without an edit', () => {
    expect(unifiedDiff('a', 'x\n', [])).toBe('');
  });

  it('gives, when applied, what the edits give', () => {
    const text = fc
      .tuple(
        fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'longer line\n'), { maxLength: 40 }),
        fc.constantFrom('', 'tail'),
      )
      .map(([body, tail]) => body.join('') + tail);
    const cuts = fc.array(fc.tuple(fc.nat(), fc.nat(6), fc.constantFrom('', 'x', 'x\n', '\ny', 'z\nz\n')), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(text, cuts, (before, wanted) => {
        const edits: TextEdit[] = [];
        let free = 0;
        for (const [at, length, newText] of wanted
          .map(([a, l, n]) => [a % (before.length + 1), l, n] as const)
          .sort((a, b) => a[0] - b[0])) {
          const end = Math.min(before.length, at + length);
          if (at < free) continue;
          edits.push({ span: { start: at, end }, newText });
          free = end + 1;
        }
        expect(patch(before, unifiedDiff('a', before, edits))).toBe(applyEdits(before, edits));
      }),
      { numRuns: 500 },
    );
  });
});

/** Applies a diff as `patch` does: strictly, by line numbers and context. */
function patch(text: string, diff: string): string {
  const old = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  const body = diff.split('\n').slice(2, -1);
  for (let i = 0; i < body.length; i++) {
    const header = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(body[i]!);
    if (header) {
      const first = header[2] === '0' ? Number(header[1]) : Number(header[1]) - 1;
      while (at < first) result.push(old[at++]!);
      continue;
    }
    const noEnd = body[i + 1] === '\\ No newline at end of file';
    const line = body[i]!.slice(1) + (noEnd ? '' : '\n');
    if (body[i]!.startsWith('+')) result.push(line);
    else {
      expect(old[at]).toBe(line);
      at += 1;
      if (body[i]!.startsWith(' ')) result.push(line);
    }
    if (noEnd) i += 1;
  }
  return result.join('') + old.slice(at).join('');
}
