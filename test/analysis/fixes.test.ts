import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze, type EvidenceReader } from '../../server/src/analysis/analyze.ts';
import { fixesFor, pinAllEdits } from '../../server/src/analysis/fixes/index.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { type ManifestOptions, parseManifest } from '../../server/src/manifest/manifest.ts';
import { applyEdits } from '../../server/src/manifest/text-span.ts';
import { digestOf, nothingFound, oneSignature, reportOf } from '../support/evidence.ts';
import { unmark } from '../support/marked-yaml.ts';
import { random } from '../support/random.ts';

const options: ManifestOptions = { fileKind: 'manifest' };
const configuration = mergeConfiguration();

/** Every tag names the same digest, and every image carries a trusted signature. */
const allKnown: EvidenceReader = {
  generation: 1,
  peek: () => ({
    pending: false,
    tag: { state: 'resolved', digest: digestOf('c'), at: 0 },
    image: {
      state: 'found',
      digest: digestOf('c'),
      mediaType: 'm',
      size: 1,
      discovery: { ...nothingFound, signatures: [oneSignature] },
      at: 0,
    },
    assessment: { verdict: 'trusted', reports: [reportOf('trusted')], unread: [], rule: 'the test', at: 0 },
  }),
};

const look = (text: string, kind = options) => analyze(parseManifest(text, kind), configuration, allKnown);

function fix(text: string, title: RegExp, kind = options): string {
  const analysis = look(text, kind);
  for (const finding of analysis.findings) {
    for (const offered of fixesFor(finding, { text, analysis, comments: true })) {
      if (title.test(offered.title)) return applyEdits(text, offered.edits);
    }
  }
  throw new Error(`no fix ${title} for:\n${text}`);
}

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - ${image}\n`;
const c = digestOf('c');

describe('pin to digest', () => {
  it.each([
    ['plain', 'image: nginx:1.27', `image: nginx:1.27@${c}`],
    ['no tag', 'image: nginx', `image: nginx@${c}`],
    ['latest', 'image: nginx:latest', `image: nginx:latest@${c}`],
    ['double quotes', 'image: "nginx:1.27"', `image: "nginx:1.27@${c}"`],
    ['single quotes', "image: 'nginx:1.27'", `image: 'nginx:1.27@${c}'`],
    ['a comment behind', 'image: nginx:1.27   # keep me', `image: nginx:1.27@${c}   # keep me`],
    ['flow style', '{name: a, image: nginx:1.27, args: [x]}', `{name: a, image: nginx:1.27@${c}, args: [x]}`],
    ['an anchor', 'image: &web nginx:1.27', `image: &web nginx:1.27@${c}`],
    ['a folded scalar', 'image: >-\n        nginx:1.27', `image: >-\n        nginx:1.27@${c}`],
    ['an escape', 'image: "ngi\\u006ex:1.27"', `image: "nginx:1.27@${c}"`],
    ['a port and a path', 'image: registry.example:5000/a/b:1', `image: registry.example:5000/a/b:1@${c}`],
    ['tabs between', 'image:\t\tnginx:1.27', `image:\t\tnginx:1.27@${c}`],
  ])('keeps everything else: %s', (_, before, after) => {
    expect(fix(pod(before), /^Pin to/)).toBe(pod(after));
  });

  it('pins an anchor once for all its aliases', () => {
    const text = `${pod('image: &web nginx:1.27')}    - image: *web\n`;
    const analysis = look(text);
    expect(analysis.images.length).toBe(2);
    expect(pinAllEdits(analysis).length).toBe(1);
    expect(applyEdits(text, pinAllEdits(analysis))).toBe(
      `${pod(`image: &web nginx:1.27@${c}`)}    - image: *web\n`,
    );
  });

  it('takes only the digest that was looked up', () => {
    const text = pod('image: nginx:1.27');
    const unknown: EvidenceReader = { generation: 1, peek: () => ({ pending: true }) };
    expect(pinAllEdits(analyze(parseManifest(text, options), configuration, unknown))).toEqual([]);
  });

  it('updates a pin whose tag moved', () => {
    expect(fix(pod(`image: nginx:1.27@${digestOf('a')} # x`), /^Update the pin/)).toBe(
      pod(`image: nginx:1.27@${c} # x`),
    );
  });

  it('writes the digest key of Kustomize images', () => {
    const kind: ManifestOptions = { fileKind: 'kustomization' };
    const text = 'images:\r\n  - name: nginx\r\n    newTag: "1.27"\r\n  - name: redis\r\n    newTag: "7"\r\n';
    const pinned = applyEdits(text, pinAllEdits(look(text, kind)));
    expect(pinned).toBe(
      `images:\r\n  - name: nginx\r\n    newTag: "1.27"\r\n    digest: ${c}\r\n  - name: redis\r\n    newTag: "7"\r\n    digest: ${c}\r\n`,
    );
    expect(pinAllEdits(look(pinned, kind))).toEqual([]);
  });

  it('writes the right key of Helm values', () => {
    const kind: ManifestOptions = { fileKind: 'helm-values' };
    const text = `image:\n  registry: ghcr.io\n  repository: acme/app\n  tag: 1.0.0\n  digest: ""\nsidecar:\n  image:\n    repository: quay.io/acme/side\n    tag: "2.1"\n    sha: ""\n`;
    const pinned = applyEdits(text, pinAllEdits(look(text, kind)));
    expect(pinned).toBe(
      text.replace('digest: ""', `digest: "${c}"`).replace('sha: ""', `sha: "${'c'.repeat(64)}"`),
    );
    expect(pinAllEdits(look(pinned, kind))).toEqual([]);
  });
});

