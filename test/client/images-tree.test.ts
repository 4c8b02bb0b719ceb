import { describe, expect, it, vi } from 'vitest';
import { imagesTree } from '../../client/src/images/images-tree.ts';
import { verdictLook } from '../../client/src/images/verdict-look.ts';
import { type ImageItem, verdictOrder } from '../../server/src/lsp/protocol.ts';
import type { Verdict } from '../../server/src/signature/report.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (message: string, ...args: unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)])),
  },
}));

const pathOf = (uri: string) => uri.replace('file:///work/', '');

function item(path: string, line: number, image: string, verdict: Verdict): ImageItem {
  const position = { line, character: 7 };
  return {
    uri: `file:///work/${path}`,
    range: { start: position, end: position },
    image,
    ...short(image),
    verdict,
    summary: '',
  };
}

/** As the server does it, of what is written here. */
function short(image: string): Pick<ImageItem, 'name' | 'registry'> {
  const [registry = '', name] = image.split(/(?<=\.example)\//);
  return name === undefined ? { name: image } : { registry, name };
}

const items = [
  item('deploy/web.yaml', 9, 'acme/web:1', 'trusted'),
  item('deploy/web.yaml', 12, 'nginx:1.27', 'unsigned'),
  item('api.yaml', 9, 'corp.example/acme/api:2', 'invalid'),
  item('api.yaml', 15, 'nginx:1.27', 'unsigned'),
];

function outline(grouping: 'verdict' | 'file' | 'image'): [string, string, ...string[]][] {
  return imagesTree(items, grouping, pathOf).map(({ label, description, places }) => [
    label,
    description,
    ...places.map((place) => `${place.label} | ${place.description}`),
  ]);
}

describe('the tree of images', () => {
  it('by verdict: what calls for attention first', () => {
    expect(outline('verdict')).toEqual([
      ['Broken signature', '1', 'acme/api:2 | api.yaml:10'],
      ['Not signed', '2', 'nginx:1.27 | web.yaml:13 · deploy', 'nginx:1.27 | api.yaml:16'],
      ['Trusted', '1', 'acme/web:1 | web.yaml:10 · deploy'],
    ]);
  });

  it('by file: in the order of their paths', () => {
    expect(outline('file')).toEqual([
      ['api.yaml', '', 'acme/api:2 | Broken signature, line 10', 'nginx:1.27 | Not signed, line 16'],
      ['web.yaml', 'deploy', 'acme/web:1 | Trusted, line 10', 'nginx:1.27 | Not signed, line 13'],
    ]);
  });

  it('by image: each once, with the places that name it', () => {
    expect(outline('image')).toEqual([
      ['acme/api:2', 'Broken signature · corp.example', 'api.yaml:10 | Broken signature'],
      ['nginx:1.27', 'Not signed', 'deploy/web.yaml:13 | Not signed', 'api.yaml:16 | Not signed'],
      ['acme/web:1', 'Trusted', 'deploy/web.yaml:10 | Trusted'],
    ]);
  });

  it('gives every node a name of its own, in every grouping', () => {
    const ids = (['verdict', 'file', 'image'] as const)
      .flatMap((grouping) => imagesTree(items, grouping, pathOf))
      .flatMap(({ id, places }) => [id, ...places.map((place) => place.id)]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('how verdicts look', () => {
  it('differs in word and shape, not only in colour', () => {
    const looks = verdictOrder.map(verdictLook);
    expect(new Set(looks.map(({ label }) => label)).size).toBe(7);
    expect(new Set(looks.map(({ icon }) => icon)).size).toBe(7);
  });
});
