import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../../server/src/trust/notation/check-policy.ts';
import type { TrustStoreEntry, TrustStoreFolder } from '../../../server/src/trust/policy.ts';
import { markPolicy, unmarkPolicy } from '../../support/marked-policy.ts';
import { makeIntermediate, makeRoot, makeSigner } from '../../support/pki/certificate.ts';

const root = makeRoot();
const files = (...ders: readonly Uint8Array[]): TrustStoreEntry[] =>
  ders.map((bytes, index) => ({ name: `${index + 1}.cer`, kind: 'file', bytes }));
const store: TrustStoreFolder = {
  name: 'truststore',
  stores: [
    { type: 'ca', name: 'acme', entries: files(root.der) },
    { type: 'ca', name: 'empty', entries: [] },
    {
      type: 'ca',
      name: 'stray',
      entries: [...files(root.der), { name: 'notes.txt', kind: 'file', bytes: Buffer.from('x') }],
    },
    { type: 'ca', name: 'leaf', entries: files(makeSigner(root).der) },
    {
      type: 'ca',
      name: 'old',
      entries: files(root.der, makeRoot({ subject: 'CN=old', to: '2026-03-01T00:00:00Z' }).der),
    },
    { type: 'ca', name: 'nested', entries: [...files(root.der), { name: 'more', kind: 'directory' }] },
    { type: 'tsa', name: 'stamps', entries: files(root.der) },
    { type: 'tsa', name: 'middle', entries: files(makeIntermediate(root).der) },
  ],
};
const now = Date.parse('2026-06-01T00:00:00Z');

/** The document with what is wrong with it, as it should be read. */
function check(marked: string, folder: TrustStoreFolder | undefined = store): void {
  const text = unmarkPolicy(marked);
  expect(markPolicy(text, checkPolicy(text, folder, now))).toBe(marked);
}

const statement = (members: string) => `{ "version": "1.0", "trustPolicies": [ {
  "name": "app", "registryScopes": [ "registry.example/app" ],
${members}
} ] }`;

