import { Der, DerError } from './der.ts';

/** More than any bundle of roots has. */
const maxCertificates = 1000;

/**
 * The certificates (DER) of a file in the order in which they stand there: PEM, with whatever text between them, or DER, one
 * after the other. `others`: what becomes of PEM of another kind, such as a private key. @throws DerError for what is damaged.
 */
export function certificatesIn(file: Uint8Array, others: 'refuse' | 'pass over'): Uint8Array[] {
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1');
  const ders: Uint8Array[] = [];
  for (const der of text.includes('-----BEGIN ') ? inPem(text, others) : inDer(file)) {
    if (ders.length >= maxCertificates) throw new DerError('too many certificates');
    ders.push(der);
  }
  return ders;
}

function* inPem(text: string, others: 'refuse' | 'pass over'): Generator<Uint8Array> {
  let label: string | undefined;
  let body = '';
  for (const line of text.split(/\r\n|\n|\r/)) {
    const boundary = /^-----(BEGIN|END) ([^-]*)-----\s*$/.exec(line);
    if (!boundary) {
      if (label !== undefined) body += line.replace(/\s+/g, '');
    } else if (boundary[1] === 'BEGIN' && label === undefined) {
      label = boundary[2]!;
      body = '';
    } else if (boundary[1] === 'END' && label === boundary[2]) {
      if (label === 'CERTIFICATE') yield fromBase64(body);
      else if (others === 'refuse') throw new DerError(`PEM of another kind: ${label}`);
      label = undefined;
    } else throw new DerError('a PEM block that does not end');
  }
  if (label !== undefined) throw new DerError('a PEM block that does not end');
}

function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what is no base64.
  if (bytes.toString('base64') !== text) throw new DerError('a PEM block that is not base64');
  return bytes;
}

function* inDer(bytes: Uint8Array): Generator<Uint8Array> {
  for (let rest = bytes; rest.length > 0; ) {
    const { bytes: der } = Der.first(rest);
    yield der;
    rest = rest.subarray(der.length);
  }
}
