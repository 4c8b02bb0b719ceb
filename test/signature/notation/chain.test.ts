import { describe, expect, it } from 'vitest';
import { describeDetail } from '../../../server/src/signature/detail.ts';
import { checkSigningChain, readChain } from '../../../server/src/signature/notation/verify/chain.ts';
import { Problem } from '../../../server/src/signature/problem.ts';
import {
  type CertificateOptions,
  ecKeys,
  extension,
  makeIntermediate,
  makeRoot,
  makeSigner,
  namedBits,
  purpose,
  rsaKeys,
  usage,
} from '../../support/pki/certificate.ts';

/** `ok`, or the sentence that says which rule is broken, with what notation would say of it. */
function outcome(chain: readonly Uint8Array[]): string {
  try {
    checkSigningChain(readChain(chain));
    return 'ok';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const sentence = describeDetail(error.detail).replace('The certificate chain breaks the rules: ', '');
    return error.remark === undefined ? sentence : `${sentence} (${error.remark})`;
  }
}

const keyUsage = '2.5.29.15';
const basicConstraints = '2.5.29.19';
const root = makeRoot();
const app = 'CN=app,O=Acme,ST=WA,C=US';
const leaf = (options: CertificateOptions) => outcome(makeSigner(root, options).chain);
const under = (options: CertificateOptions) => outcome(makeSigner(makeIntermediate(root, options)).chain);