describe('a trust policy', () => {
  it('may be sound', () => {
    check(
      statement(`  "signatureVerification": { "level": "strict", "verifyTimestamp": "always" },
  "trustStores": [ "ca:acme", "tsa:stamps" ],
  "trustedIdentities": [ "x509.subject: C=US, ST=WA, O=Acme" ]`),
    );
  });

  it('names trust stores that there are, and that hold what they may', () => {
    check(
      statement(`  "signatureVerification": { "level": "strict" },
  "trustStores": [ "ca:nowhere",
#                  ^^^^^^^^^^^^ error There is no trust store ca:nowhere: put its certificates into the folder truststore/x509/ca/nowhere.
    "ca:empty",
#   ^^^^^^^^^^ error The trust store ca:empty is empty: put certificates into the folder truststore/x509/ca/empty.
    "ca:stray",
#   ^^^^^^^^^^ error notes.txt in the trust store ca:stray is no certificate: remove it.
    "ca:leaf",
#   ^^^^^^^^^ error The certificate CN=app,O=Acme,ST=WA,C=US (1.cer in the trust store ca:leaf) is neither that of an authority nor self-signed: put the root of its chain there.
    "ca:old",
#   ^^^^^^^^ warning The certificate CN=old (2.cer in the trust store ca:old) expired at 2026-03-01: what is signed under it needs a timestamp from before.
    "ca:nested",
#   ^^^^^^^^^^^ warning The folder more in the trust store ca:nested is ignored here, as the specification has it, and notation refuses the whole store for it: move it away.
    "tsa:middle" ],
#   ^^^^^^^^^^^^ error The certificate CN=intermediate,O=Acme,ST=WA,C=US (1.cer in the trust store tsa:middle) is no root, and a store for timestamps holds nothing else: put the root of its chain there.
  "trustedIdentities": [ "*" ]`),
    );
  });

  it('is not held against trust stores that nobody knows', () => {
    const text = statement(`  "signatureVerification": { "level": "strict" },
  "trustStores": [ "ca:nowhere" ], "trustedIdentities": [ "*" ]`);
    expect(checkPolicy(text, undefined, now)).toEqual([]);
  });

  it('may protect less than it seems to', () => {
    check(`{ "version": "1.0", "trustPolicies": [
  { "name": "a", "registryScopes": [ "registry.example/a" ],
    "signatureVerification": { "level": "audit" },
#                                       ^^^^^^^ warning This protects from nothing: notation accepts images that somebody else has signed, and only logs it. ImageSeal calls them untrusted. Choose strict or permissive.
    "trustStores": [ "ca:acme" ], "trustedIdentities": [ "*" ] },
  { "name": "b", "registryScopes": [ "registry.example/b" ],
    "signatureVerification": { "level": "strict", "override": { "authenticity": "log" } },
#                                                                               ^^^^^ warning This protects from nothing: notation accepts images that somebody else has signed, and only logs it. ImageSeal calls them untrusted. Remove it, or enforce it.
    "trustStores": [ "ca:acme" ], "trustedIdentities": [ "*" ] },
  { "name": "c", "registryScopes": [ "registry.example/c" ],
    "signatureVerification": { "level": "audit", "override": { "authenticity": "enforce" } },
    "trustStores": [ "ca:acme" ], "trustedIdentities": [ "*" ] },
  { "name": "d", "registryScopes": [ "registry.example/d" ],
    "signatureVerification": { "level": "skip" } },
#                                       ^^^^^^ information Nothing is verified of the images in these repositories.
  { "name": "e", "registryScopes": [ "*" ],
    "signatureVerification": { "level": "skip" } }
#                                       ^^^^^^ warning Nothing is verified of any image, which the specification forbids: name the repositories that are to be skipped.
] }`);
  });

  it('may name what never applies or matches', () => {
    check(`{ "version": "1.0", "trustPolicies": [ { "name": "hub",
  "registryScopes": [ "docker.io/nginx", "index.docker.io/acme/app", "docker.io/acme/app" ],
#                     ^^^^^^^^^^^^^^^^^ warning No image is called so: on Docker Hub this is docker.io/library/nginx.
#                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning No image is called so: on Docker Hub this is docker.io/acme/app.
  "signatureVerification": { "level": "strict" },
  "trustStores": [ "ca:acme" ],
  "trustedIdentities": [
    "did:web:example.com",
#   ^^^^^^^^^^^^^^^^^^^^^ warning This matches nothing: of the kinds of identities only "x509.subject:" is known.
    "x509.subject: C=US, ST=WA, O=Acme, UID=app",
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning This matches nothing: subjects can be matched by C, ST, O, L, OU, CN, STREET, POSTALCODE, SERIALNUMBER, and not by UID.
    "x509.subject: C=USA, ST=WA, O=Acme",
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning This matches nothing: a country is two letters, such as US, and not "USA".
    "x509.subject: C=US, O=Acme" ]
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error A subject needs C, ST and O at least; missing here: ST.
} ] }`);
  });

  it('may ask for timestamps without saying whose', () => {
    check(
      statement(`  "signatureVerification": { "level": "strict", "verifyTimestamp": "afterCertExpiry" },
#                                                                  ^^^^^^^^^^^^^^^^^ warning This means nothing without a trust store for timestamps: add one, such as "tsa:acme".
  "trustStores": [ "ca:acme" ], "trustedIdentities": [ "*" ]`),
    );
    check(
      statement(`  "signatureVerification": { "level": "strict" },
  "trustStores": [ "tsa:stamps" ], "trustedIdentities": [ "*" ]
#                  ^^^^^^^^^^^^ warning This statement trusts nobody: add a trust store of type ca or signingAuthority.`),
    );
  });
});
