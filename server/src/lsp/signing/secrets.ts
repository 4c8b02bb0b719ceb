/**
 * Takes a secret out of a message: into bytes, which whoever asks wipes, and out of the object. The text itself, as the
 * protocol's library has read it, is not ours to wipe: nothing keeps it, and the collector takes it.
 */
export function takeSecret<Key extends string>(
  message: { [Name in Key]?: string },
  member: Key,
): Buffer | undefined {
  const text: unknown = message[member];
  if (typeof text !== 'string') return undefined;
  message[member] = '';
  return Buffer.from(text);
}

/** Does some work with secrets, and wipes them, come what may. */
export async function withSecrets<T>(
  secrets: readonly (Uint8Array | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } finally {
    for (const secret of secrets) secret?.fill(0);
  }
}
