import type { Memory } from './passwords.ts';

const key = 'imageseal.signing.keys';
const max = 5;

/** Which keys were signed with in this workspace: URIs of files, and references of key management services; the last first. */
export class RecentKeys {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  all(): readonly string[] {
    const kept = this.#memory.get<unknown>(key);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  }

  async used(name: string): Promise<void> {
    await this.#memory.update(key, [name, ...this.all().filter((each) => each !== name)].slice(0, max));
  }
}
