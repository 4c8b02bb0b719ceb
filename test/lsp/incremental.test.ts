import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { DiagnosticStyle } from '../../server/src/lsp/diagnostics.ts';
import { OpenDocument } from '../../server/src/lsp/document-store.ts';
import { localEvidence } from '../../server/src/lsp/local-evidence.ts';
import { compileImagePaths } from '../../server/src/manifest/image-paths.ts';
import type { ManifestOptions } from '../../server/src/manifest/manifest.ts';
import { deployment, type Preset, useServer } from '../support/lsp/index.ts';

const configuration = mergeConfiguration();
const options: ManifestOptions = { fileKind: 'manifest', imagePaths: compileImagePaths({}) };
const style = new DiagnosticStyle({ codeDescription: false, diagnosticData: true }, undefined);

/** Pieces that open, close, repeat and break documents and references. */
const pieces = fc.constantFrom(
  '---\n',
  '...\n',
  '\n',
  '\r\n',
  'x',
  ':',
  '"',
  '#',
  ' ',
  '@sha256:1',
  '# imageseal-ignore unpinned\n',
  'nginx:1.27',
  'é😀',
  '',
  deployment('nginx', 'redis:7'),
);
const edits = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(40), text: pieces }),
  { maxLength: 12 },
);
const start = [deployment('nginx:1', 'app:2'), deployment('nginx:1', 'app:2'), deployment('redis')].join(
  '---\n',
);

function diagnosticsOf(document: OpenDocument): readonly Diagnostic[] {
  const manifest = document.manifest(options);
  return document.diagnostics.update(document.text, manifest, configuration, localEvidence).items;
}

function fresh(text: string): readonly Diagnostic[] {
  return diagnosticsOf(new OpenDocument(TextDocument.create('file:///a.yaml', 'yaml', 1, text), style));
}

describe('diagnostics that are kept from edit to edit', () => {
  it('are those of the same text opened afresh', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        const text = TextDocument.create('file:///a.yaml', 'yaml', 1, start);
        const document = new OpenDocument(text, style);
        diagnosticsOf(document);
        for (const [index, { at, length, text: newText }] of changes.entries()) {
          const from = Math.floor(at * text.getText().length);
          const range = { start: text.positionAt(from), end: text.positionAt(from + length) };
          TextDocument.update(text, [{ range, text: newText }], index + 2);
          expect(diagnosticsOf(document)).toEqual(fresh(text.getText()));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stay the same objects where nothing changed, and the list says so', () => {
    const text = TextDocument.create('file:///a.yaml', 'yaml', 1, start);
    const document = new OpenDocument(text, style);
    const manifest = document.manifest(options);
    const update = () =>
      document.diagnostics.update(text, document.manifest(options), configuration, localEvidence);
    const before = update();
    expect(update()).toBe(before);
    // The same findings made anew, as after a look-up elsewhere, are no news either.
    const again = { ...localEvidence, generation: 1 };
    expect(document.diagnostics.update(text, manifest, configuration, again)).toBe(before);

    const end = text.positionAt(start.length);
    TextDocument.update(text, [{ range: { start: end, end }, text: '---\nimage: x\n' }], 2);
    expect(update().items[0]).toBe(before.items[0]);
    expect(update().id).toBe(before.id);
  });
});

const server = useServer();

describe.each<Preset>(['vscode', 'neovim'])('over the wire, with a client like %s', (preset) => {
  it('incremental edits give what a fresh document gives', async () => {
    const client = await server.start({ preset, initializationOptions: {} });
    await client.open('a.yaml', start);
    const sequence = fc.sample(edits, { numRuns: 4, seed: 7 }).flat();
    for (const [index, { at, length, text }] of sequence.entries()) {
      const document = client.document('a.yaml');
      const from = Math.floor(at * document.getText().length);
      const range = { start: document.positionAt(from), end: document.positionAt(from + length) };
      await client.change('a.yaml', range, text);
      if (index % 3 !== 0) continue;
      const copy = `copy-${index}.yaml`;
      await client.open(copy, document.getText());
      expect(await client.diagnostics('a.yaml')).toEqual(await client.diagnostics(copy));
      await client.close(copy);
    }
  });
});
