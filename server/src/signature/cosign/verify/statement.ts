import { asObject } from '../../../registry/json-body.ts';
import { annotations } from '../../../registry/manifest.ts';
import { broken } from '../../problem.ts';
import { isProvenance, type StatementFacts } from '../../report.ts';
import { signPredicateType } from '../media-types.ts';
import { type JsonObject, jsonObject } from './json.ts';
import type { ClaimedSubject, Claims } from './material.ts';

const payloadTypeOfStatements = 'application/vnd.in-toto+json';
const statementTypes: ReadonlySet<unknown> = new Set([
  'https://in-toto.io/Statement/v0.1',
  'https://in-toto.io/Statement/v1',
]);
const digestNames: ReadonlySet<string> = new Set(['sha256', 'sha384', 'sha512']);

/**
 * Reads the in-toto statement in a DSSE envelope (in-toto Attestation Framework, Statement v0.1 and v1). Its
 * `predicateType` alone tells a signature of cosign 3 from an attestation.
 * @throws Problem
 */
export function readStatement(payloadType: string, payload: Buffer): Claims {
  if (payloadType !== payloadTypeOfStatements) throw broken('format', 'payload-type', payloadType);
  const statement = jsonObject(payload, 'format', 'statement');
  const { _type: type, subject, predicate } = statement;
  const predicateType = text(statement.predicateType);
  if (!statementTypes.has(type)) throw broken('format', 'statement-type', type);
  if (predicateType === undefined) throw broken('format', 'no-predicate-type');
  if (!Array.isArray(subject)) throw broken('subject', 'no-subject');
  const facts = predicateType === signPredicateType ? undefined : factsOf(predicateType, asObject(predicate));
  return {
    kind: predicateType === signPredicateType ? 'signature' : 'attestation',
    predicateType,
    subjects: subject.map(asObject).flatMap((each) => (each ? [claimedSubject(each)] : [])),
    ...(facts && { facts }),
  };
}

function claimedSubject(subject: JsonObject): ClaimedSubject {
  const digests = Object.entries(asObject(subject.digest) ?? {}).flatMap(([name, hex]) =>
    digestNames.has(name) && typeof hex === 'string' ? [`${name}:${hex}`] : [],
  );
  return { digests, annotations: annotations(subject.annotations) };
}

/** What a hover tells of a predicate; nothing of it is checked by anybody but its signer. */
function factsOf(predicateType: string, predicate: JsonObject | undefined): StatementFacts | undefined {
  if (!predicate) return undefined;
  if (isProvenance({ predicateType })) return provenanceFacts(predicate);
  if (predicateType.startsWith('https://spdx.dev/Document')) return countFacts(predicate.packages);
  if (predicateType.startsWith('https://cyclonedx.org/')) return countFacts(predicate.components);
  const scanner = text(asObject(predicate.scanner)?.uri);
  return scanner === undefined ? undefined : { scanner };
}

/** SLSA provenance v1 (`buildDefinition`, `runDetails`) and v0.2 (`builder`, `invocation`, `materials`). */
function provenanceFacts(predicate: JsonObject): StatementFacts {
  const definition = asObject(predicate.buildDefinition);
  const builder = text(
    asObject(asObject(predicate.runDetails)?.builder)?.id ?? asObject(predicate.builder)?.id,
  );
  const workflow = asObject(asObject(definition?.externalParameters)?.workflow);
  const configSource = asObject(asObject(predicate.invocation)?.configSource);
  const dependency = firstWithDigest(definition?.resolvedDependencies ?? predicate.materials);
  const source = text(workflow?.repository ?? configSource?.uri ?? dependency?.uri);
  const digest = asObject(dependency?.digest) ?? asObject(configSource?.digest);
  const commit = text(digest?.gitCommit ?? digest?.sha1);
  return {
    ...(builder !== undefined && { builder }),
    ...(source !== undefined && { source }),
    ...(commit !== undefined && { commit }),
  };
}

function firstWithDigest(list: unknown): JsonObject | undefined {
  return Array.isArray(list) ? list.map(asObject).find((each) => asObject(each?.digest)) : undefined;
}

function countFacts(list: unknown): StatementFacts | undefined {
  return Array.isArray(list) ? { packages: list.length } : undefined;
}

/** Characters; what is longer is no name of anything, and nothing to show. */
const maxText = 2_000;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxText ? value : undefined;
}
