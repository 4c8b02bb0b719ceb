import { Der, DerError } from '../x509/der.ts';

const block = /-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g;

/**
 * The certificates (DER) of a file in PEM, or in DER one after another, in the order in which they stand there. What is
 * beside the blocks of a PEM file, such as a private key, is passed over. @throws DerError for one that is damaged.
 */
export function certificatesIn(file: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!bytes.includes('-----BEGIN ')) return derIn(bytes);
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(block)].map(([, body = '']) => {
    const base64 = body.replace(/\s+/g, '');
    const der = Buffer.from(base64, 'base64');
    if (der.toString('base64') !== base64) throw new DerError('no base64');
    return der;
  });
  if (found.length !== text.split('-----BEGIN CERTIFICATE-----').length - 1) throw new DerError('no PEM');
  return found;
}

function derIn(bytes: Buffer): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let rest: Uint8Array = bytes; rest.length > 0; ) {
    const element = Der.first(rest);
    found.push(element.bytes);
    rest = rest.subarray(element.bytes.length);
  }
  return found;
}
