import { describe, expect, it } from 'vitest';
import { describeDetail } from '../../../server/src/signature/detail.ts';
import type { X509Signer } from '../../../server/src/signature/report.ts';
import { isTrustedSubject } from '../../../server/src/trust/notation/identity.ts';
import { type Terms, termsFor } from '../../../server/src/trust/notation/terms.ts';
import type { NotationPolicy, TrustStoreFolder } from '../../../server/src/trust/policy.ts';
import { makeRoot } from '../../support/pki/certificate.ts';

const root = makeRoot();
const entries = [{ name: 'root.cer', kind: 'file' as const, bytes: root.der }];
const store: TrustStoreFolder = {
  name: 'truststore',
  stores: [
    { type: 'ca', name: 'acme', entries },
    { type: 'tsa', name: 'stamps', entries },
  ],
};

function policyOf(statements: readonly object[], folder = store): NotationPolicy {
  const text = JSON.stringify({ version: '1.0', trustPolicies: statements }, undefined, 1);
  return { name: 'trustpolicy.json', document: { text }, store: folder };
}

function statement(name: string, scope: string, changes: object = {}): object {
  return {
    name,
    registryScopes: [scope],
    signatureVerification: { level: 'strict' },
    trustStores: ['ca:acme'],
    trustedIdentities: ['*'],
    ...changes,
  };
}

/** The rule that applies to a repository, or why none does. */
function ruleFor(policy: NotationPolicy, repository = 'registry.example/app'): string {
  const terms = termsFor(policy, repository);
  return 'problem' in terms ? describeDetail(terms.problem) : terms.rule;
}

describe('the statement for a repository', () => {
  const policy = policyOf([
    statement('rest', '*'),
    statement('app', 'registry.example/app'),
    statement('none', 'registry.example/none', {
      signatureVerification: { level: 'skip' },
      trustStores: [],
      trustedIdentities: [],
    }),
  ]);

  it.each([
    ['registry.example/app', 'statement "app" of trustpolicy.json'],
    ['registry.example/app/part', 'statement "rest" of trustpolicy.json'],
    // Whoever writes the manifest must not get round a statement by another spelling of the same repository.
    ['registry.example:443/app', 'statement "app" of trustpolicy.json'],
    ['Registry.EXAMPLE/app', 'statement "app" of trustpolicy.json'],
    ['registry.example:5000/app', 'statement "rest" of trustpolicy.json'],
    [
      'registry.example/none',
      'It was not verified, because statement "none" of trustpolicy.json has the level skip: choose another to have it verified.',
    ],
  ])('of %s', (repository, rule) => {
    expect(ruleFor(policy, repository)).toBe(rule);
  });

  it.each(['docker.io/nginx', 'index.docker.io/library/nginx', 'registry-1.docker.io/library/nginx'])(
    'is found for an image of Docker Hub when its scope is %s',
    (scope) => {
      const strict = policyOf([statement('rest', '*'), statement('nginx', scope)]);
      expect(ruleFor(strict, 'docker.io/library/nginx')).toBe('statement "nginx" of trustpolicy.json');
      expect(ruleFor(strict, 'docker.io/acme/nginx')).toBe('statement "rest" of trustpolicy.json');
    },
  );

  it('is the one with this very spelling, where there is one', () => {
    const two = policyOf([
      statement('upper', 'Registry.example/app'),
      statement('lower', 'registry.example/app'),
    ]);
    expect(ruleFor(two, 'registry.example/app')).toBe('statement "lower" of trustpolicy.json');
    expect(ruleFor(two, 'Registry.example/app')).toBe('statement "upper" of trustpolicy.json');
    expect(ruleFor(two, 'REGISTRY.example/app')).toBe('statement "upper" of trustpolicy.json');
  });

  it('may be missing', () => {
    expect(ruleFor(policyOf([statement('app', 'registry.example/other')]))).toBe(
      'trustpolicy.json has no statement for registry.example/app, and none for all repositories: add one.',
    );
  });

  it('is read once', () => {
    expect(termsFor(policy, 'registry.example/app')).toBe(termsFor(policy, 'registry.example/app'));
  });

  it('is worth nothing in a document with a mistake, wherever that is', () => {
    const bad = policyOf([statement('app', 'registry.example/app'), statement('', 'registry.example/other')]);
    expect(ruleFor(bad)).toBe(
      'Nothing can be judged by trustpolicy.json, for there is a mistake in line 20. The statement needs a name.',
    );
    const document = { problem: 'trustpolicy.json cannot be read: it is no file.' };
    expect(ruleFor({ ...policy, document })).toBe(document.problem);
  });

  it('is worth nothing with a store that cannot be used, whatever is in the others', () => {
    const two = policyOf([statement('app', '*', { trustStores: ['ca:acme', 'ca:nowhere'] })]);
    expect(ruleFor(two)).toBe(
      'Nothing can be judged by statement "app" of trustpolicy.json. There is no trust store ca:nowhere: put its certificates into the folder truststore/x509/ca/nowhere.',
    );
    const problem = 'truststore cannot be read: it is no folder.';
    expect(ruleFor(policyOf([statement('app', '*')], { name: 'truststore', problem, stores: [] }))).toBe(
      `Nothing can be judged by statement "app" of trustpolicy.json. ${problem}`,
    );
  });

  it('says what is enforced, and by which certificates', () => {
    const verification = {
      level: 'permissive',
      override: { expiry: 'enforce' },
      verifyTimestamp: 'afterCertExpiry',
    };
    const changes = { signatureVerification: verification, trustStores: ['ca:acme', 'tsa:stamps'] };
    expect(termsFor(policyOf([statement('app', '*', changes)]), 'registry.example/app')).toMatchObject({
      statement: { name: 'app', level: 'permissive' },
      trust: {
        anchors: {
          ca: [{ store: 'ca:acme', der: root.der }],
          signingAuthority: [],
          tsa: [{ store: 'tsa:stamps', der: root.der }],
        },
        usesTimestamps: true,
        verifyTimestamp: 'afterCertExpiry',
        enforcement: {
          authenticity: 'enforce',
          authenticTimestamp: 'log',
          expiry: 'enforce',
          revocation: 'log',
        },
      },
    });
    expect(termsFor(policyOf([statement('app', '*')]), 'registry.example/app')).toMatchObject({
      trust: { usesTimestamps: false, verifyTimestamp: 'always' },
    });
  });
});

