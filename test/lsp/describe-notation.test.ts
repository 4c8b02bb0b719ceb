import { describe, expect, it } from 'vitest';
import type { AnalyzedImage } from '../../server/src/analysis/finding.ts';
import { invalidSignature } from '../../server/src/analysis/rules/invalid-signature.ts';
import { untrustedSigner } from '../../server/src/analysis/rules/untrusted-signer.ts';
import { unverifiedSignature } from '../../server/src/analysis/rules/unverified-signature.ts';
import { shortSigner } from '../../server/src/analysis/signer.ts';
import { describeImage } from '../../server/src/lsp/describe/image.ts';
import { Markup } from '../../server/src/lsp/markup.ts';
import type { DetailId } from '../../server/src/signature/detail.ts';
import type { Check, CheckName, SignatureReport, X509Signer } from '../../server/src/signature/report.ts';
import { digestOf, imageSignedBy, oneSignature } from '../support/evidence.ts';

const text = 'ghcr.io/acme/app:1.0';

const signer: X509Signer = {
  type: 'x509',
  subject: 'CN=app,O=Acme\\, Inc.,ST=WA,C=US',
  root: 'CN=Acme Root,O=Acme,ST=WA,C=US',
  fingerprint: digestOf('1'),
  rootFingerprint: digestOf('2'),
  store: 'ca:acme',
};
const { store: _, ...stranger } = signer;

function check(name: CheckName, ok: boolean, id: DetailId, ...args: string[]): Check {
  return { name, ok, detail: { id, args } };
}

const report: SignatureReport = {
  record: { ...oneSignature, layout: 'notation', mediaType: 'application/jose+json' },
  kind: 'signature',
  counts: true,
  verdict: 'trusted',
  verified: true,
  signer,
  annotations: { env: 'prod' },
  notation: {
    format: 'jws',
    scheme: 'notary.x509',
    algorithm: 'PS256',
    signedAt: Date.parse('2026-05-03T10:00:07Z'),
    expiresAt: Date.parse('2026-08-03T10:00:07Z'),
    agent: 'notation-go/1.3.2',
    statement: { name: 'acme', level: 'permissive', logged: ['time', 'expiry', 'revocation'] },
  },
  checks: [
    check('format', true, 'notation-format', 'JWS', 'notary.x509'),
    check('signature', true, 'signature-certificate'),
    check('signer', true, 'signer-identity', 'statement "acme" of trustpolicy.json'),
  ],
};

const image = (changes: Partial<SignatureReport>): AnalyzedImage =>
  imageSignedBy(text, { ...report, ...changes }, { rule: 'rule 1 of .imageseal.yaml' });

function hover(subject: AnalyzedImage, page = false): string {
  const markup = new Markup('markdown', page);
  describeImage(markup, subject, { details: undefined, findings: [] });
  return markup.content().value.replaceAll(/\\(?=[^\\])/g, '');
}

describe('the hover over an image that notation has signed', () => {
  it('says who signed, who vouches for that, and what was signed along', () => {
    expect(hover(image({}))).toBe(
      `**Signed by CN=app,O=Acme\\, Inc.,ST=WA,C=US.**

Trusted by rule 1 of .imageseal.yaml.

\`ghcr.io/acme/app:1.0\`

- Digest: \`${digestOf('a')}\`

**Notary Project signature: trusted**

- ✓ format ✓ signature ✓ signer
- Signer: \`CN=app,O=Acme, Inc.,ST=WA,C=US\`
- Certificate: \`${digestOf('1')}\`
- Root: \`CN=Acme Root,O=Acme,ST=WA,C=US\`, \`${digestOf('2')}\`
- Vouched for by the trust store: \`ca:acme\`
- Signed at, by the signer’s own word: 3 May 2026 at 10:00:07 UTC
- Expires: 3 August 2026 at 10:00:07 UTC
- Statement of the trust policy: \`acme\`
- Level: \`permissive\`
- Only logged, whatever comes of it: time, expiry, revocation
- Envelope: \`JWS\`, \`notary.x509\`, \`PS256\`
- Made with, as it says itself: \`notation-go/1.3.2\`
- User metadata: \`env=prod\`
- Kept as referrer: \`${digestOf('e')}\`
- Found by: notation, Ratify, Kyverno ClusterPolicy (type: Notary), Kyverno ImageValidatingPolicy
- Not found by: cosign, policy-controller`,
    );
  });

  it('says beside the verdict what does not hold and is only logged, and what notation would say', () => {
    const shown = hover(
      image({
        checks: [
          ...report.checks,
          { ...check('expiry', true, 'notation-expired', '2026-08-03T10:00:07.000Z'), noted: true },
          { ...check('tools', true, 'notation-tolerates'), noted: true },
        ],
      }),
    );
    const expired = 'It has expired: its signer wanted it to hold until 2026-08-03 10:00:07 UTC.';
    expect(shown).toContain(
      `**\n\nTrusted by rule 1 of .imageseal.yaml.\n\n⚠ ${expired} The trust policy only wants that logged.\n\n`,
    );
    expect(shown).toContain(`- ⚠ expiry: ${expired} The trust policy only wants that logged.\n`);
    expect(shown).toContain('- – other tools: notation verify does not mind this; the specification does.\n');
    expect(shown).not.toContain('✓ expiry');
  });

  it('never says of a policy that skips revocation that it was checked', () => {
    const skipped = check('revocation', true, 'revocation-skipped');
    const shown = hover(image({ checks: [...report.checks, skipped] }));
    expect(shown).toContain(
      '- – revocation: The trust policy does not ask whether certificates were revoked, so nobody was asked.',
    );
  });

  it('takes the time of an authority for that, and a certificate signed by itself for its own root', () => {
    const { statement: _, ...facts } = report.notation!;
    const shown = hover(
      image({
        signer: { ...signer, rootFingerprint: signer.fingerprint },
        time: { at: Date.parse('2026-05-03T10:00:09Z'), source: 'timestamp' },
        notation: { ...facts, scheme: 'notary.x509.signingAuthority' },
      }),
    );
    expect(shown).toContain('**Signed by CN=app,O=Acme\\, Inc.,ST=WA,C=US, timestamped 3 May 2026.**');
    expect(shown).toContain(`- Certificate, signed by itself: \`${digestOf('1')}\`\n`);
    expect(shown).not.toContain('- Root');
    expect(shown).toContain('- Signed at, by the word of the signing authority: 3 May');
  });

  it('says of level audit that here a stranger is not trusted', () => {
    const notation = {
      ...report.notation!,
      statement: { name: 'all', level: 'audit', logged: ['signer'] },
    } as const;
    const shown = hover(image({ verdict: 'untrusted', verified: false, signer: stranger, notation }));
    expect(shown).toContain('- notation verify only logs who signed; here a stranger is not trusted.');
    expect(shown).toContain('- Signer, as it claims: `CN=app');
  });
});

