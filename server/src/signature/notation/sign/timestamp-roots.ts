import { SigningError } from '../../signing.ts';
import { readCertificate } from '../x509/certificate.ts';
import { certificatesIn } from '../x509/certificate-file.ts';
import { DerError } from '../x509/der.ts';
import { isSelfSigned } from '../x509/signed-by.ts';
import type { NamedFile } from './certified-key.ts';

/** The one root certificate (DER) of a timestamp authority, as `notation sign` wants it. @throws SigningError */
export function timestampRoots({ name, bytes }: NamedFile): readonly Uint8Array[] {
  try {
    const roots = certificatesIn(bytes, 'pass over').map(readCertificate);
    const isRoot = roots.every((root) => root.basicConstraints?.ca === true && isSelfSigned(root));
    if (roots.length === 1 && isRoot) return roots.map(({ der }) => der);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
  }
  throw new SigningError({ code: 'timestamp-root', args: [name] });
}