describe('a signer', () => {
  const signer: X509Signer = {
    type: 'x509',
    subject: 'CN=app,O=Acme,ST=WA,C=US',
    root: 'CN=root,O=Acme,ST=WA,C=US',
    fingerprint: 'sha256:1',
    rootFingerprint: 'sha256:2',
    store: 'ca:acme',
  };

  /** What is said of a signer with this subject under a statement with these identities. */
  function said(identities: readonly string[], level = 'strict', subject = signer.subject): string[] {
    const changes = { trustedIdentities: identities, signatureVerification: { level } };
    const terms = termsFor(policyOf([statement('app', '*', changes)]), 'registry.example/app') as Terms;
    return isTrustedSubject({ ...signer, subject }, terms).map(
      ({ name, ok, detail }) => `${name} ${ok ? 'holds' : 'fails'}: ${describeDetail(detail)}`,
    );
  }

  it('is trusted by *, and by its subject', () => {
    const rule = 'statement "app" of trustpolicy.json';
    expect(said(['*'])).toEqual([
      `signer holds: Everybody for whom the trust store ca:acme vouches is trusted by ${rule}.`,
    ]);
    expect(said(['did:web:example.com', 'x509.subject: C=US, ST=WA, O=Acme'])).toEqual([
      `signer holds: The signer is trusted by ${rule}.`,
    ]);
  });

  it('is a stranger, also where that is only logged', () => {
    const stranger =
      'signer fails: The signer is not among those that statement "app" of trustpolicy.json trusts.';
    expect(said(['x509.subject: C=US, ST=WA, O=Other'])).toEqual([stranger]);
    expect(said(['did:web:example.com'])).toEqual([stranger]);
    expect(said(['x509.subject: C=US, ST=WA, O=Other'], 'audit')).toEqual([
      stranger,
      'tools holds: notation verify will accept this: the trust policy only wants it logged.',
    ]);
  });

  it('may have a subject that only * matches', () => {
    expect(said(['x509.subject: C=US, ST=WA, O=Acme'], 'strict', 'OU=a,OU=b,O=Acme,ST=WA,C=US')).toEqual([
      'signer fails: The signer is not among those that statement "app" of trustpolicy.json trusts: its subject has OU twice, and such a subject is matched by * alone.',
    ]);
  });
});
