import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/manifest/text-span.ts';
import { addSigner, type NewSigner } from '../../../server/src/trust/notation/add-signer.ts';

const signer: NewSigner = {
  repository: 'ghcr.io/acme/app',
  store: { type: 'ca', name: 'acme' },
  subject: 'CN=app,OU=Shop,O=Acme\\, Inc.,L=Seattle,ST=WA,C=US',
};

function trusting(text: string, changes: Partial<NewSigner> = {}) {
  const added = addSigner(text, 'trustpolicy.json', { ...signer, ...changes });
  return 'problem' in added ? added.problem : { text: applyEdits(text, added.edits), ...added };
}

function textOf(text: string, changes: Partial<NewSigner> = {}): string {
  const added = trusting(text, changes);
  return typeof added === 'string' ? added : added.text;
}

const fresh = `{
  "version": "1.0",
  "trustPolicies": [
    {
      "name": "acme-app",
      "registryScopes": [
        "ghcr.io/acme/app"
      ],
      "signatureVerification": {
        "level": "strict"
      },
      "trustStores": [
        "ca:acme"
      ],
      "trustedIdentities": [
        "x509.subject: C=US, ST=WA, O=Acme\\\\, Inc."
      ]
    }
  ]
}
`;

/** A document as people write it. */
function document(...statements: readonly string[]): string {
  return `{\n\t"version": "1.0",\n\t"trustPolicies": [\n\t\t${statements.join(',\n\t\t')}\n\t]\n}\n`;
}

const statement = (name: string, scopes: string, rest: string) =>
  `{ "name": "${name}", "registryScopes": [${scopes}], ${rest} }`;

const shop = statement(
  'shop',
  '"ghcr.io/acme/shop"',
  '"signatureVerification": { "level": "audit" }, "trustStores": ["ca:shop"], "trustedIdentities": ["*"]',
);
const wide = statement(
  'all',
  '"*"',
  '"signatureVerification": { "level": "permissive", "override": { "expiry": "enforce" } }, "trustStores": ["ca:corp"], "trustedIdentities": ["x509.subject: C=US, ST=WA, O=Corp"]',
);

describe('a statement for who signed an image', () => {
  it('is strict, for exactly that repository, and names what notation can match of the subject', () => {
    expect(textOf('')).toBe(fresh);
    expect(textOf('\n')).toBe(fresh);
  });

  it('stands behind those of others, which stay as they are', () => {
    expect(textOf(document(shop))).toBe(
      document(
        shop,
        '{"name":"acme-app","registryScopes":["ghcr.io/acme/app"],"signatureVerification":{"level":"strict"},"trustStores":["ca:acme"],"trustedIdentities":["x509.subject: C=US, ST=WA, O=Acme\\\\, Inc."]}',
      ),
    );
    const windows = fresh.replaceAll('ghcr.io/acme/app', 'ghcr.io/acme/other').replaceAll('\n', '\r\n');
    const after = textOf(windows);
    expect(after).not.toMatch(/[^\r]\n/);
    expect(after).toContain(
      '\r\n    },\r\n    {\r\n      "name": "acme-app-2",\r\n      "registryScopes": [',
    );
  });

  it('asks for as much, and trusts whomever the statement for all repositories trusts', () => {
    expect(textOf(document(wide))).toContain(
      '"signatureVerification":{"level":"permissive","override":{"expiry":"enforce"}},"trustStores":["ca:corp","ca:acme"],"trustedIdentities":["x509.subject: C=US, ST=WA, O=Corp","x509.subject: C=US, ST=WA, O=Acme\\\\, Inc."]}',
    );
  });

  it('takes nothing from a statement that verifies nothing', () => {
    const skips = statement('all', '"*"', '"signatureVerification": { "level": "skip" }');
    expect(textOf(document(skips))).toContain(
      '"signatureVerification":{"level":"strict"},"trustStores":["ca:acme"]',
    );
  });

  it('gets one more store and identity where the repository has one', () => {
    const own = statement(
      'app',
      '"ghcr.io/acme/app"',
      '"signatureVerification": { "level": "strict" }, "trustStores": ["ca:old"], "trustedIdentities": ["x509.subject: C=DE, ST=BE, O=Old"], "note": 1',
    );
    expect(textOf(document(own, shop))).toBe(
      document(
        own
          .replace('"ca:old"', '"ca:old", "ca:acme"')
          .replace('O=Old"', 'O=Old", "x509.subject: C=US, ST=WA, O=Acme\\\\, Inc."'),
        shop,
      ),
    );
    expect(trusting(fresh)).toMatchObject({ edits: [], statement: 'acme-app' });
  });

  it('says whom it trusts: everybody of the root where notation cannot match the subject', () => {
    expect(trusting('')).toMatchObject({ identity: 'x509.subject: C=US, ST=WA, O=Acme\\, Inc.' });
    expect(trusting('', { subject: 'CN=app,O=Acme,C=US' })).toMatchObject({ identity: '*' });
    expect(trusting('', { subject: 'CN=app,OU=a,OU=b,O=Acme,ST=WA,C=US' })).toMatchObject({ identity: '*' });
    const everybody = statement(
      'all',
      '"*"',
      '"signatureVerification": { "level": "strict" }, "trustStores": ["ca:corp"], "trustedIdentities": ["*"]',
    );
    expect(trusting(document(everybody))).toMatchObject({ identity: '*' });
  });
});

describe('no statement is written', () => {
  it.each([
    [
      'a document with a mistake',
      '{ "version": "1.0", "trustPolicies": [] }',
      {},
      'There is a mistake in trustpolicy.json: mend it first. There is no statement',
    ],
    ['no JSON', '{ "version": ', {}, 'There is a mistake in trustpolicy.json'],
    [
      'a statement for several repositories',
      document(shop.replace('"ghcr.io/acme/shop"', '"ghcr.io/acme/app", "ghcr.io/acme/shop"')),
      {},
      'The statement "shop" of trustpolicy.json is for other repositories, too',
    ],
    [
      'single identities, beside which * cannot stand',
      document(wide),
      { subject: 'CN=app' },
      'The statement "all" of trustpolicy.json names single identities',
    ],
    [
      'a repository that notation would not take',
      '',
      { repository: 'ghcr.io/Acme' },
      'No statement can be written for ghcr.io/Acme. "ghcr.io/Acme" is no repository',
    ],
  ] as const)('for %s', (_, text, changes, problem) => {
    expect(textOf(text, changes)).toContain(problem);
  });
});
