import { describe, expect, it } from 'vitest';
import { readTrustPolicy } from '../../../server/src/trust/notation/document.ts';
import { markPolicy, unmarkPolicy } from '../../support/marked-policy.ts';

/** The document with what is wrong with it, as it should be read. */
function check(marked: string): void {
  const text = unmarkPolicy(marked);
  expect(markPolicy(text, readTrustPolicy(text).problems)).toBe(marked);
}

const sound = {
  name: 'acme',
  registryScopes: ['registry.example/team/app'],
  signatureVerification: { level: 'strict' },
  trustStores: ['ca:acme'],
  trustedIdentities: ['*'],
};

/** What is said of a document with this one statement. */
function saidOf(statement: object): string[] {
  const text = JSON.stringify({ version: '1.0', trustPolicies: [statement] });
  return readTrustPolicy(text).problems.map(({ severity, message }) => `${severity} ${message}`);
}

describe('a trust policy document', () => {
  it('is read into statements', () => {
    const { statements, problems } = readTrustPolicy(`{
      "version": "1.0",
      "trustPolicies": [
        {
          "name": "acme",
          "registryScopes": [ "registry.example/team/app", "registry.example:5000/other" ],
          "signatureVerification": {
            "level": "permissive",
            "override": { "expiry": "enforce", "revocation": "skip" },
            "verifyTimestamp": "afterCertExpiry"
          },
          "trustStores": [ "ca:acme", "tsa:stamps" ],
          "trustedIdentities": [ "x509.subject: C=US, ST=WA, O=Acme" ]
        },
        { "name": "none", "registryScopes": [ "registry.example/none" ], "signatureVerification": { "level": "skip" } },
        { "name": "rest", "registryScopes": [ "*" ], "signatureVerification": { "level": "audit" },
          "trustStores": [ "signingAuthority:all" ], "trustedIdentities": [ "*" ] }
      ]
    }`);
    expect(problems).toEqual([]);
    const read = statements.map(({ name, scopes, verifying, stores, identities }) => ({
      name: name.value,
      scopes: scopes.map(({ value }) => value),
      level: verifying.level.value,
      enforcement: Object.values(verifying.enforcement).join(' '),
      verifyTimestamp: verifying.verifyTimestamp?.value,
      stores: stores.map(({ value }) => `${value.type} ${value.name}`),
      identities:
        identities === 'any' ? identities : identities.map(({ value }) => value !== 'unknown' && [...value]),
    }));
    expect(read).toEqual([
      {
        name: 'acme',
        scopes: ['registry.example/team/app', 'registry.example:5000/other'],
        level: 'permissive',
        // authenticity, authenticTimestamp, expiry, revocation
        enforcement: 'enforce log enforce skip',
        verifyTimestamp: 'afterCertExpiry',
        stores: ['ca acme', 'tsa stamps'],
        identities: [
          [
            ['C', 'US'],
            ['ST', 'WA'],
            ['O', 'Acme'],
          ],
        ],
      },
      {
        name: 'none',
        scopes: ['registry.example/none'],
        level: 'skip',
        enforcement: 'skip skip skip skip',
        verifyTimestamp: undefined,
        stores: [],
        identities: [],
      },
      {
        name: 'rest',
        scopes: ['*'],
        level: 'audit',
        enforcement: 'log log log log',
        verifyTimestamp: undefined,
        stores: ['signingAuthority all'],
        identities: 'any',
      },
    ]);
  });

  it('says where it is wrong', () => {
    check(`{
  "version": "2.0",
#            ^^^^^ error The version must be "1.0", and is "2.0".
  "trustPolicies": [
    {
      "name": "one",
      "registryScopes": [ "registry.example/team/*", "registry.example/team/app:1.0" ],
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^ error A scope is one whole repository, or * alone: it has no wildcards.
#                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error "registry.example/team/app:1.0" is no repository: write registry and name, such as registry.example/team/app, without scheme, tag and digest.
      "signatureVerification": { "level": "Strict" },
#                                         ^^^^^^^^ error A level is strict, permissive, audit or skip, and not "Strict".
      "trustStores": [ "acme", "root:acme", "ca:../acme" ],
#                      ^^^^^^ error A trust store is named with its type: "ca:acme".
#                              ^^^^^^^^^^^ error There are trust stores of the types ca, signingAuthority and tsa, and not "root".
#                                           ^^^^^^^^^^^^ error The name of a trust store has only letters, digits, ".", "_" and "-": not "../acme".
      "trustedIdentities": [ "*", "C=US, ST=WA, O=Acme" ]
#                            ^^^ error * trusts everybody, so no other identity can stand beside it.
#                                 ^^^^^^^^^^^^^^^^^^^^^ error An identity says what it is first: write "x509.subject: C=US, ST=WA, O=Acme".
    }
  ]
}`);
  });

  it('has a statement for a repository, and a name for a statement, once', () => {
    check(`{ "version": "1.0", "trustPolicies": [
  { "name": "a", "signatureVerification": { "level": "skip" },
    "registryScopes": [ "registry.example/app" ] },
  { "name": "b", "signatureVerification": { "level": "skip" },
    "registryScopes": [ "registry.example/other", "registry.example/app" ] },
#                                                 ^^^^^^^^^^^^^^^^^^^^^^ error The statement "a" is for registry.example/app already: a repository has one statement.
  { "name": "a", "signatureVerification": { "level": "skip" },
#           ^^^ error Another statement is called "a", too: choose another name.
    "registryScopes": [ "*", "registry.example/third" ] }
#                       ^^^ error * is for all repositories, so no other can stand beside it.
] }`);
  });

  it('is read as other readers of JSON would, or not at all', () => {
    check(`{
  "version": "1.0",
  "owner": "me",
# ^^^^^^^ warning Nobody knows "owner": notation ignores it.
  "TrustPolicies": [],
# ^^^^^^^^^^^^^^^ error notation takes "TrustPolicies" for "trustPolicies", and others do not: write "trustPolicies".
  "trustPolicies": [
    {
      "name": "acme",
      "registryScopes": [ "*" ],
      "signatureVerification": { "level": "strict", "override": { "expiry": "log", "expiry": "enforce" } },
#                                                                                  ^^^^^^^^ error "expiry" stands here twice: remove one of them.
      "trustStores": [ "ca:other" ],
      "trustStores": [ "ca:acme" ],
#     ^^^^^^^^^^^^^ error "trustStores" stands here twice: remove one of them.
      "truſtStores": [ "ca:acme" ],
#     ^^^^^^^^^^^^^ error notation takes "truſtStores" for "trustStores", and others do not: write "trustStores".
      "trustedIdentities": [ "*" ]
    }
  ]
}`);
  });

  it.each([
    ['nothing', '', 'There is no statement: add one to "trustPolicies".'],
    ['nothing but an empty line', ' \r\n', 'There is no statement: add one to "trustPolicies".'],
    ['YAML', 'trustPolicies: []', 'This is not JSON: it must begin with {.'],
    ['a comment', '// mine\n{}', 'This is not JSON: it has no comments.'],
    ['a comma too many', '{"version": "1.0",}', 'This is not JSON: "}" cannot stand here.'],
    [
      'a byte order mark',
      '\ufeff{}',
      'It begins with a byte order mark, which notation refuses: save it without.',
    ],
    ['more after it', '{}{}', 'There is text after the end: remove it.'],
    ['an endless string', '{"version', 'This is not JSON: it ends too early.'],
    [
      'a bad escape',
      '{"version": "\\x"}',
      'This string holds an escape or a character that JSON does not allow.',
    ],
    ['depth', '['.repeat(100), 'It is nested too deeply.'],
    ['a number with a zero before it', '{"version": 01}', 'This is not JSON: "1" cannot stand here.'],
  ])('is no JSON: %s', (_, text, message) => {
    expect(readTrustPolicy(text)).toMatchObject({
      statements: [],
      problems: [{ severity: 'error', message }],
    });
  });

  it.each([
    [
      'an array',
      '[]',
      ['This must be an object: { … }.', 'There is no statement: add one to "trustPolicies".'],
    ],
    ['null', 'null', ['This must be an object: { … }.']],
    [
      'empty',
      '{}',
      ['The version is missing: add "version": "1.0".', 'There is no statement: add one to "trustPolicies".'],
    ],
    [
      'null for everything',
      '{"version": null, "trustPolicies": null}',
      ['The version is missing: add "version": "1.0".', 'There is no statement: add one to "trustPolicies".'],
    ],
  ])('has members: %s', (_, text, messages) => {
    const said = readTrustPolicy(text).problems.map(({ message }) => message);
    expect(said).toEqual(text.startsWith('{') ? messages : messages.slice(0, 1));
  });
});

