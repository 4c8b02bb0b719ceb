import { describe, expect, it } from 'vitest';
import { RememberedPasswords } from '../../../client/src/signing/passwords.ts';
import { RecentKeys } from '../../../client/src/signing/recent-keys.ts';

/** The system's keychain, and what VS Code keeps in the open. */
function stores() {
  const secrets = new Map<string, string>([['of another', 'secret']]);
  const open = new Map<string, unknown>();
  return {
    secrets,
    open,
    keychain: {
      keys: async () => [...secrets.keys()],
      get: async (key: string) => secrets.get(key),
      store: async (key: string, value: string) => void secrets.set(key, value),
      delete: async (key: string) => void secrets.delete(key),
    },
    memory: {
      get: <T>(key: string) => open.get(key) as T | undefined,
      update: async (key: string, value: unknown) => void open.set(key, value),
    },
  };
}

const file = 'file:///work/cosign.key';
const fingerprint = `sha256:${'1'.repeat(64)}`;

describe('remembered passwords', () => {
  it('are kept by the fingerprint of the public key, in the keychain and nowhere else', async () => {
    const { secrets, open, keychain, memory } = stores();
    const passwords = new RememberedPasswords(keychain, memory);
    expect(await passwords.get(file)).toBeUndefined();
    await passwords.remember(file, fingerprint, 'swordfish');
    expect(await passwords.get(file)).toBe('swordfish');
    expect([...secrets.keys()].find((key) => key.includes(fingerprint))).toBeDefined();
    expect(JSON.stringify([...open])).not.toContain('swordfish');
    // Another file with the same key.
    await passwords.remember('file:///copy.key', fingerprint, 'swordfish');
    expect(await passwords.get(file)).toBe('swordfish');
  });

  it('one that was wrong is forgotten, and all are when somebody asks, without touching what others keep', async () => {
    const { secrets, keychain, memory } = stores();
    const passwords = new RememberedPasswords(keychain, memory);
    await passwords.remember(file, fingerprint, 'swordfish');
    await passwords.forget(file);
    expect(await passwords.get(file)).toBeUndefined();
    expect([...secrets.keys()]).toEqual(['of another']);
    await passwords.remember(file, fingerprint, 'a');
    await passwords.remember('file:///b.key', 'sha256:2', 'b');
    expect(await passwords.forgetAll()).toBe(2);
    expect(await passwords.get(file)).toBeUndefined();
    expect([...secrets.keys()]).toEqual(['of another']);
    expect(await passwords.forgetAll()).toBe(0);
  });
});

describe('recent keys', () => {
  it('the last used first, each once, no more than five, and nothing but their names', async () => {
    const { open, memory } = stores();
    const keys = new RecentKeys(memory);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'b']) await keys.used(name);
    expect(keys.all()).toEqual(['b', 'f', 'e', 'd', 'c']);
    open.set('imageseal.signing.keys', 'damaged');
    expect(keys.all()).toEqual([]);
  });
});
