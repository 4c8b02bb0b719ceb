import type { Sigstore } from './instance.ts';
import type { EntryJson } from './log.ts';
import { bundleAnnotation, type Signed } from './sign.ts';

type Change = (value: unknown) => unknown;

/** A copy of a JSON value with another value at `path` (`verificationMaterial.tlogEntries.0.logIndex`). */
export function altered(json: unknown, path: string, change: Change): unknown {
  const copy = structuredClone(json);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const parent = names.reduce<unknown>((value, name) => member(value, name), copy) as Record<string, unknown>;
  const value = change(member(parent, last));
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

export function member(json: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null) throw new Error(`nothing at ${path}`);
    return (value as Record<string, unknown>)[name];
  }, json);
}

/** The same with one bit turned; of base64 text in what it stands for. Counted from the end when negative. */
export function flipped(at = -1): Change {
  return (value) => {
    if (typeof value !== 'string') throw new Error('only base64 can be flipped');
    const bytes = Buffer.from(value, 'base64');
    return flip(bytes, at).toString('base64');
  };
}

export function flip(bytes: Uint8Array, at = -1): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

/** A signature with another blob, or with another value of an annotation (`undefined`: without it). */
export function withBytes({ record }: Signed, bytes: Buffer): Signed {
  return { record, bytes };
}

export function withAnnotation({ record, bytes }: Signed, name: string, value: string | undefined): Signed {
  const { [name]: _, ...others } = record.annotations;
  return {
    bytes,
    record: { ...record, annotations: { ...others, ...(value !== undefined && { [name]: value }) } },
  };
}

export const signatureAnnotation = 'dev.cosignproject.cosign/signature';
export const certificateAnnotation = 'dev.sigstore.cosign/certificate';
export const logAnnotation = 'dev.sigstore.cosign/bundle';
export const timestampAnnotation = 'dev.sigstore.cosign/rfc3161timestamp';

/** A legacy signature with a change in the JSON of its log entry. */
export function withLogEntry(signed: Signed, path: string, change: Change): Signed {
  const entry: unknown = JSON.parse(signed.record.annotations[logAnnotation] ?? '');
  return withAnnotation(signed, logAnnotation, JSON.stringify(altered(entry, path, change)));
}

/** What a log entry holds, as JSON. */
export function bodyOf(canonicalizedBody: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(canonicalizedBody), 'base64').toString()) as Record<string, unknown>;
}

/** The bundle with its entry logged anew: changed before it was, at another time, or (`at` undefined) without any. */
export function relogged(
  { rekor1, rekor2 }: Sigstore,
  bundle: unknown,
  at: Date | undefined,
  change: (body: unknown) => unknown = (body) => body,
): unknown {
  return altered(bundle, 'verificationMaterial.tlogEntries.0', (entry) => {
    const body = change(bodyOf((entry as EntryJson).canonicalizedBody)) as Record<string, unknown>;
    return at ? rekor1.add(body, at) : rekor2.add(body);
  });
}

/** The same of a legacy signature. */
export function reloggedLegacy(
  { rekor1, now }: Sigstore,
  signed: Signed,
  change: (body: unknown) => unknown,
  at = now,
): Signed {
  const entry = JSON.parse(signed.record.annotations[logAnnotation] ?? '') as { Payload: { body: string } };
  const body = change(bodyOf(entry.Payload.body)) as Record<string, unknown>;
  return withAnnotation(signed, logAnnotation, bundleAnnotation(rekor1.add(body, at)));
}
