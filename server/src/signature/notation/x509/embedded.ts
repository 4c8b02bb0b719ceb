import { type Certificate, readCertificate } from './certificate.ts';
import { type Der, DerError, tags } from './der.ts';

/** Those of the certificates that came along that can be read: others could not prove anything, and do no harm. */
export function readableCertificates(elements: readonly Der[]): readonly Certificate[] {
  return elements.flatMap((element) => {
    if (element.tag !== tags.sequence) return [];
    try {
      return [readCertificate(element.bytes)];
    } catch (error) {
      if (error instanceof DerError) return [];
      throw error;
    }
  });
}