describe('what is wrong with a signature of notation', () => {
  const messageOf = (rule: typeof untrustedSigner, changes: Partial<SignatureReport>) => {
    const finding = rule.check(image(changes), () => 'error');
    return finding?.message;
  };

  it('a stranger is named, as the signature claims', () => {
    const checks = [check('certificate', false, 'notation-chain-stranger', 'ca:acme')];
    expect(
      messageOf(untrustedSigner, { verdict: 'untrusted', verified: false, signer: stranger, checks }),
    ).toBe(
      '"ghcr.io/acme/app:1.0" is signed, but not by anybody this workspace trusts: It names CN=app,O=Acme\\, Inc.,ST=WA,C=US as its signer. No certificate of its chain is in the trust store that the policy names (ca:acme). Use another image, or trust this signer.',
    );
  });

  it('nobody is told to trust a signer for a timestamp that nobody vouches for', () => {
    const checks = [check('time', false, 'notation-timestamp-missing')];
    expect(messageOf(untrustedSigner, { verdict: 'untrusted', verified: false, checks })).toBe(
      '"ghcr.io/acme/app:1.0" is signed, but not so that this workspace trusts it: It names CN=app,O=Acme\\, Inc.,ST=WA,C=US as its signer. The trust policy asks for a timestamp, and it has none. Use another image.',
    );
  });

  it('what has expired is not called broken', () => {
    const checks = [check('expiry', false, 'notation-expired', '2026-08-03T10:00:07.000Z')];
    const changes = { verdict: 'invalid', verified: false, checks } as const;
    expect(messageOf(invalidSignature, changes)).toBe(
      '"ghcr.io/acme/app:1.0" has a signature that holds no more: It has expired: its signer wanted it to hold until 2026-08-03 10:00:07 UTC. Use an image that was signed again.',
    );
    expect(hover(image(changes))).toMatch(/^\*\*The signature has expired\.\*\*/);
  });

  it('what cannot be verified says itself what to do', () => {
    const checks = [check('signer', false, 'notation-policy-silent', 'trustpolicy.json', 'ghcr.io/acme/app')];
    expect(
      messageOf(unverifiedSignature, { verdict: 'unverified', verified: false, signer: stranger, checks }),
    ).toBe(
      '"ghcr.io/acme/app:1.0" has a signature that cannot be verified here: It names CN=app,O=Acme\\, Inc.,ST=WA,C=US as its signer. trustpolicy.json has no statement for ghcr.io/acme/app, and none for all repositories: add one.',
    );
  });
});

describe('a signer where there is little room', () => {
  it.each([
    ['CN=app,O=Acme,ST=WA,C=US', 'app'],
    ['OU=web+CN=Acme\\, Inc.,O=Acme', 'Acme, Inc.'],
    ['CN=a\\e2\\80\\aeb,O=Acme', 'a\\e2\\80\\aeb'],
    ['O=Acme,ST=WA,C=US', 'O=Acme,ST=WA,C=US'],
  ])('%s is "%s"', (subject, short) => {
    expect(shortSigner({ ...signer, subject })).toBe(short);
  });
});
