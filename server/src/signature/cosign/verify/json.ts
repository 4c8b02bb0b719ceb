import { asObject } from '../../../registry/json-body.ts';
import { broken } from '../../problem.ts';
import type { CheckName } from '../../report.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Problem of `check` when the bytes are not a JSON object in UTF-8. */
export function jsonObject(bytes: Uint8Array, check: CheckName, what: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(strictUtf8.decode(bytes));
  } catch {
    throw broken(check, 'not-json', what);
  }
  const object = asObject(value);
  if (!object) throw broken(check, 'not-json', what);
  return object;
}

/** Without groups that repeat: those need a stack, and an SBOM has millions of characters. */
const base64Form = /^[A-Za-z0-9+/]*={0,2}$/;

/** Standard base64 with padding and nothing else in it: Node's own decoder takes anything. `undefined` if it is not. */
export function strictBase64(text: unknown): Buffer | undefined {
  return typeof text === 'string' && text.length % 4 === 0 && base64Form.test(text)
    ? Buffer.from(text, 'base64')
    : undefined;
}