describe('a statement', () => {
  it('is sound', () => {
    expect(saidOf(sound)).toEqual([]);
  });

  it.each([
    ['no name', { name: undefined }, 'The statement needs a name.'],
    ['an empty name', { name: '' }, 'The statement needs a name.'],
    [
      'no scope',
      { registryScopes: [] },
      'Repositories are missing: name some in "registryScopes", or "*" for all.',
    ],
    ['a scope of another type', { registryScopes: [1] }, 'This must be a string.'],
    [
      'no verification',
      { signatureVerification: null },
      '"signatureVerification" is missing: add it, with a "level".',
    ],
    [
      'no level',
      { signatureVerification: {} },
      'The level is missing: add "level", with strict, permissive, audit or skip.',
    ],
    [
      'a level that is a member of all objects',
      { signatureVerification: { level: 'toString' } },
      'A level is strict, permissive, audit or skip, and not "toString".',
    ],
    [
      'integrity overridden',
      { signatureVerification: { level: 'strict', override: { integrity: 'log' } } },
      'integrity cannot be overridden: remove it.',
    ],
    [
      'expiry skipped',
      { signatureVerification: { level: 'strict', override: { expiry: 'skip' } } },
      'expiry can be enforce or log, and not "skip".',
    ],
    [
      'an unknown check',
      { signatureVerification: { level: 'strict', override: { age: 'log' } } },
      'Nobody knows the check "age": there are authenticity, authenticTimestamp, expiry, revocation.',
    ],
    [
      'another time',
      { signatureVerification: { level: 'strict', verifyTimestamp: 'never' } },
      'verifyTimestamp is "always" or "afterCertExpiry", and not "never".',
    ],
    [
      'no trust store',
      { trustStores: [] },
      'Trust stores are missing: name at least one in "trustStores", such as "ca:acme".',
    ],
    [
      'no identity',
      { trustedIdentities: [] },
      'Identities are missing: name some in "trustedIdentities", or "*" for all of the trust stores.',
    ],
    [
      'identities that are one',
      { trustedIdentities: ['x509.subject: C=US, ST=WA, O=Acme', 'x509.subject:O=Acme,CN=app,ST=WA,C=US'] },
      'This identity and number 1 match the same subjects: remove the narrower one.',
    ],
  ])('is not: %s', (_, changes, message) => {
    expect(saidOf({ ...sound, ...changes })).toContain(`error ${message}`);
  });

  it.each([
    [
      'overridden',
      { signatureVerification: { level: 'skip', override: { expiry: 'log' } } },
      'The level skip cannot be overridden: choose another, or remove this.',
    ],
    [
      'with trust stores',
      { signatureVerification: { level: 'skip' }, trustStores: ['ca:acme'] },
      'The level skip has neither trust stores nor identities: remove them, or choose another level.',
    ],
  ])('that skips is not: %s', (_, changes, message) => {
    const { name, registryScopes } = sound;
    expect(saidOf({ name, registryScopes, ...changes })).toEqual([`error ${message}`]);
  });

  it('may leave to Go how it writes what is not there', () => {
    const unset = { override: {}, verifyTimestamp: '' };
    expect(saidOf({ ...sound, signatureVerification: { level: 'strict', ...unset } })).toEqual([]);
    const { name, registryScopes } = sound;
    const skipping = {
      signatureVerification: { level: 'skip', ...unset },
      trustStores: null,
      trustedIdentities: null,
    };
    expect(saidOf({ name, registryScopes, ...skipping })).toEqual([]);
  });

  it('of which something very long is wrong is told so in a sentence that can be read to its end', () => {
    const long = 'b'.repeat(200_000);
    const [identity = ''] = saidOf({ ...sound, trustedIdentities: [`x509.subject: C=US, O=Acme, ${long}`] });
    const [scope = ''] = saidOf({ ...sound, registryScopes: [`${long}/`] });
    expect(identity).toMatch(/^error "b+…b+" is no attribute: write it as CN=…\.$/);
    expect(scope).toMatch(/^error "b+…b+\/" is no repository: .+ without scheme, tag and digest\.$/);
    for (const sentence of [identity, scope]) expect(sentence.length).toBeLessThan(450);
  });

  it('takes identities of other kinds, which match nothing', () => {
    expect(saidOf({ ...sound, trustedIdentities: ['did:web:example.com'] })).toEqual([]);
  });
});

