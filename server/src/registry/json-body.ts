import type { HttpResponse } from './ports.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** A JSON object, or `undefined` for anything else. */
export function parseJson(body: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(strictUtf8.decode(body)));
  } catch {
    return undefined;
  }
}

/** JSON in one line, as registries keep it. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** The `code` members of a registry's error body (`NAME_UNKNOWN`, …); empty when it is not one. */
export function errorCodes(response: HttpResponse): readonly string[] {
  return errors(response).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
}

/** Some web server's 404 page says nothing about images. */
export function isRegistryAnswer(response: HttpResponse): boolean {
  return errorCodes(response).length > 0 || 'docker-distribution-api-version' in response.headers;
}

/** What the other side said, on one short line: `HTTP 403 DENIED: requested access to the resource is denied`. */
export function errorDetail(response: HttpResponse): string {
  const said = errors(response).map(({ code, message }) => [code, message].filter(isText).join(': '));
  return oneLine(`HTTP ${response.status} ${said.join('; ')}`);
}

function errors(response: HttpResponse): readonly Readonly<Record<string, unknown>>[] {
  if (response.body.byteLength > 65_536) return [];
  const list = parseJson(response.body)?.errors;
  if (!Array.isArray(list)) return [];
  return list
    .slice(0, 3)
    .map(asObject)
    .filter((entry) => entry !== undefined);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Text of a stranger, fit for a log line: no control characters, 200 at most. */
function oneLine(text: string): string {
  return text
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, 200);
}
