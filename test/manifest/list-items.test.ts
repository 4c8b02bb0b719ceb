import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../server/src/analysis/analyze.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { sliceDocuments } from '../../server/src/manifest/document-slices.ts';
import { splitList } from '../../server/src/manifest/list-items.ts';
import { locateImages } from '../../server/src/manifest/locate.ts';
import { type ManifestOptions, parseManifest } from '../../server/src/manifest/manifest.ts';
import { readYaml } from '../../server/src/manifest/yaml-reader.ts';
import { noEvidence } from '../support/evidence.ts';
import { unmark } from '../support/marked-yaml.ts';

const options: ManifestOptions = { fileKind: 'manifest' };
const folder = new URL('../fixtures/findings/', import.meta.url);
const documents = ['pins.yaml', 'signatures.yaml', 'never.yaml']
  .filter((name) => readdirSync(folder).includes(name))
  .map((name) => unmark(readFileSync(new URL(name, folder), 'utf8')))
  .flatMap((text) =>
    sliceDocuments(text).map(({ start, end }) => text.slice(start, end).replace(/^---\n/, '')),
  );

/** A `List` of every document of the fixtures, nine times, its items in column `column`. */
function list(column: number, eol = '\n', behind = ''): string {
  const pad = ' '.repeat(column);
  const items = Array.from({ length: 9 }, () => documents)
    .flat()
    .map((text) => {
      const lines = text
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('#'));
      return `${pad}# an item\n${lines.map((line, i) => (line === '' ? '' : pad + (i === 0 ? '- ' : '  ') + line)).join('\n')}\n`;
    });
  return `apiVersion: v1\nkind: List\nmetadata: {}\nitems: # below\n${items.join('')}${behind}`.replaceAll(
    '\n',
    eol,
  );
}

const images = (text: string) =>
  analyze(parseManifest(text, options), mergeConfiguration(), noEvidence).images.map(
    ({ field }) => `${field.path} ${field.resource.kind} ${text.slice(field.span.start, field.span.end)}`,
  );

describe('a large List', () => {
  it.each([
    [0, '\n', ''],
    [2, '\n', ''],
    [4, '\r\n', ''],
    [0, '\n', 'extra: behind the items\n'],
    [2, '\n', 'extra: [behind]\nmore: |\n  - not an item\n'],
  ])('gives the images that reading it whole gives: column %i, %j, %j', (column, eol, behind) => {
    const text = list(column, eol, behind);
    expect(splitList(text)?.length).toBe(documents.length * 9);
    const root = readYaml(text);
    const whole = root ? locateImages(root, text, options) : [];
    expect(images(text)).toEqual(
      whole.map(({ path, resource, span }) => `${path} ${resource.kind} ${text.slice(span.start, span.end)}`),
    );
    expect(whole.length).toBeGreaterThan(50);
  });

  it('loses one item to damage, not the others', () => {
    const text = list(2);
    const at =
      text.indexOf('image: redis') < 0 ? text.indexOf('image: nginx:1.27') : text.indexOf('image: redis');
    const damaged = `${text.slice(0, at)}image: "open${text.slice(at + 12)}`;
    expect(images(damaged).length).toBeGreaterThan(images(text).length * 0.8);
  });

  it.each([
    ['small', 'apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n'],
    ['of another kind', list(0).replace('kind: List', 'kind: PodList')],
    ['with shared anchors', list(0).replace('- apiVersion: v1', '- apiVersion: &v v1')],
    ['in flow style', list(0).replace('items: # below', 'items: []')],
    ['with two lists', `${list(0)}items:\n- a\n`],
  ])('is left whole when it is %s', (_, text) => {
    expect(splitList(text)).toBeUndefined();
  });
});