describe('a file that is no trust policy', () => {
  it.each([
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a\n',
    '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n',
    '"hunter2"',
    'password=hunter2',
    '// hunter2',
  ])('is not quoted: whoever names it might read it in a log (%j)', (text) => {
    const { problems } = readTrustPolicy(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).not.toMatch(/hunter2|ghp|BEGIN|password|MIGH/);
  });

  it('is not quoted by the megabyte', () => {
    for (const scope of [`a/${'a-'.repeat(400_000)}`, 'a'.repeat(900_000)]) {
      for (const message of saidOf({ ...sound, registryScopes: [scope] }))
        expect(message.length).toBeLessThan(1_100);
    }
  });

  it('of megabytes of mistakes names some of them, an error in any case', () => {
    const unknown = Array.from({ length: 60_000 }, (_, index) => `"n${index}":1`).join();
    const { problems } = readTrustPolicy(`{${unknown},"version":"2.0"}`);
    expect(problems.length).toBeLessThan(510);
    expect(problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
      'The version must be "1.0", and is "2.0".',
    ]);
  });

  it('of thousands of identities is read whole, and none of them is taken for another', () => {
    const trustedIdentities = Array.from(
      { length: 20_000 },
      (_, index) => `x509.subject:C=US,ST=WA,O=${index}`,
    );
    expect(saidOf({ ...sound, trustedIdentities })).toEqual([]);
  });
});
