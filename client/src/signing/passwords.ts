/** VS Code's `SecretStorage`, as far as it is used. */
export interface SecretStore {
  keys(): PromiseLike<readonly string[]>;
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** VS Code's `Memento`, as far as it is used. */
export interface Memory {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

const prefix = 'imageseal.signing.password ';
const fingerprintsKey = 'imageseal.signing.fingerprints';
const maxKnown = 50;

/**
 * Passwords of key files, kept in the system's keychain where somebody has asked for that: under the fingerprint of the
 * public key. Which key a file holds is remembered outside, since only its password tells.
 */
export class RememberedPasswords {
  readonly #secrets: SecretStore;
  readonly #memory: Memory;

  constructor(secrets: SecretStore, memory: Memory) {
    this.#secrets = secrets;
    this.#memory = memory;
  }

  /** `file`: the URI of a private key. */
  async get(file: string): Promise<string | undefined> {
    const fingerprint = this.#known[file];
    return fingerprint === undefined ? undefined : await this.#secrets.get(prefix + fingerprint);
  }

  async remember(file: string, fingerprint: string, password: string): Promise<void> {
    await this.#secrets.store(prefix + fingerprint, password);
    const others = Object.entries(this.#known).filter(([each]) => each !== file);
    const known = [...others.slice(1 - maxKnown), [file, fingerprint]];
    await this.#memory.update(fingerprintsKey, Object.fromEntries(known));
  }

  /** It did not open the file. */
  async forget(file: string): Promise<void> {
    const { [file]: fingerprint, ...others } = this.#known;
    if (fingerprint === undefined) return;
    await this.#memory.update(fingerprintsKey, others);
    await this.#secrets.delete(prefix + fingerprint);
  }

  /** How many there were. */
  async forgetAll(): Promise<number> {
    const keys = (await this.#secrets.keys()).filter((key) => key.startsWith(prefix));
    for (const key of keys) await this.#secrets.delete(key);
    await this.#memory.update(fingerprintsKey, undefined);
    return keys.length;
  }

  get #known(): Readonly<Record<string, string>> {
    return this.#memory.get<Record<string, string>>(fingerprintsKey) ?? {};
  }
}
