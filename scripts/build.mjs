// Bundles the extension, the language server and the command line into dist/ (CommonJS, minified); with --watch again
// at every change, unminified and with source maps.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  legalComments: 'linked',
  mainFields: ['module', 'main'],
  // What Sigstore's library sends goes through our own HTTP, with the editor's proxies and certificates.
  alias: {
    'make-fetch-happen': './server/src/signature/cosign/sign/fetch.ts',
    // Traces of the TUF library, which nobody can switch on here.
    debug: './scripts/lib/no-debug.mjs',
    // The client library asks whether VS Code is new enough for it; `engines` in package.json demands a newer one.
    'semver/functions/parse': './scripts/lib/any-version.cjs',
    'semver/functions/satisfies': './scripts/lib/any-version.cjs',
  },
  // What is loaded on demand is loaded by `require`: Node's loader of modules would first parse it to see what it is.
  supported: { 'dynamic-import': false },
  outdir: 'dist',
  metafile: true,
  logLevel: 'warning',
};

/**
 * Modules that are a file of their own, loaded when first used: programs say `await import('…')` of them. Each bundle
 * would otherwise carry a copy, and start with it. What they say to people is put into words by the programs: a file of
 * its own has a translation table of its own, but for the pipeline's, which shares theirs, and the extension's, whose is
 * VS Code's.
 */
const onDemand = {
  verifier: 'server/src/trust/verifier.ts',
  tuf: 'server/src/platform/tuf/tuf.ts',
  oidc: 'server/src/platform/oidc/oidc.ts',
  signer: 'server/src/signature/cosign/sign/signer.ts',
  notation: 'server/src/trust/notation/notation.ts',
  pipeline: 'server/src/pipeline/pipeline.ts',
  'extension-signing': 'client/src/signing/index.ts',
};

/** @type {import('esbuild').Plugin} */
const leaveOnDemandOut = {
  name: 'on-demand',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const wanted = join(resolveDir, path);
      const name = Object.keys(onDemand).find((each) => join(root, onDemand[each]) === wanted);
      return name === undefined ? undefined : { path: `./${name}.js`, external: true };
    });
  },
};

/**
 * Programs with parts that are files of their own too, loaded when first used: programs say `await import('…')` of them. A
 * part has no copies, as those above have: it uses the modules of its program, with their classes and state. The program
 * comes first.
 */
const withParts = [{ server: 'server/src/main.ts', signing: 'server/src/lsp/signing/signing.ts' }];

/**
 * Libraries that several files need: files of their own too, so that they ship once. `l10n` so that the words of the
 * pipeline are in the language that its program has chosen.
 */
const shared = {
  yaml: 'yaml',
  '@vscode/l10n': 'l10n',
  '@sigstore/core': 'sigstore-core',
  '@sigstore/bundle': 'sigstore-bundle',
  '@sigstore/protobuf-specs': 'sigstore-protobuf-specs',
  '@sigstore/protobuf-specs/rekor/v2': 'sigstore-protobuf-specs-rekor',
  minimatch: 'minimatch',
  'vscode-languageserver-protocol/node': 'language-protocol',
};

/** The parts of the protocol library, all of which its `node` exports. They import each other within its file. */
const protocolPart =
  /^vscode-(?:languageserver-protocol(?:\/node)?|languageserver-types|jsonrpc(?:\/node)?)$/;
const withinProtocol =
  /node_modules[\\/]vscode-(?:languageserver-protocol|languageserver-types|jsonrpc)[\\/]/;

/** What the messages of Rekor 2 are made of; the library's main file exports it too, under the same names. */
const protobufPart = /^(?:\.\.\/){2}(?:envelope|sigstore_common)$/;
const withinRekor = /protobuf-specs[\\/]dist[\\/]__generated__[\\/]rekor[\\/]v2[\\/]/;

/** @type {import('esbuild').Plugin} */
const shareLibraries = {
  name: 'shared',
  setup({ onResolve }) {
    onResolve(
      { filter: /^(?:yaml|minimatch|@vscode\/l10n|@sigstore\/[a-z-]+(?:\/rekor\/v2)?)$/ },
      ({ kind, path }) => {
        const name = kind === 'entry-point' ? undefined : shared[path];
        return name === undefined ? undefined : { path: `./${name}.js`, external: true };
      },
    );
    onResolve({ filter: protocolPart }, ({ kind, importer }) =>
      kind === 'entry-point' || withinProtocol.test(importer)
        ? undefined
        : { path: './language-protocol.js', external: true },
    );
    onResolve({ filter: protobufPart }, ({ importer }) =>
      withinRekor.test(importer) ? { path: './sigstore-protobuf-specs.js', external: true } : undefined,
    );
  },
};

