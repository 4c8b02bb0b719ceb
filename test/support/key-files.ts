import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { describeKeyProblem } from '../../server/src/signature/cosign/keys/describe.ts';
import { isKeyError, type KeyProblem } from '../../server/src/signature/cosign/keys/problem.ts';

const fixtures = join(import.meta.dirname, '../fixtures/cosign');

/** A key that cosign made: `p256.key`, password `imageseal`. */
export function recordedKey(name: string): Buffer {
  return readFileSync(join(fixtures, 'keyed/keys', name));
}

/** A key in one of the forms that people have them. */
export function keyFile(name: string): Buffer {
  return readFileSync(join(fixtures, 'key-files', name));
}

export const bytes = (text: string): Buffer => Buffer.from(text);

/** Why a key file is refused. Nothing of the file or the passwords may be in what anybody is told. */
export async function refusal(
  file: Uint8Array,
  tried: (file: Uint8Array) => Promise<unknown>,
  ...passwords: string[]
): Promise<KeyProblem & { readonly sentence: string }> {
  const error = await tried(file).then(
    () => expect.fail('It was not refused.'),
    (error: unknown) => error,
  );
  if (!isKeyError(error)) throw error;
  const sentence = describeKeyProblem(error.problem, 'my.key');
  const told = [sentence, error.message, JSON.stringify(error)].join('\n');
  for (const secret of [...secretsOf(file), ...passwords.filter((password) => password !== '')]) {
    expect(told).not.toContain(secret);
  }
  return { ...error.problem, sentence };
}

/** Every piece of 8 characters of what a PEM holds, in its lines and in the JSON in it. */
function secretsOf(file: Uint8Array): string[] {
  const lines = Buffer.from(file).toString('latin1').split(/\r?\n/);
  const body = lines.filter((line) => /^[A-Za-z0-9+/=]{8,}$/.test(line)).join('');
  const inside =
    Buffer.from(body, 'base64')
      .toString('latin1')
      .match(/[A-Za-z0-9+/=]{20,}/g) ?? [];
  return [body, ...inside].flatMap((text) =>
    Array.from({ length: Math.max(0, text.length - 7) }, (_, at) => text.slice(at, at + 8)),
  );
}
