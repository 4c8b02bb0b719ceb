import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openCertifiedKey } from '../../../../server/src/signature/notation/sign/certified-key.ts';
import { isEncryptedKey } from '../../../../server/src/signature/notation/sign/private-key.ts';
import { describeSigningProblem } from '../../../../server/src/signature/signing-message.ts';
import { problemOf } from '../../../../server/src/trust/signing-state.ts';
import { chainPem, keyPem, makeChain, signingDay } from '../../../support/notation-signing.ts';
import {
  type CertificateOptions,
  ecKeys,
  type Holder,
  makeIntermediate,
  makeRoot,
  makeSigner,
  purpose,
  rsaKeys,
  usage,
} from '../../../support/pki/certificate.ts';

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../fixtures/cosign/key-files/${name}`, import.meta.url)));

/** Opens a key and its certificates, given as the texts of two files. */
const open = (key: string | Uint8Array, certificates: string | Uint8Array, password?: string) =>
  openCertifiedKey(
    {
      key: { name: 'app.key', bytes: Buffer.from(key) },
      certificates: { name: 'app.crt', bytes: Buffer.from(certificates) },
      ...(password !== undefined && { password: Buffer.from(password) }),
    },
    signingDay,
  );

/** What people are told of what cannot be opened. */
function refusal(opening: () => unknown): { readonly code: string; readonly sentence: string } {
  try {
    opening();
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    return { code: problem.code, sentence: describeSigningProblem(problem) };
  }
  throw new Error('it was opened');
}

describe('a private key', () => {
  const ec = makeChain();
  const rsa = makeChain(rsaKeys());
  const export_ = ({ keys }: Holder, type: 'pkcs1' | 'pkcs8' | 'sec1', password?: string) =>
    keys.privateKey.export({
      format: 'pem',
      type,
      ...(password !== undefined && { cipher: 'aes-256-cbc', passphrase: password }),
    } as never) as string;

  it.each([
    ['PKCS #8', ec, export_(ec, 'pkcs8')],
    ['SEC 1', ec, export_(ec, 'sec1')],
    ['PKCS #1', rsa, export_(rsa, 'pkcs1')],
    ['PKCS #8 of RSA', rsa, export_(rsa, 'pkcs8')],
  ])('in %s is opened', (_, holder, text) => {
    const key = open(text, chainPem(holder.chain));
    expect(key.chain).toHaveLength(3);
    expect(key.subject).toBe('CN=app,O=Acme,ST=WA,C=US');
  });

  it('that is encrypted is opened by its password and by no other', () => {
    const text = export_(ec, 'pkcs8', 'secret');
    expect(isEncryptedKey(Buffer.from(text), 'app.key')).toBe(true);
    expect(open(text, chainPem(ec.chain), 'secret').algorithm).toBe('ES256');
    expect(refusal(() => open(text, chainPem(ec.chain), 'guess')).code).toBe('notation-key-password');
    expect(refusal(() => open(text, chainPem(ec.chain))).code).toBe('notation-key-password');
  });

  it('whose password would take minutes to try is not tried', () => {
    const text = fixture('ecdsa-p256-6000000-iterations.pem');
    expect(refusal(() => open(text, chainPem(ec.chain), 'secret')).code).toBe('notation-key-cost');
  });

  it('signs until it is let go of', () => {
    const key = open(keyPem(ec.keys), chainPem(ec.chain));
    expect(key.sign(Buffer.from('hello'))).toHaveLength(64);
    key.dispose();
    expect(() => key.sign(Buffer.from('hello'))).toThrow('disposed');
  });

  it.each([
    ['of Cosign', fixture('cosign-label.key'), 'notation-key-cosign', 'sign without --notation'],
    ['of OpenSSH', fixture('openssh.pem'), 'notation-key-format', 'PKCS #8'],
    ['that is a public key', fixture('public.pem'), 'notation-key-public', 'the private key'],
    ['that is none', 'hello', 'notation-key-none', 'check which file it is'],
    ['of Ed25519', fixture('ed25519-pkcs8.pem'), 'notation-key-kind', '(ed25519)'],
    ['of RSA with 1024 bits', fixture('rsa-1024.pem'), 'notation-key-kind', '(RSA-1024)'],
    ['on secp256k1', fixture('ecdsa-secp256k1.pem'), 'notation-key-kind', '(secp256k1)'],
    ['for PSS alone', fixture('rsa-pss.pem'), 'notation-key-kind', '(rsa-pss)'],
  ])('%s is refused', (_, file, code, words) => {
    const told = refusal(() => open(file, chainPem(ec.chain)));
    expect(told.code).toBe(code);
    expect(told.sentence).toContain(words);
    expect(told.sentence).toMatch(/^app\.key .* Nothing was pushed\.$/);
  });
});

describe('certificates', () => {
  const holder = makeChain();
  const told = (chain: readonly Uint8Array[], who = holder) =>
    refusal(() => open(keyPem(who.keys), chainPem(chain)));
  const [leaf, intermediate, root] = holder.chain as [Buffer, Buffer, Buffer];

  it('may come with other text, as DER, and in one file with the key', () => {
    const noisy = `subject=CN=app\n${chainPem([leaf])}\nissuer\n${chainPem([intermediate, root]).replaceAll('\n', '\r\n')}`;
    expect(open(keyPem(holder.keys), noisy).chain).toHaveLength(3);
    expect(open(keyPem(holder.keys), Buffer.concat(holder.chain)).chain).toHaveLength(3);
    const both = keyPem(holder.keys) + chainPem(holder.chain);
    expect(open(both, both).chain).toHaveLength(3);
  });

  it.each<[string, readonly Buffer[], string]>([
    ['without the root', [leaf, intermediate], 'does not end with a self-signed root'],
    ['without what is between', [leaf, root], 'was not signed by the certificate behind it'],
    ['with a root before the end', [leaf, intermediate, root, root], 'stands before the end'],
  ])('%s are refused', (_, chain, words) => {
    const { code, sentence } = told(chain);
    expect(code).toBe('notation-certificate-rules');
    expect(sentence).toContain(words);
  });

  it('in the wrong order, or of another key, are refused', () => {
    expect(told([root, intermediate, leaf]).code).toBe('notation-key-other');
    expect(told(makeChain().chain).sentence).toContain(
      'The key app.key is not that of the first certificate in app.crt',
    );
  });

  it('of a key that could not be that of the file are refused', () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'secp224r1' });
    const foreign = makeSigner(undefined, { keys });
    expect(told(foreign.chain).code).toBe('notation-key-other');
  });

  it('that are none, or damaged, are refused', () => {
    expect(told([]).code).toBe('notation-certificate-none');
    const damaged = chainPem(holder.chain).replace(/^[A-Za-z0-9+/]{64}$/m, '!!!');
    expect(refusal(() => open(keyPem(holder.keys), damaged)).code).toBe('notation-certificate-damaged');
    expect(told([leaf.subarray(0, 100), intermediate, root]).code).toBe('notation-certificate-rules');
  });

  it.each<[string, CertificateOptions, string]>([
    ['has expired', { to: '2026-11-19T00:00:00Z' }, 'expired'],
    ['is not valid yet', { from: '2026-11-21T00:00:00Z' }, '2026-11-21'],
  ])('of which the first %s are refused, and another one asked for', (_, options, words) => {
    const wrong = makeSigner(makeIntermediate(makeRoot()), options);
    const { code, sentence } = told(wrong.chain, wrong);
    expect(code).toBe('notation-certificate-time');
    expect(sentence).toContain(words);
    expect(sentence).toContain('Get a certificate that is valid now');
    expect(sentence).not.toContain('whole chain');
  });

  it.each<[string, CertificateOptions, string]>([
    ['is for TLS servers', { extendedUsages: [purpose.serverAuthentication] }, 'TLS servers'],
    ['may sign certificates', { usages: [usage.digitalSignature, usage.keyCertSign] }, 'keyCertSign'],
    ['is an authority', { ca: true }, 'is an authority'],
  ])('of which the first %s are refused', (_, options, words) => {
    const wrong = makeSigner(makeIntermediate(makeRoot()), { keys: ecKeys(), ...options });
    const { code, sentence } = told(wrong.chain, wrong);
    expect(code).toBe('notation-certificate-rules');
    expect(sentence).toContain(words);
  });

  it('of which an authority has expired are refused', () => {
    const wrong = makeSigner(makeIntermediate(makeRoot(), { to: '2026-11-19T00:00:00Z' }));
    expect(told(wrong.chain, wrong).sentence).toContain('CN=intermediate');
  });
});

it('a key of another kind than its certificate leaves nothing behind that spoils the next key', () => {
  const [ec, rsa] = [makeChain(), makeChain(rsaKeys())];
  expect(refusal(() => open(keyPem(ec.keys), chainPem(rsa.chain))).code).toBe('notation-key-other');
  expect(open(keyPem(ec.keys), chainPem(ec.chain)).algorithm).toBe('ES256');
});