describe('a chain that signs', () => {
  it('may be of one, two, or more certificates', () => {
    expect(outcome(makeSigner(undefined).chain)).toBe('ok');
    expect(outcome(makeSigner(root).chain)).toBe('ok');
    expect(outcome(makeSigner(makeIntermediate(makeIntermediate(root))).chain)).toBe('ok');
  });

  it.each([
    ['RSA 2048', rsaKeys(2048)],
    ['RSA 3072', rsaKeys(3072)],
    ['P-384', ecKeys('P-384')],
    ['P-521', ecKeys('P-521')],
  ])('may have a leaf with a key of %s', (_, keys) => {
    expect(leaf({ keys })).toBe('ok');
  });

  it.each<[string, CertificateOptions, string]>([
    ['a short key', { keys: rsaKeys(1024) }, `${app} has a key that may not sign (RSA-1024).`],
    [
      'a key of a length that has no algorithm',
      { keys: rsaKeys(2056) },
      `${app} has a key that may not sign (RSA-2056).`,
    ],
    [
      'a curve that is not allowed',
      { keys: ecKeys('P-224') },
      `${app} has a key that may not sign (secp224r1).`,
    ],
    ['no key usage', { extensions: { [keyUsage]: undefined } }, `${app} has no key usage.`],
    [
      'a key usage that is not critical',
      { extensions: { [keyUsage]: extension(keyUsage, namedBits([usage.digitalSignature])) } },
      `the key usage of ${app} is not critical.`,
    ],
    [
      'no right to sign',
      { usages: [usage.contentCommitment] },
      `${app} lacks the key usage digitalSignature.`,
    ],
    [
      'the right to encipher keys',
      { usages: [0, usage.keyEncipherment] },
      `${app} has the key usage keyEncipherment.`,
    ],
    [
      'the right to sign certificates',
      { usages: [0, usage.keyCertSign] },
      `${app} has the key usage keyCertSign.`,
    ],
    [
      'servers as its purpose',
      { extendedUsages: [purpose.codeSigning, purpose.serverAuthentication] },
      `${app} is meant for TLS servers.`,
    ],
    [
      'clients as its purpose',
      { extendedUsages: [purpose.codeSigning, purpose.clientAuthentication] },
      `${app} is meant for TLS clients.`,
    ],
    [
      'e-mail as its purpose',
      { extendedUsages: [purpose.codeSigning, purpose.emailProtection] },
      `${app} is meant for e-mail.`,
    ],
    [
      'timestamps as its purpose',
      { extendedUsages: [purpose.timeStamping] },
      `${app} is meant for timestamps.`,
    ],
    [
      'any purpose',
      { extendedUsages: [purpose.any] },
      `${app} is meant for any purpose. (notation-tolerates)`,
    ],
    ['a CA as leaf', { ca: true }, `${app} is an authority, and not a signer.`],
    ['SHA-1 anywhere', { digest: 'sha1' }, `${app} is signed with SHA-1.`],
    // One reader would take the first of them, another the second.
    [
      'its key usage twice',
      { extensions: { again: extension(keyUsage, namedBits([usage.digitalSignature]), true) } },
      'certificate 1 cannot be read (an extension twice).',
    ],
  ])('is refused with %s', (_, options, sentence) => {
    expect(leaf(options)).toBe(sentence);
  });

  it.each<[string, CertificateOptions, string]>([
    ['that is none', { ca: false }, 'CN=intermediate,O=Acme,ST=WA,C=US is no authority.'],
    [
      'that may not sign certificates',
      { usages: [usage.cRLSign] },
      'CN=intermediate,O=Acme,ST=WA,C=US lacks the key usage keyCertSign.',
    ],
    [
      'whose basicConstraints are not critical',
      { extensions: { [basicConstraints]: extension(basicConstraints, Buffer.from('30030101ff', 'hex')) } },
      'basicConstraints of CN=intermediate,O=Acme,ST=WA,C=US are not critical. (notation-tolerates)',
    ],
  ])('is refused under an authority %s', (_, options, sentence) => {
    expect(under(options)).toBe(sentence);
  });

  it('keeps to the length that an authority allows', () => {
    const strict = makeRoot({ ca: { pathLength: 0 } });
    expect(outcome(makeSigner(strict).chain)).toBe('ok');
    expect(outcome(makeSigner(makeIntermediate(strict)).chain)).toBe(
      'there are more authorities below CN=root,O=Acme,ST=WA,C=US than it allows.',
    );
  });

  it('honours no other extension, critical or not, as the specification wants it', () => {
    const nameConstraints = extension('2.5.29.30', Buffer.from('3000', 'hex'), true);
    expect(leaf({ extensions: { '2.5.29.30': nameConstraints } })).toBe('ok');
  });

  it.each<[string, () => readonly Uint8Array[], string]>([
    ['nothing in it', () => [], 'it is empty.'],
    [
      'the root left out',
      () => makeSigner(root).chain.slice(0, -1),
      'it does not end with a self-signed root.',
    ],
    [
      'the root twice',
      () => [...makeSigner(root).chain, root.der],
      'CN=root,O=Acme,ST=WA,C=US is a root and stands before the end.',
    ],
    [
      'another root of the same name',
      () => [makeSigner(root).der, makeRoot().der],
      `${app} was not signed by the certificate behind it.`,
    ],
    [
      'an issuer of another name who has the same key',
      () => [makeSigner(root).der, makeRoot({ subject: 'CN=renamed', keys: root.keys }).der],
      `${app} was not signed by the certificate behind it.`,
    ],
    [
      'a stranger in between',
      () => [makeSigner(root).der, makeIntermediate(root).der, root.der],
      `${app} was not signed by the certificate behind it.`,
    ],
    [
      'the order reversed',
      () => makeSigner(root).chain.toReversed(),
      'CN=root,O=Acme,ST=WA,C=US is a root and stands before the end.',
    ],
    [
      'a trusted root appended to a stranger',
      () => [...makeSigner(makeRoot({ subject: 'CN=other' })).chain, root.der],
      'CN=other is a root and stands before the end.',
    ],
    [
      'bytes behind a certificate',
      () => [Buffer.concat([makeSigner(root).der, Buffer.of(0)]), root.der],
      'certificate 1 cannot be read (there are bytes after it).',
    ],
  ])('is refused with %s', (_, chain, sentence) => {
    expect(outcome(chain())).toBe(sentence);
  });

  it('is refused, and never a defect, when any byte of a certificate is another', () => {
    const { chain } = makeSigner(root);
    for (let at = 0; at < chain[0]!.length; at++) {
      const changed = Buffer.from(chain[0]!);
      changed[at]! ^= 1 << (at % 8);
      expect(outcome([changed, root.der]), `byte ${at}`).not.toBe('ok');
    }
  });
});
