import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  anyUsage,
  asReferrer,
  bundleOf,
  type CertificateOptions,
  codeSigning,
  commonName,
  createSigstore,
  ecKeys,
  email,
  extension,
  githubActions,
  issue,
  judged,
  type KeyPair,
  legacyOf,
  outcome,
  type Signer,
  type Sigstore,
  selfSigned,
  serverAuthentication,
  uri,
  userName,
  workflow,
} from '../../../support/sigstore/index.ts';

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore();
});

const minutes = (count: number) => new Date(sigstore.now.getTime() + count * 60_000);
/** What a signature by this signer is worth to somebody who trusts the release workflow. */
const worth = async (signer: Signer) =>
  outcome(asReferrer(await bundleOf(sigstore, signer)), [sigstore.root]);
/** Who signed, as reports show it. */
const shown = async (options: Partial<CertificateOptions>) =>
  judged(asReferrer(await bundleOf(sigstore, sigstore.certify(options))), [sigstore.root]);

describe('a certificate is refused', () => {
  const claims = { 8: githubActions };
  it.each<[string, () => Partial<CertificateOptions>, string]>([
    [
      'that had expired when it was used',
      () => ({ from: minutes(-20), to: minutes(-1) }),
      'certificate-expired',
    ],
    ['that was not valid yet', () => ({ from: minutes(1), to: minutes(10) }), 'certificate-expired'],
    ['of a CA', () => ({ ca: true }), 'certificate-of-ca'],
    ['without code signing', () => ({ usages: [] }), 'certificate-not-for-signing'],
    ['for servers', () => ({ usages: [serverAuthentication] }), 'certificate-not-for-signing'],
    ['for anything at all', () => ({ usages: [anyUsage] }), 'certificate-not-for-signing'],
    [
      'that demands what nobody knows',
      () => ({ extensions: [extension('1.2.3.4', Buffer.from('?'), true)] }),
      'certificate-critical',
    ],
    ['that names nobody', () => ({ names: [] }), 'certificate-no-subject'],
    [
      'that names two',
      () => ({ names: [uri(workflow), uri('https://example.com')] }),
      'certificate-several-subjects',
    ],
    [
      'that names one twice',
      () => ({ names: [uri(workflow), uri(workflow)] }),
      'certificate-several-subjects',
    ],
    [
      'that names one as an address too',
      () => ({ names: [uri(workflow), email('dev@shop.example')] }),
      'certificate-several-subjects',
    ],
    ['without an issuer', () => ({ claims: {} }), 'certificate-no-issuer'],
    // The library reads ASCII by dropping the highest bit, which makes "ä" a "d".
    [
      'with a byte that looks like another',
      () => ({ names: [email('\xe4ev@shop.example')], claims }),
      'certificate-odd-name',
    ],
    [
      'with a zero byte in the name',
      () => ({ names: [uri(`${workflow}\0.evil.example`)] }),
      'certificate-odd-name',
    ],
    ['with a line break in the name', () => ({ names: [uri(`${workflow}\n`)] }), 'certificate-odd-name'],
    [
      'with a name that reads backwards',
      () => ({ names: [userName('\u202egro.emca')] }),
      'certificate-odd-name',
    ],
    [
      'with an invisible character in the issuer',
      () => ({ claims: { 8: `${githubActions}\u200b` } }),
      'certificate-odd-name',
    ],
  ])('%s', async (_, options, failing) => {
    expect(await worth(sigstore.certify(options()))).toBe(`invalid ${failing}`);
  });

  it('that is larger than any', async () => {
    const extensions = [extension('1.2.3.4', Buffer.alloc(10_000, 5))];
    expect(await worth(sigstore.certify({ extensions }))).toBe('invalid certificate-unreadable');
  });

  it('with bytes behind it', async () => {
    const { keys, certificate } = sigstore.certify();
    const longer = Buffer.concat([certificate ?? Buffer.alloc(0), Buffer.from([0])]);
    expect(await worth({ keys, certificate: longer })).toBe('invalid certificate-unreadable');
  });
});

describe('who signed', () => {
  it.each([
    ['a URI', uri(workflow), workflow],
    ['an address', email('dev@shop.example'), 'dev@shop.example'],
    ['a user name', userName('ci!shop.example'), 'ci!shop.example'],
  ])('is named by %s', async (_, name, subject) => {
    expect((await shown({ names: [name] })).signer).toMatchObject({ subject, issuer: githubActions });
  });

  it('is told with what the CI system says', async () => {
    const repository = 'https://github.com/acme/shop';
    const claims = {
      8: githubActions,
      11: 'github-hosted',
      12: repository,
      13: 'c0ffee',
      14: 'refs/heads/main',
      20: 'push',
    };
    expect((await shown({ claims })).signer).toEqual({
      type: 'certificate',
      subject: workflow,
      issuer: githubActions,
      sourceRepository: repository,
      sourceRef: 'refs/heads/main',
      sourceDigest: 'c0ffee',
      trigger: 'push',
      runner: 'github-hosted',
    });
  });

  it('is told by the oldest extension where there is no newer one', async () => {
    const raw = extension('1.3.6.1.4.1.57264.1.1', Buffer.from(githubActions));
    expect((await shown({ claims: {}, extensions: [raw] })).verdict).toBe('trusted');
    const other = { claims: { 8: 'https://issuer.example' }, extensions: [raw] };
    expect((await shown(other)).signer).toMatchObject({ issuer: 'https://issuer.example' });
  });
});

