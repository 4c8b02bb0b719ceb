import { type Certificate, readCertificate } from '../../signature/notation/x509/certificate.ts';
import { Der, DerError } from '../../signature/notation/x509/der.ts';

/** More than any bundle of roots has. */
const maxCertificates = 1000;

/**
 * All certificates of a file: PEM, with whatever text between them, or DER, one after the other.
 * @throws DerError for anything else; a certificate that cannot be read spoils the file.
 */
export function certificatesIn(bytes: Uint8Array): Certificate[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const ders = text.includes('-----BEGIN ') ? fromPem(text) : fromDer(bytes);
  return ders.map(readCertificate);
}

function fromPem(text: string): Uint8Array[] {
  const ders: Uint8Array[] = [];
  let label: string | undefined;
  let body = '';
  for (const line of text.split(/\r\n|\n|\r/)) {
    const boundary = /^-----(BEGIN|END) ([^-]*)-----\s*$/.exec(line);
    if (!boundary) {
      if (label !== undefined) body += line.trim();
    } else if (boundary[1] === 'BEGIN' && label === undefined) {
      label = boundary[2]!;
      body = '';
    } else if (boundary[1] === 'END' && label === boundary[2]) {
      if (label !== 'CERTIFICATE') throw new DerError(`PEM of another kind: ${label}`);
      if (ders.length >= maxCertificates) throw new DerError('too many certificates');
      ders.push(fromBase64(body));
      label = undefined;
    } else throw new DerError('a PEM block that does not end');
  }
  if (label !== undefined) throw new DerError('a PEM block that does not end');
  if (ders.length === 0) throw new DerError('no certificate');
  return ders;
}

function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what is no base64.
  if (bytes.toString('base64') !== text) throw new DerError('a PEM block that is not base64');
  return bytes;
}

function fromDer(bytes: Uint8Array): Uint8Array[] {
  const ders: Uint8Array[] = [];
  for (let rest = bytes; rest.length > 0 || ders.length === 0; ) {
    if (ders.length >= maxCertificates) throw new DerError('too many certificates');
    const { bytes: der } = Der.first(rest);
    ders.push(der);
    rest = rest.subarray(der.length);
  }
  return ders;
}