const entries = [
  { entryPoints: { extension: 'client/src/extension.ts' }, external: ['vscode'] },
  ...withParts.map((files) =>
    // Modules alone can be split; `joined` makes of them what all others are. What is being worked on stays whole.
    watch
      ? { entryPoints: Object.fromEntries(Object.entries(files).slice(0, 1)) }
      : { entryPoints: files, splitting: true, format: /** @type {const} */ ('esm'), supported: {} },
  ),
  { entryPoints: { 'cli-program': 'server/src/cli-program.ts' } },
  { entryPoints: { cli: 'server/src/cli.ts' }, banner: { js: '#!/usr/bin/env node' } },
  ...Object.entries(onDemand).map(([name, file]) => ({
    entryPoints: { [name]: file },
    external: ['vscode'],
  })),
  ...Object.entries(shared).map(([library, name]) => ({
    entryPoints: { [name]: library },
    // Its modules; for `node` it has the same code as CommonJS only, which bundles larger and starts slower.
    ...(library === 'yaml' && { platform: 'neutral' }),
  })),
];

const plugins = [leaveOnDemandOut, shareLibraries];

mkdirSync(join(root, 'dist'), { recursive: true });
if (watch) {
  // The words that .vscode/tasks.json waits for.
  const report = {
    name: 'report',
    setup(/** @type {import('esbuild').PluginBuild} */ { onStart, onEnd }) {
      onStart(() => console.log('[watch] build started'));
      onEnd(() => console.log('[watch] build finished'));
    },
  };
  const contexts = await Promise.all(
    entries.map((entry) => context({ ...common, ...entry, plugins: [...plugins, report] })),
  );
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  await buildOnce();
}

async function buildOnce() {
  const results = await Promise.all(
    entries.map((entry) => build({ ...common, ...entry, plugins, write: false })),
  );
  const made = new Set();
  for (const [index, { outputFiles }] of results.entries()) {
    const { entryPoints, splitting } = entries[index];
    const files = outputFiles.map(({ path, text }) => ({ name: basename(path), text }));
    for (const { name, text } of splitting ? await joined(Object.keys(entryPoints), files) : files) {
      const isProgram = name.endsWith('.js');
      const code = isProgram ? minifiedAgain(name, text) : text;
      made.add(name);
      writeFileSync(join(root, 'dist', name), code);
      if (isProgram) console.log(`dist/${name}  ${(Buffer.byteLength(code) / 1024).toFixed(0)} KB`);
    }
  }
  writeFileSync(join(root, 'dist', 'meta.json'), JSON.stringify(results.map((r) => r.metafile)));
  // Afterwards, so that a program that runs from dist/ meanwhile finds its files.
  for (const name of readdirSync(join(root, 'dist'))) {
    if (name !== 'meta.json' && !made.has(name))
      rmSync(join(root, 'dist', name), { recursive: true, force: true });
  }
}

/** Puts what a program and its parts share, which esbuild leaves in files of its own, into the program; in CommonJS. */
async function joined(/** @type {string[]} */ wanted, /** @type {{ name: string, text: string }[]} */ files) {
  const texts = new Map(files.map(({ name, text }) => [`./${name}`, text]));
  const bundle = await rolldown({
    input: `./${wanted[0]}.js`,
    platform: 'node',
    plugins: [
      {
        name: 'joined',
        resolveId: (id) => (texts.has(id) ? id : { id, external: true }),
        load: (id) => texts.get(id),
      },
    ],
  });
  const name = '[name].js';
  const options = { format: 'cjs', dynamicImportInCjs: false, entryFileNames: name, chunkFileNames: name };
  const { output } = await bundle.generate(options);
  const made = output.map(({ fileName, code }) => ({ name: fileName, text: code }));
  const names = made.map((file) => file.name);
  // What two parts share and their program does not need would be one more, which nothing ships.
  if (
    names.toSorted().join() !==
    wanted
      .map((each) => `${each}.js`)
      .toSorted()
      .join()
  )
    throw new Error(`${wanted.join(' and ')} became ${names.join(', ')}`);
  return made;
}

/**
 * Takes what esbuild leaves, which names most variables differently from function to function: the same few names over
 * and over take 20 KB less in the archive.
 */
function minifiedAgain(/** @type {string} */ name, /** @type {string} */ text) {
  const { code, errors } = minifySync(name, text, {
    module: false,
    compress: { target: common.target },
    mangle: { toplevel: true },
  });
  if (errors.length > 0) throw new Error(`${name} could not be minified: ${errors[0].message}`);
  return code;
}
