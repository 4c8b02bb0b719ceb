import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type CodeServer, startCodeServer } from '../../../scripts/lib/code-server.mjs';
import type { EditorSuite } from '../../../scripts/lib/editor-suite.mjs';
import { Driver } from './driver.ts';

export interface EditorOptions {
  /** File name → text. The workspace folder holds just these. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A VS Code theme id. */
  readonly theme?: string;
  /** Display language; `ko` is the other one there is. */
  readonly locale?: string;
  /** `false` leaves the workspace in Restricted Mode. */
  readonly trusted?: boolean;
}

/** What `scripts/editor-suite.mjs` has prepared. */
export function suite(): EditorSuite {
  const text = process.env.IMAGESEAL_EDITOR_SUITE;
  if (!text) throw new Error('run these tests with `npm run test:editor`');
  return JSON.parse(text);
}

/** VS Code keeps a list of the language packs it has; one that was copied in must be put on it. */
function registerLanguagePack(locale: string, dataDir: string, extensions: string): void {
  const folder = join(extensions, `language-pack-${locale}`);
  const { publisher, name, version, contributes } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const [{ localizedLanguageName: label, translations }] = contributes.localizations;
  const packs = {
    [locale]: {
      hash: 'test',
      label,
      extensions: [{ extensionIdentifier: { id: `${publisher}.${name}` }, version }],
      translations: { vscode: join(folder, translations[0].path) },
    },
  };
  writeFileSync(join(dataDir, 'languagepacks.json'), JSON.stringify(packs));
}

const artifacts = new URL('../../../artifacts/editor/', import.meta.url).pathname;

/** A real VS Code with the packaged extension, in a browser, on a workspace of its own. */
export class Editor {
  readonly page: Page;
  readonly driver: Driver;
  /** The workspace folder. */
  readonly folder: string;
  readonly #browser: Browser;
  readonly #server: CodeServer;
  readonly #home: string;

  private constructor(parts: {
    page: Page;
    driver: Driver;
    folder: string;
    browser: Browser;
    server: CodeServer;
    home: string;
  }) {
    this.page = parts.page;
    this.driver = parts.driver;
    this.folder = parts.folder;
    this.#browser = parts.browser;
    this.#server = parts.server;
    this.#home = parts.home;
  }

  static async open(options: EditorOptions): Promise<Editor> {
    const { entry, extensions, chromium: executablePath } = suite();
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'imageseal-editor-')));
    const folder = join(home, 'workspace');
    for (const [name, text] of Object.entries(options.files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const driverFile = join(home, 'driver.json');
    const dataDir = join(home, 'data');
    mkdirSync(dataDir);
    if (options.locale) registerLanguagePack(options.locale, dataDir, extensions);
    const server = await startCodeServer({
      entry,
      dataDir,
      extensionsDir: extensions,
      workspace: folder,
      settings: {
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
        'workbench.colorTheme': options.theme ?? 'Light Modern',
        ...options.settings,
      },
      ...(options.locale && { locale: options.locale }),
      workspaceTrust: options.trusted === false,
      env: {
        IMAGESEAL_DRIVER_FILE: driverFile,
        IMAGESEAL_CONNECTION_LOG: join(home, 'connections.jsonl'),
        IMAGESEAL_CONNECTION_WATCHER: new URL('connection-log.cjs', import.meta.url).pathname,
        // Nothing of the person who runs the tests: neither credentials nor what was looked up before.
        DOCKER_CONFIG: join(home, 'docker'),
        XDG_CACHE_HOME: join(home, 'cache'),
        NOTATION_CONFIG: join(home, 'notation'),
      },
    });
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    try {
      const context = await browser.newContext({
        viewport: { width: 1200, height: 800 },
        locale: options.locale ?? 'en',
      });
      const page = await context.newPage();
      await page.goto(server.url, { waitUntil: 'domcontentloaded' });
      await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
      const driver = await Driver.connect(driverFile);
      return new Editor({ page, driver, folder, browser, server, home });
    } catch (error) {
      await browser.close();
      await server.stop();
      throw error;
    }
  }

  /** A window picture, kept as `artifacts/editor/<name>.png`. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
  }

  /** notation's own configuration, which is no part of the workspace. */
  get notation(): string {
    return join(this.#home, 'notation');
  }

  /** The text on disk. */
  saved(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /**
   * What the extension host and the processes it started have done: each is listed as watched, by the script it runs,
   * and each TCP connection that it asked for.
   */
  network(): { readonly watched: string[]; readonly connections: string[] } {
    const file = join(this.#home, 'connections.jsonl');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    const entries: { script: string; to?: string }[] = lines.map((line) => JSON.parse(line));
    return {
      watched: entries.filter(({ to }) => to === undefined).map(({ script }) => script),
      connections: entries.filter(({ to }) => to !== undefined).map(({ script, to }) => `${script} → ${to}`),
    };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    rmSync(this.#home, {
      recursive: true,
      force: true,
      maxRetries: 5,
      retryDelay: 200,
    });
  }
}
