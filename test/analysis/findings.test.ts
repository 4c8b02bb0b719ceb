import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../server/src/analysis/analyze.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import type { ManifestOptions } from '../../server/src/manifest/manifest.ts';
import { parseManifest } from '../../server/src/manifest/manifest.ts';
import { digestOf, evidenceOf } from '../support/evidence.ts';
import { markFindings, unmark } from '../support/marked-yaml.ts';

const folder = new URL('../fixtures/findings/', import.meta.url);
const options: ManifestOptions = { fileKind: 'manifest' };
const configuration = mergeConfiguration();

const evidence = evidenceOf({
  [`docker.io/library/nginx:1.27@${digestOf('a')}`]: { tag: digestOf('a'), verdict: 'trusted' },
  [`ghcr.io/acme/moved:2@${digestOf('a')}`]: { tag: digestOf('b'), verdict: 'signed' },
  'ghcr.io/acme/unsigned:1': { tag: digestOf('a'), verdict: 'unsigned' },
  [`ghcr.io/acme/unsigned@${digestOf('a')}`]: { verdict: 'unsigned' },
  'ghcr.io/acme/trusted:1': { tag: digestOf('a'), verdict: 'trusted' },
  'ghcr.io/acme/signed:1': { tag: digestOf('a'), verdict: 'signed' },
  'ghcr.io/acme/foreign:1': { tag: digestOf('a'), verdict: 'untrusted' },
  'ghcr.io/acme/broken:1': { tag: digestOf('a'), verdict: 'invalid' },
  'ghcr.io/acme/unverified:1': { tag: digestOf('a'), verdict: 'unverified' },
  'ghcr.io/acme/unknown:1': { tag: digestOf('a'), verdict: 'unknown' },
  'ghcr.io/acme/fault:1': { tag: { code: 'refused', host: 'ghcr.io' } },
  'ghcr.io/acme/missing:9': { tag: 'no-tag' },
  'ghcr.io/acme/nowhere:1': { tag: 'no-repository' },
});
const bareNginx = evidenceOf({
  'docker.io/library/nginx:latest': { tag: digestOf('a'), verdict: 'unsigned' },
});

describe('findings', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    it(`are those marked in ${file}`, () => {
      const marked = readFileSync(new URL(file, folder), 'utf8');
      const text = unmark(marked);
      const known = file === 'signatures.yaml' ? both : evidence;
      const { findings } = analyze(parseManifest(text, options), configuration, known);
      expect(markFindings(text, findings)).toBe(marked);
    });
  }

  it('stand at the same characters in a file with CRLF, and after a byte order mark', () => {
    const text = unmark(readFileSync(new URL('pins.yaml', folder), 'utf8'));
    const windows = `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    const words = (source: string) =>
      analyze(parseManifest(source, options), configuration, evidence).findings.map(
        ({ rule, span }) => `${rule} ${source.slice(span.start, span.end)}`,
      );
    expect(words(windows)).toEqual(words(text));
    expect(words(text).length).toBeGreaterThan(5);
  });
});

const both = {
  generation: 1,
  peek: (...args: Parameters<typeof evidence.peek>) => {
    const known = evidence.peek(...args);
    return known.tag || known.image ? known : bareNginx.peek(...args);
  },
};
