// Starts the embedded registry, runs the bundled language server over examples/ and prints what an editor would show.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import {
  type CodeAction,
  type CodeLens,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  type Hover,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { StatusParams } from '../server/src/lsp/protocol.ts';
import { statusNotification } from '../server/src/lsp/protocol.ts';
import { findManifests } from '../server/src/platform/scan.ts';
import { examplePort, startExampleRegistry } from './example-registry.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'examples');
/** Trusted ones of both kinds, and one that is signed by the right workflow for the wrong branch. */
const hoveredOver = ['release/checkout', 'vendor/cache', 'release/preview'].map(
  (name) => `oci.localhost:${examplePort}/${name}`,
);
const paint = (style: Parameters<typeof styleText>[0], text: string) =>
  styleText(style, text, { stream: process.stdout });

const registry = await startExampleRegistry().catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(
    `Port ${examplePort} is in use, and the examples name it. End the program that listens there and try again.`,
  );
  process.exit(1);
});
try {
  if (process.argv.includes('--editor')) await openEditor();
  else await showExamples();
} finally {
  await registry.close();
}

async function openEditor(): Promise<void> {
  const { openInEditor } = await import('./open-editor.mjs');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const { stop } = await openInEditor({ vsix: join(root, `imageseal-${version}.vsix`), workspace: examples });
  console.log(`The examples' registry listens on port ${examplePort}. Press Ctrl+C to stop it.`);
  await once(process, 'SIGINT');
  await stop();
}

async function showExamples(): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), 'imageseal-examples-'));
  const server = spawn(process.execPath, [join(root, 'dist', 'server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  // Everything is asked for anew when it is shown.
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  let quiescent = () => {};
  const settled = new Promise<void>((resolve) => {
    quiescent = resolve;
  });
  let opened = false;
  connection.onNotification(statusNotification, (status: StatusParams) => {
    if (opened && status.quiescent) quiescent();
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(examples).href,
    workspaceFolders: [{ uri: pathToFileURL(examples).href, name: 'examples' }],
    capabilities: {
      textDocument: {
        diagnostic: { codeDescriptionSupport: true, dataSupport: true },
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } },
          isPreferredSupport: true,
        },
        hover: { contentFormat: ['plaintext'] },
        codeLens: {},
      },
      workspace: { workspaceEdit: { documentChanges: true }, diagnostics: { refreshSupport: true } },
    },
    initializationOptions: {
      trusted: true,
      settings: { codeLens: { enable: true } },
      // Nothing of earlier runs, and nothing left behind.
      cacheDirectory: cache,
    },
  });
  await connection.sendNotification('initialized', {});

  // The JSON among them is a trusted root and a trust policy.
  const files = [...findManifests(examples)].filter((file) => !file.endsWith('.json'));
  const texts = new Map(files.map((file) => [pathToFileURL(file).href, readFileSync(file, 'utf8')]));
  for (const [uri, text] of texts) {
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
  }
  opened = true;
  await settled;

  let count = 0;
  for (const [uri, text] of texts) count += await showFile(connection, uri, text);
  for (const image of hoveredOver) await showHover(connection, texts, image);
  console.log(
    paint('bold', `${texts.size} files, ${count} squiggles, ${registry.requests.length} registry requests.`),
  );
  console.log(`Next: ${paint('cyan', 'npm start -- --editor')} opens the same files in VS Code.`);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await once(server, 'exit');
  rmSync(cache, { recursive: true, force: true });
}

/** Prints what the editor would show of a file; the result is how many squiggles that is. */
async function showFile(connection: ProtocolConnection, uri: string, text: string): Promise<number> {
  const name = relative(root, fileURLToPath(uri));
  console.log(paint(['bold', 'underline'], name));
  const lenses = (await connection.sendRequest('textDocument/codeLens', {
    textDocument: { uri },
  })) as CodeLens[] | null;
  const report = (await connection.sendRequest('textDocument/diagnostic', {
    textDocument: { uri },
  })) as DocumentDiagnosticReport;
  const diagnostics = 'items' in report ? report.items : [];
  const about = new Map<number, { lens?: CodeLens; diagnostics: Diagnostic[] }>();
  const at = (line: number) => {
    const known = about.get(line) ?? { diagnostics: [] };
    about.set(line, known);
    return known;
  };
  for (const lens of lenses ?? []) at(lens.range.start.line).lens = lens;
  for (const diagnostic of diagnostics) at(diagnostic.range.start.line).diagnostics.push(diagnostic);
  if (about.size === 0) console.log(paint('dim', '  nothing to report'));
  const lines = text.split('\n');
  for (const [number, { lens, diagnostics: here }] of [...about].sort(([a], [b]) => a - b)) {
    const line = lines[number] ?? '';
    const indent = ' '.repeat(line.length - line.trimStart().length);
    if (lens) console.log(`       ${indent}${paint('cyan', lens.command?.title ?? '')}`);
    console.log(`  ${paint('dim', String(number + 1).padStart(4))} ${line}`);
    for (const diagnostic of here) await showDiagnostic(connection, uri, line, diagnostic);
  }
  console.log();
  return diagnostics.length;
}

async function showDiagnostic(
  connection: ProtocolConnection,
  uri: string,
  line: string,
  diagnostic: Diagnostic,
): Promise<void> {
  const { start, end } = diagnostic.range;
  const [style, word] = severityOf(diagnostic);
  const width = Math.max(1, (end.line === start.line ? end.character : line.length) - start.character);
  console.log(`       ${' '.repeat(start.character)}${paint(style, '~'.repeat(width))}`);
  console.log(
    `       ${paint(style, word)} ${String(diagnostic.message)} ${paint('dim', `(${String(diagnostic.code)})`)}`,
  );
  const actions = (await connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: diagnostic.range,
    context: { diagnostics: [diagnostic] },
  })) as CodeAction[] | null;
  for (const action of actions ?? []) {
    if (action.isPreferred) console.log(`       ${paint('green', 'fix:')} ${action.title}`);
  }
}

async function showHover(
  connection: ProtocolConnection,
  texts: ReadonlyMap<string, string>,
  wanted: string,
): Promise<void> {
  for (const [uri, text] of texts) {
    const line = text.split('\n').findIndex((content) => content.includes(wanted));
    if (line < 0) continue;
    const character = (text.split('\n')[line] ?? '').indexOf(wanted) + 5;
    const hover = await hoverWithDetails(connection, {
      textDocument: { uri },
      position: { line, character },
    });
    console.log(paint(['bold', 'underline'], `Hover over ${wanted}`));
    const { contents } = hover;
    const shown = typeof contents === 'object' && 'value' in contents ? contents.value : String(contents);
    console.log(shown.replace(/^/gm, '  '));
    console.log();
    return;
  }
}

/** A hover answers at once; created and labels arrive shortly after it asked for them. */
async function hoverWithDetails(connection: ProtocolConnection, params: object): Promise<Hover> {
  await connection.sendRequest('textDocument/hover', params);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return (await connection.sendRequest('textDocument/hover', params)) as Hover;
}

function severityOf({ severity }: Diagnostic): [Parameters<typeof styleText>[0], string] {
  if (severity === DiagnosticSeverity.Error) return ['red', 'error'];
  if (severity === DiagnosticSeverity.Warning) return ['yellow', 'warning'];
  return ['blue', severity === DiagnosticSeverity.Hint ? 'hint' : 'information'];
}
