import { asObject, parseJson } from '../../registry/json-body.ts';

/** The predicate type inside a DSSE envelope (JSON), or `undefined` when it holds no in-toto statement. */
export function predicateTypeOfEnvelope(bytes: Uint8Array): string | undefined {
  return predicateTypeOf(parseJson(bytes));
}

export type BundleContent =
  | { readonly type: 'message-signature' }
  | { readonly type: 'envelope'; readonly predicateType: string | undefined }
  | { readonly type: 'unreadable' };

/** What a Sigstore bundle (JSON) holds. Nothing is verified. */
export function contentOfBundle(bytes: Uint8Array): BundleContent {
  const bundle = parseJson(bytes);
  const envelope = asObject(bundle?.dsseEnvelope);
  if (envelope) return { type: 'envelope', predicateType: predicateTypeOf(envelope) };
  return asObject(bundle?.messageSignature) ? { type: 'message-signature' } : { type: 'unreadable' };
}

function predicateTypeOf(envelope: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const payload = envelope?.payload;
  if (typeof payload !== 'string') return undefined;
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
  const predicateType = parseJson(bytes)?.predicateType;
  return typeof predicateType === 'string' && predicateType !== '' ? predicateType : undefined;
}
