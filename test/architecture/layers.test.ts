import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, importsBelow } from '../support/imports.ts';

/** In the order of docs/architecture.md: a folder imports only from itself and from folders before it. */
const layers = [
  'manifest',
  'image',
  'registry',
  'signature',
  'trust',
  'policy',
  'pipeline',
  'configuration',
  'analysis',
  'platform',
  'lsp',
  'cli',
];
/** The engine proper: everything before the adapters. */
const pure = layers.slice(0, layers.indexOf('platform'));
const nodeInput =
  /^(?:node:)?(?:fs|fs\/promises|net|tls|http|https|http2|dns|dgram|child_process|worker_threads|os)$/;

const root = resolve(import.meta.dirname, '../..');
const server = join(root, 'server/src');

const layerOf = (path: string): string => relative(server, path).split('/')[0] ?? '';
const serverImports = importsBelow(server);
const show = ({ from, specifier }: Import) => `${relative(root, from)} imports ${specifier}`;

describe('layers', () => {
  it('finds imports at all', () => {
    expect(serverImports.length).toBeGreaterThan(100);
    expect(new Set(serverImports.map(({ from }) => layerOf(from)))).toContain('manifest');
  });

  it('imports only from folders before it', () => {
    const wrong = serverImports.filter(({ from, specifier }) => {
      if (!specifier.startsWith('.') || !layers.includes(layerOf(from))) return false;
      const target = layerOf(resolve(dirname(from), specifier));
      return !layers.includes(target) || layers.indexOf(target) > layers.indexOf(layerOf(from));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('keeps the editor, the protocol and Node I/O out of the engine', () => {
    const wrong = serverImports.filter(
      ({ from, specifier }) =>
        pure.includes(layerOf(from)) && (/^vscode/.test(specifier) || nodeInput.test(specifier)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('keeps the language server protocol in lsp/', () => {
    const wrong = serverImports.filter(
      ({ from, specifier }) =>
        /^vscode-(?:languageserver|jsonrpc)/.test(specifier) &&
        layerOf(from) !== 'lsp' &&
        relative(server, from) !== 'main.ts',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('turns spans into ranges in one file only', () => {
    const files = new Set(serverImports.map(({ from }) => from));
    const wrong = [...files].filter(
      (file) =>
        layerOf(file) === 'lsp' &&
        !file.endsWith('convert.ts') &&
        /\.positionAt\(|Range\.create\(/.test(readFileSync(file, 'utf8')),
    );
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });

  it('shares only types and constants between client and server', () => {
    const constants =
      /server\/src\/(?:lsp\/(?:signing-)?protocol|configuration\/rule-ids|signature\/predicate-types)\.ts$/;
    const crossing = importsBelow(join(root, 'client/src')).filter(({ specifier }) =>
      specifier.includes('server/src'),
    );
    const wrong = crossing.filter(({ specifier, kind }) => kind !== 'type' && !constants.test(specifier));
    expect(wrong.map(show)).toEqual([]);
  });

  it('imports vscode in the client only', () => {
    expect(serverImports.filter(({ specifier }) => specifier === 'vscode').map(show)).toEqual([]);
  });
});
