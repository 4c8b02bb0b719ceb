import type { X509Certificate } from '@sigstore/core';

/**
 * Makes a certificate remember its encodings: the library encodes it anew for every comparison, which is most of what a
 * verification takes. Nobody changes such a certificate; where the library does (SCTs), it works on a copy.
 */
export function rememberDer(certificate: X509Certificate): X509Certificate {
  const { root } = certificate;
  const parts = [root, certificate.tbsCertificate, ...certificate.tbsCertificate.subs];
  for (const part of parts) {
    let der: Buffer | undefined;
    const encode = part.toDER.bind(part);
    part.toDER = () => {
      der ??= encode();
      return der;
    };
  }
  return certificate;
}
