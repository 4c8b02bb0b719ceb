import { broken, type Problem, remarked } from '../../problem.ts';
import {
  type Certificate,
  keyUsages,
  purposes,
  readCertificate,
  usageBesidesSigning,
} from '../x509/certificate.ts';
import { DerError } from '../x509/der.ts';
import { formatName } from '../x509/name.ts';
import { isSelfSigned, isSignedBy } from '../x509/signed-by.ts';
import { algorithmOf, describeKey } from './algorithm.ts';

/** @throws Problem */
export function readChain(chain: readonly Uint8Array[]): readonly Certificate[] {
  return chain.map((der, index) => {
    try {
      return readCertificate(der);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      throw broken(
        'certificate',
        'notation-chain',
        `certificate ${index + 1} cannot be read (${error.message})`,
      );
    }
  });
}

/**
 * Checks the rules for a chain that signs (signature-specification.md, Certificate Requirements): complete, leaf first, each
 * signed by the next, the last by itself; who may do what. No other extensions are looked at ("MUST fail open"), and not when
 * they are valid. @throws Problem
 */
export function checkSigningChain(chain: readonly Certificate[]): void {
  checkLinks(chain);
  checkLeaf(chain[0]!);
  for (const [below, authority] of chain.slice(1).entries()) checkAuthority(authority, below);
}

/** RSA and ECDSA with SHA-1, the former by both of its OIDs. */
const sha1: ReadonlySet<string> = new Set(['1.2.840.113549.1.1.5', '1.3.14.3.2.29', '1.2.840.10045.4.1']);

/** From leaf to root without a gap, a detour or a second root. @throws Problem */
function checkLinks(chain: readonly Certificate[]): void {
  if (chain.length === 0) throw rule('it is empty');
  const weak = chain.find(({ signatureAlgorithm }) => sha1.has(signatureAlgorithm));
  if (weak) throw rule(`${nameOf(weak)} is signed with SHA-1`);
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1];
    if (!issuer) {
      if (!isSelfSigned(certificate)) throw rule('it does not end with a self-signed root');
    } else if (isSelfSigned(certificate)) {
      throw rule(`${nameOf(certificate)} is a root and stands before the end`);
    } else if (!isSignedBy(certificate, issuer)) {
      throw rule(`${nameOf(certificate)} was not signed by the certificate behind it`);
    }
  }
}

const forbiddenPurposes: Readonly<Record<string, string>> = {
  [purposes.any]: 'any purpose',
  [purposes.serverAuth]: 'TLS servers',
  [purposes.clientAuth]: 'TLS clients',
  [purposes.emailProtection]: 'e-mail',
  [purposes.timeStamping]: 'timestamps',
  [purposes.ocspSigning]: 'OCSP',
};

/** @throws Problem */
export function checkLeaf(leaf: Certificate): void {
  const { basicConstraints, extendedKeyUsage, node } = leaf;
  if (basicConstraints?.ca) throw rule(`${nameOf(leaf)} is an authority, and not a signer`);
  checkKeyUsage(leaf, 'digitalSignature');
  const forbidden = usageBesidesSigning(leaf);
  if (forbidden) throw rule(`${nameOf(leaf)} has the key usage ${forbidden}`);
  const purpose = extendedKeyUsage?.oids.find((oid) => Object.hasOwn(forbiddenPurposes, oid));
  if (purpose !== undefined) {
    const problem = rule(`${nameOf(leaf)} is meant for ${forbiddenPurposes[purpose]}`);
    throw purpose === purposes.any ? remarked(problem, 'notation-tolerates') : problem;
  }
  if (!algorithmOf(node.publicKey)) {
    throw rule(`${nameOf(leaf)} has a key that may not sign (${describeKey(node.publicKey)})`);
  }
}

/** @throws Problem */
function checkAuthority(certificate: Certificate, intermediatesBelow: number): void {
  const { basicConstraints } = certificate;
  if (!basicConstraints?.ca) throw rule(`${nameOf(certificate)} is no authority`);
  if (!basicConstraints.critical) {
    throw remarked(rule(`basicConstraints of ${nameOf(certificate)} are not critical`), 'notation-tolerates');
  }
  if (basicConstraints.pathLength !== undefined && basicConstraints.pathLength < intermediatesBelow) {
    throw rule(`there are more authorities below ${nameOf(certificate)} than it allows`);
  }
  checkKeyUsage(certificate, 'keyCertSign');
}

/** @throws Problem */
function checkKeyUsage(certificate: Certificate, usage: keyof typeof keyUsages): void {
  const { keyUsage } = certificate;
  if (!keyUsage) throw rule(`${nameOf(certificate)} has no key usage`);
  if (!keyUsage.critical) throw rule(`the key usage of ${nameOf(certificate)} is not critical`);
  if (!keyUsage.bits.has(keyUsages[usage])) throw rule(`${nameOf(certificate)} lacks the key usage ${usage}`);
}

function rule(why: string): Problem {
  return broken('certificate', 'notation-chain', why);
}

function nameOf({ subject }: Certificate): string {
  return formatName(subject);
}
