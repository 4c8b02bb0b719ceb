import { alternateName, type RepositoryName } from '../../../image/names.ts';
import type { Attestation } from '../../signing.ts';
import { signPredicateType } from '../media-types.ts';

type Annotations = Readonly<Record<string, string>>;

/** The in-toto statement that `cosign sign` 3 makes of an image: it names the digest and nothing else. */
export function signatureStatement(digest: string, annotations: Annotations): Buffer {
  const annotated = Object.keys(annotations).length > 0;
  return json({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: digestOf(digest), ...(annotated && { annotations }) }],
    predicateType: signPredicateType,
    predicate: {},
  });
}

/** The in-toto statement that `cosign attest` makes: of version 0.1, which every version of cosign verifies. */
export function attestationStatement(
  name: RepositoryName,
  digest: string,
  { predicateType, predicate }: Attestation,
): Buffer {
  return json({
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType,
    subject: [{ name: alternateName(name), digest: digestOf(digest) }],
    predicate,
  });
}

/** What `cosign sign` 1 and 2 sign (Red Hat's simple signing), byte by byte as Go writes it. */
export function simpleSigningPayload(name: RepositoryName, digest: string, annotations: Annotations): Buffer {
  const identity = `{"docker-reference":${goText(alternateName(name))}}`;
  const image = `{"docker-manifest-digest":${goText(digest)}}`;
  const members = Object.keys(annotations)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((key) => `${goText(key)}:${goText(annotations[key] ?? '')}`);
  const optional = members.length === 0 ? 'null' : `{${members.join(',')}}`;
  const type = '"cosign container image signature"';
  return Buffer.from(
    `{"critical":{"identity":${identity},"image":${image},"type":${type}},"optional":${optional}}`,
  );
}

/** A JSON string with those characters escaped that Go escapes. */
function goText(text: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, escaped);
}

function digestOf(digest: string): Record<string, string> {
  const colon = digest.indexOf(':');
  return { [digest.slice(0, colon)]: digest.slice(colon + 1) };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
