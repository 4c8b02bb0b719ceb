import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What an OpenID Connect server keeps, for as long as a test takes; one store for each kind of thing. */
export class MemoryAdapter implements Adapter {
  readonly #things = new Map<string, AdapterPayload>();

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.#things.set(id, payload);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.#things.get(id);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findBy((thing) => thing.userCode === userCode);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findBy((thing) => thing.uid === uid);
  }

  async consume(id: string): Promise<void> {
    const thing = this.#things.get(id);
    if (thing) thing.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#things.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, thing] of this.#things) if (thing.grantId === grantId) this.#things.delete(id);
  }

  #findBy(wanted: (thing: AdapterPayload) => boolean): AdapterPayload | undefined {
    return [...this.#things.values()].find(wanted);
  }
}
