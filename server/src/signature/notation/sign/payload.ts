import type { Subject } from '../../place.ts';
import { SigningError } from '../../signing.ts';

/** Names that the Notary Project keeps for itself (notation-go, `reservedAnnotationPrefixes`). */
const reserved = 'io.cncf.notary';

/**
 * What is signed: the manifest's descriptor with the user's metadata (signature-specification.md, Payload). Members stand
 * in the order in which Go writes them in COSE; in JWS it sorts them, and nobody minds.
 */
export function signedPayload(
  { mediaType, digest, size }: Subject,
  annotations: Readonly<Record<string, string>>,
): Buffer {
  const names = Object.keys(annotations).sort();
  const metadata = Object.fromEntries(names.map((name) => [name, annotations[name]]));
  const targetArtifact = { mediaType, digest, size, ...(names.length > 0 && { annotations: metadata }) };
  return Buffer.from(JSON.stringify({ targetArtifact }));
}

/** @throws SigningError */
export function checkMetadata(annotations: Readonly<Record<string, string>>): void {
  const name = Object.keys(annotations).find((each) => each.startsWith(reserved));
  if (name !== undefined) throw new SigningError({ code: 'notation-metadata', args: [name] });
}