describe('every pin of the fixtures', () => {
  const folder = new URL('../fixtures/findings/', import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    for (const eol of ['\n', '\r\n']) {
      it(`leaves nothing unpinned and every other byte alone: ${file}, ${JSON.stringify(eol)}`, () => {
        const text = unmark(readFileSync(new URL(file, folder), 'utf8')).replaceAll('\n', eol);
        const analysis = look(text);
        const pinned = applyEdits(text, pinAllEdits(analysis));
        expect(pinned.replaceAll(`@${c}`, '')).toBe(text.replaceAll(`@${c}`, ''));
        const left = look(pinned).findings.filter(({ rule }) => rule === 'unpinned' || rule === 'latest-tag');
        expect(left.map(({ span }) => pinned.slice(span.start, span.end))).toEqual([]);
      });
    }
  }

  it('holds for any reference in any style', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,5})?$/);
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,12}$/), { nil: undefined });
    const host = fc.constantFrom('', 'ghcr.io/', 'localhost:5000/', 'registry.example/team/');
    const style = fc.constantFrom(
      (image: string) => `image: ${image}`,
      (image: string) => `image: "${image}"  # c`,
      (image: string) => `image: '${image}'`,
      (image: string) => `{name: "é🚢", image: ${image}}`,
      (image: string) => `{"name": "x", "image": "${image}"}`,
      (image: string) => `name: x\n      image: >-\n        ${image}\n      args: []`,
      (image: string) => `image: &a ${image}`,
    );
    fc.assert(
      fc.property(host, name, tag, style, fc.boolean(), (host, name, tag, write, windows) => {
        // A YAML plain scalar of digits alone, or a 64-digit name, is no matter of pinning.
        const image = `${host}${name}${tag === undefined ? '' : `:${tag}`}`;
        const text = windows ? pod(write(image)).replaceAll('\n', '\r\n') : pod(write(image));
        const pinned = applyEdits(text, pinAllEdits(look(text)));
        expect(pinned).toBe(text.replace(image, () => `${image}@${c}`));
        expect(look(pinned).findings).toEqual([]);
      }),
      { numRuns: 400, seed: 20261123 },
    );
  });
});

describe('suppress here', () => {
  it('writes a comment above the line, indented like it', () => {
    const text = pod('image: nginx:1.27');
    const fixed = fix(text, /^Ignore "unpinned" here/);
    expect(fixed).toBe(text.replace('    - image', '    # imageseal-ignore unpinned\n    - image'));
    expect(look(fixed).findings).toEqual([]);
  });

  it('is not offered inside a block scalar, where a comment would be text', () => {
    expect(() => fix(pod('image: >-\n        nginx:1.27'), /^Ignore/)).toThrow('no fix');
  });

  it('takes a comment away that suppresses nothing', () => {
    const text = pod(`image: nginx@${c}`);
    const suppressed = text.replace('    - image', '    # imageseal-ignore unpinned: why\n    - image');
    expect(fix(suppressed, /^Remove this comment/)).toBe(text);
    const behind = text.replace(`@${c}`, `@${c} # imageseal-ignore unpinned`);
    expect(fix(behind, /^Remove this comment/)).toBe(text);
  });
});

describe('editing', () => {
  it('gives what reading the whole file afresh gives', () => {
    const next = random(99);
    const folder = new URL('../fixtures/findings/', import.meta.url);
    const seed = readdirSync(folder).map((file) => unmark(readFileSync(new URL(file, folder), 'utf8')));
    let text = seed.join('---\n');
    let manifest = parseManifest(text, options);
    for (let i = 0; i < 400; i++) {
      const at = next(text.length);
      const inserted = ['', ':', '"', '\n', '---\n', '\n---\n', '...\n', 'x', ' ', '#', 'image: a:1'][
        next(11)
      ] as string;
      text = text.slice(0, at) + inserted + text.slice(at + next(4));
      manifest = parseManifest(text, options, manifest);
      const fresh = parseManifest(text, options);
      expect(analyze(manifest, configuration, allKnown)).toEqual(analyze(fresh, configuration, allKnown));
    }
  });
});