describe('the key of a certificate', () => {
  const rsa = (modulusLength: number): KeyPair => generateKeyPairSync('rsa', { modulusLength });
  it.each<[string, () => KeyPair, string | undefined]>([
    ['P-256', () => ecKeys(), undefined],
    ['P-384 with its own hash', () => ecKeys('P-384'), 'sha384'],
    ['P-384 with SHA-256', () => ecKeys('P-384'), undefined],
    ['P-521 with its own hash', () => ecKeys('P-521'), 'sha512'],
    ['RSA 2048', () => rsa(2048), undefined],
    ['Ed25519', () => generateKeyPairSync('ed25519'), undefined],
    ['Ed25519ph', () => generateKeyPairSync('ed25519'), 'ed25519ph'],
  ])('may be %s', async (_, keys, hash) => {
    expect(await worth(sigstore.certify({ keys: keys(), ...(hash && { hash }) }))).toBe('trusted');
  });

  it.each<[string, () => KeyPair, string | undefined]>([
    ['P-256 with SHA-384', () => ecKeys(), 'sha384'],
    ['secp256k1', () => ecKeys('secp256k1'), undefined],
    ['RSA 1024', () => rsa(1024), undefined],
    ['RSA with SHA-1', () => rsa(2048), 'sha1'],
  ])('is never %s', async (_, keys, hash) => {
    const signer = sigstore.certify({ keys: keys(), ...(hash && { hash }) });
    expect(await worth(signer)).toBe('invalid signature-wrong-certificate');
    expect(outcome(await legacyOf(sigstore, signer), [sigstore.root])).toBe(
      'invalid signature-wrong-certificate',
    );
  });
});

describe('the chain', () => {
  const certificateOf = (issuer: Parameters<typeof issue>[0], publicKey: KeyPair['publicKey']) =>
    issue(issuer, {
      publicKey,
      from: minutes(-1),
      to: minutes(9),
      names: [uri(workflow)],
      claims: { 8: githubActions },
    });

  it('does not lead to a CA of the same name with another key', async () => {
    const keys = ecKeys();
    const certificate = certificateOf({ ...sigstore.issuer, keys: ecKeys() }, keys.publicKey);
    expect(await worth({ keys, certificate })).toBe('untrusted certificate-foreign');
  });

  it('does not lead to a certificate that signs itself', async () => {
    const keys = ecKeys();
    expect(
      await worth({ keys, certificate: certificateOf({ name: commonName('me'), keys }, keys.publicKey) }),
    ).toBe('untrusted certificate-foreign');
    expect(await worth({ keys, certificate: selfSigned('me', keys, minutes(-1), minutes(9)) })).toBe(
      'invalid certificate-no-subject',
    );
  });

  it('does not lead over another signer: a leaf issues nothing', async () => {
    const middle = sigstore.certify();
    const keys = ecKeys();
    const certificate = certificateOf({ ...sigstore.issuer, keys: middle.keys }, keys.publicKey);
    expect(await worth({ keys, certificate })).toBe('untrusted certificate-foreign');
  });

  it('does not lead to a CA that was retired before', async () => {
    const retired = (end: Date) =>
      sigstore.rootWith((root) => {
        Object.assign(root.certificateAuthorities[0] as object, {
          validFor: { start: '2020-01-01T00:00:00Z', end: end.toISOString() },
        });
      });
    const signed = asReferrer(await bundleOf(sigstore, sigstore.certify()));
    expect(outcome(signed, [retired(minutes(10))])).toBe('trusted');
    expect(outcome(signed, [retired(minutes(-10))])).toBe('untrusted certificate-foreign');
    // Issued in time, used too late.
    expect(outcome(signed, [retired(new Date(sigstore.now.getTime() - 30_000))])).toBe(
      'invalid certificate-chain',
    );
  });
});

describe('certificate transparency', () => {
  const withLog = (ctLog: KeyPair | undefined): Signer => {
    const keys = ecKeys();
    const { name, keys: ca } = sigstore.issuer;
    const options = {
      publicKey: keys.publicKey,
      from: minutes(-1),
      to: minutes(9),
      names: [uri(workflow)],
      claims: { 8: githubActions },
      usages: [codeSigning],
    };
    return { keys, certificate: issue({ name, keys: ca, ...(ctLog && { ctLog }) }, options) };
  };

  it('is proved by the log of the root alone', async () => {
    const { ctLog } = sigstore.issuer;
    if (!ctLog) throw new Error('the instance has a CT log');
    expect(await worth(withLog(ctLog))).toBe('trusted');
    expect(await worth(withLog(undefined))).toBe('untrusted sct-missing');
    expect(await worth(withLog(ecKeys()))).toBe('untrusted sct-unknown');
    // It claims the log of the root, and somebody else signed.
    expect(await worth(withLog({ publicKey: ctLog.publicKey, privateKey: ecKeys().privateKey }))).toBe(
      'invalid sct-invalid',
    );
  });
});
