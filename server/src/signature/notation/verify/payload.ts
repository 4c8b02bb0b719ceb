import type { Subject } from '../../place.ts';
import { broken, remarked } from '../../problem.ts';
import {
  isObject,
  JsonError,
  JsonNumber,
  type JsonObject,
  type JsonValue,
  lookAlikeIn,
  parseStrictJson,
} from './strict-json.ts';

/** What a signature is of: `targetArtifact` of the payload (signature-specification.md). */
export interface SignedArtifact extends Subject {
  /** User metadata. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** @throws Problem */
export function readPayload(bytes: Uint8Array): SignedArtifact {
  let payload: JsonValue;
  try {
    payload = parseStrictJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const problem = broken('format', 'notation-payload', error.message);
    throw error.message.endsWith('twice') ? remarked(problem, 'notation-tolerates') : problem;
  }
  if (isObject(payload)) checkCase(payload, ['targetArtifact']);
  const artifact = isObject(payload) ? payload.get('targetArtifact') : undefined;
  if (!isObject(artifact)) throw missing('targetArtifact');
  checkCase(artifact, ['mediaType', 'digest', 'size', 'annotations']);
  const mediaType = artifact.get('mediaType');
  const digest = artifact.get('digest');
  const size = artifact.get('size');
  if (typeof mediaType !== 'string') throw missing('mediaType');
  if (typeof digest !== 'string') throw missing('digest');
  const bytesLong = size instanceof JsonNumber ? size.integer : undefined;
  if (bytesLong === undefined || bytesLong < 0) throw missing('size');
  return { mediaType, digest, size: bytesLong, annotations: annotationsOf(artifact) };
}

function annotationsOf(artifact: JsonObject): Readonly<Record<string, string>> {
  const annotations = artifact.get('annotations');
  if (annotations === undefined || annotations === null) return {};
  if (!isObject(annotations)) throw missing('annotations');
  return Object.fromEntries(
    [...annotations].map(([key, value]) => {
      if (typeof value !== 'string') throw missing('annotations');
      return [key, value];
    }),
  );
}

/** @throws Problem */
function checkCase(members: JsonObject, names: readonly string[]): void {
  const found = lookAlikeIn(members, names);
  if (!found) return;
  const problem = broken('format', 'notation-payload', found.why);
  throw found.read ? problem : remarked(problem, 'notation-tolerates');
}

function missing(name: string) {
  return broken('format', 'notation-payload', `"${name}" is missing or wrong`);
}
