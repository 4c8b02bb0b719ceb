import { asObject } from '../registry/json-body.ts';
import { type PredicateName, predicateTypes } from './predicate-types.ts';
import { type Attestation, SigningError } from './signing.ts';

/** Bytes; registries take no larger manifests either, and SBOMs of large images take some. */
export const maxPredicate = 16 * 1024 * 1024;

/**
 * What is attested, of the file with the predicate, as `cosign attest --predicate` reads it. `type` is one of cosign's
 * names or a URI; `now` is milliseconds since the epoch.
 * @throws SigningError `predicate-type`, `predicate-too-large`, `predicate-not-json`
 */
export function attestationOf(type: string, file: Uint8Array, now: number): Attestation {
  if (file.byteLength > maxPredicate) {
    throw new SigningError({ code: 'predicate-too-large', args: [`${maxPredicate / 1024 / 1024}`] });
  }
  const text = Buffer.from(file).toString();
  const predicateType = isPredicateName(type) ? predicateTypes[type] : type;
  if (!isPredicateName(type) && !/^[a-z][a-z0-9+.-]*:[^\s]{1,1000}$/i.test(type)) {
    throw new SigningError({ code: 'predicate-type', args: [type, Object.keys(predicateTypes).join(', ')] });
  }
  if (type === 'spdx') return { predicateType, predicate: text };
  // Of a type that says nothing of what is in it, the file is wrapped, whatever it is.
  if (predicateType === predicateTypes.custom) {
    const at = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
    return { predicateType, predicate: { Data: text, Timestamp: at } };
  }
  return { predicateType, predicate: objectOf(text) };
}

function isPredicateName(type: string): type is PredicateName {
  return Object.hasOwn(predicateTypes, type);
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const object = asObject(JSON.parse(text.replace(/^\ufeff/, '')));
    if (object) return object;
  } catch {}
  throw new SigningError({ code: 'predicate-not-json' });
}
