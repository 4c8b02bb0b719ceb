import type { PartialConfiguration } from '../configuration/configuration.ts';
import { parseSettings } from '../configuration/parse-configuration.ts';
import type { Logger } from '../registry/ports.ts';

/** What holds for one document, beside `.imageseal.yaml`. */
export interface ResourceSettings {
  readonly enable: boolean;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  /** The members that `.imageseal.yaml` has too. */
  readonly overrides: PartialConfiguration;
}

/** What holds for the whole session. */
export interface SessionSettings {
  /** `undefined` when nobody said. */
  readonly offline: boolean | undefined;
  /** Requests at once to one registry. */
  readonly concurrency: number;
  readonly signing: SigningSettings;
}

/** Paths, relative to the first workspace folder; absent for the public Sigstore instance. */
export interface SigningSettings {
  /** A signing configuration. */
  readonly config?: string;
  /** What signatures made with it are verified against. */
  readonly trustedRoot?: string;
}

/** Asks the client for the section `imageseal`, as it holds for a document or for the session. */
export type AskSettings = (scopeUri: string | undefined) => Promise<unknown>;

export interface SettingsOptions {
  /** `undefined` when the client does not answer `workspace/configuration`. */
  readonly ask: AskSettings | undefined;
  /** `initializationOptions.settings`. */
  readonly initial: unknown;
  readonly logger: Logger;
  /** Milliseconds after which a client that does not answer is taken to have no settings. */
  readonly patienceMs?: number;
}

const ownKeys = ['enable', 'offline', 'network', 'codeLens', 'inlayHints', 'signing', 'trace'];
const maxRemembered = 100;

/** The user's settings, asked for once for each document and kept until they change. */
export class Settings {
  readonly #options: SettingsOptions;
  /** What was pushed to us or given at the start. */
  #given: unknown;
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #parsed = new Map<string, ResourceSettings>();
  readonly #complained = new Set<string>();

  constructor(options: SettingsOptions) {
    this.#options = options;
    this.#given = section(options.initial);
  }

  /** Sentences about settings that have no effect; empty when all is well. */
  get problems(): readonly string[] {
    return [...this.#complained];
  }

  async forResource(uri: string): Promise<ResourceSettings> {
    return this.#parse(await this.#valueFor(uri));
  }

  async forSession(): Promise<SessionSettings> {
    const value = await this.#valueFor(undefined);
    const concurrency = member(member(value, 'network'), 'concurrency');
    const offline = member(value, 'offline');
    const path = (name: keyof SigningSettings) => {
      const given = member(member(value, 'signing'), name);
      return typeof given === 'string' && given !== '' ? { [name]: given } : {};
    };
    return {
      offline: typeof offline === 'boolean' ? offline : undefined,
      concurrency:
        typeof concurrency === 'number' && concurrency >= 1 ? Math.min(32, Math.floor(concurrency)) : 8,
      signing: { ...path('config'), ...path('trustedRoot') },
    };
  }

  /** Everything is asked again. Some clients push their settings instead of answering. */
  invalidate(pushed: unknown): void {
    this.#answers.clear();
    this.#complained.clear();
    this.#parsed.clear();
    const value = section(pushed);
    if (this.#options.ask === undefined && isRecord(value)) this.#given = value;
  }

  async #valueFor(uri: string | undefined): Promise<unknown> {
    const { ask } = this.#options;
    if (ask === undefined) return this.#given;
    const key = uri ?? '';
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = this.#askClient(ask, uri);
      if (this.#answers.size >= maxRemembered) this.#answers.clear();
      this.#answers.set(key, answer);
    }
    return answer;
  }

  async #askClient(ask: AskSettings, uri: string | undefined): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, this.#options.patienceMs ?? 3_000, undefined);
    });
    try {
      const answer = await Promise.race([ask(uri), patience]);
      return isRecord(answer) ? answer : this.#given;
    } catch (error) {
      this.#options.logger.warn(`The client did not answer workspace/configuration: ${String(error)}`);
      return this.#given;
    } finally {
      clearTimeout(timer);
    }
  }

  #parse(value: unknown): ResourceSettings {
    const key = JSON.stringify(value) ?? '';
    let parsed = this.#parsed.get(key);
    if (parsed === undefined) {
      const { settings, problems } = parseSettings(value, ownKeys);
      for (const { path, message } of problems) this.#complain(`imageseal.${path}: ${message}`);
      parsed = {
        enable: member(value, 'enable') !== false,
        codeLens: member(member(value, 'codeLens'), 'enable') === true,
        inlayHints: member(member(value, 'inlayHints'), 'enable') === true,
        overrides: settings,
      };
      this.#parsed.set(key, parsed);
    }
    return parsed;
  }

  #complain(problem: string): void {
    if (this.#complained.has(problem)) return;
    this.#complained.add(problem);
    this.#options.logger.warn(problem);
  }
}

/** `{imageseal: {…}}` and `{…}` are both in use. */
function section(value: unknown): unknown {
  return isRecord(value) && isRecord(value.imageseal) ? value.imageseal : value;
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
