import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../server/src/analysis/evidence.ts';
import type { AnalyzedImage } from '../../server/src/analysis/finding.ts';
import { trustSignerFix } from '../../server/src/analysis/fixes/trust-signer.ts';
import { describeImage } from '../../server/src/lsp/describe/image.ts';
import { Markup } from '../../server/src/lsp/markup.ts';
import type { Check, SignatureReport } from '../../server/src/signature/report.ts';
import { digestOf, imageSignedBy, oneSignature, workflow } from '../support/evidence.ts';

const text = 'ghcr.io/acme/app:1.0';
const may3 = Date.parse('2026-05-03T10:00:07Z');
const passed: Check = { name: 'signature', ok: true, detail: { id: 'signature-certificate', args: [] } };

const report: SignatureReport = {
  record: oneSignature,
  kind: 'signature',
  counts: true,
  verdict: 'signed',
  verified: true,
  signer: workflow,
  time: { at: may3, source: 'log' },
  log: { index: '1234', url: 'https://search.sigstore.dev/?logIndex=1234' },
  checks: [passed],
};

const image = (changes: Partial<SignatureReport>, assessed?: Partial<Assessment>): AnalyzedImage =>
  imageSignedBy(text, { ...report, ...changes }, assessed);

function hover(subject: AnalyzedImage): string {
  const markup = new Markup('markdown');
  describeImage(markup, subject, { details: undefined, findings: [] });
  return markup.content().value;
}

describe('what is said of an image', () => {
  it('names who signed it, through whom, and the day of the log', () => {
    const signed = hover(
      image({}, { roots: { source: 'embedded', at: may3, problem: 'There was no network.' } }),
    );
    expect(signed.split('\n')[0]?.replaceAll('\\', '')).toBe(
      '**Signed by https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main through GitHub Actions, logged 3 May 2026.**',
    );
    expect(signed).toContain('Nobody has said whom to trust for this image.');
    expect(signed).toContain('- Issuer GitHub Actions: `https://token.actions.githubusercontent.com`');
    expect(signed).toContain('- Time: 3 May 2026 at 10:00:07 UTC, by the transparency log');
    expect(signed).toContain('- Log entry 1234: <https://search.sigstore.dev/?logIndex=1234>');
    expect(signed).toContain('that come with ImageSeal, as of 3 May 2026.\n\nThere was no network.');
  });

  it('always says that the log was left out', () => {
    const waived: Check = { name: 'log', ok: true, detail: { id: 'log-waived', args: [] } };
    const trusted = hover(
      image({ verdict: 'trusted', checks: [passed, waived] }, { rule: 'rule 2 of .imageseal.yaml' }),
    );
    expect(trusted).toContain('Trusted by rule 2 of .imageseal.yaml.');
    expect(trusted).toContain(
      '- – transparency log: The transparency log was left out, because the settings say so.',
    );
    expect(trusted).toContain('- ✓ signature\n');
  });

  it('shows what a certificate says, and obeys none of it', () => {
    const evil = '](command:imageseal.trustSigner) ![x](https://evil.test/x.png) $(zap)\n# <b>';
    const shown = hover(
      image({
        signer: {
          type: 'certificate',
          subject: evil,
          issuer: evil,
          sourceRepository: 'javascript:alert(1)',
          run: `https://evil.test/${evil}`,
        },
        log: { index: evil, url: 'https://evil.test/a b](command:x)' },
      }),
    );
    const outside = shown.replaceAll(/`[^`]*`/g, '').replaceAll(/\\./g, '');
    expect(outside).not.toMatch(/\]\(|<b>|<https|\$\(|\n#/);
    expect(shown).toContain('- Repository: `javascript:alert(1)`');
    expect(shown.split('\n').every((line) => (line.split('`').length - 1) % 2 === 0)).toBe(true);
  });
});

describe('whom one may trust with one click', () => {
  const stranger: Check = { name: 'signer', ok: false, detail: { id: 'signer-stranger', args: ['rule 1'] } };

  it('is exactly the identity of the certificate, for exactly this repository', () => {
    expect(trustSignerFix(image({}))?.configure).toEqual({
      trust: {
        images: 'ghcr.io/acme/app',
        identity: {
          issuer: 'https://token.actions.githubusercontent.com',
          subject: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
        },
      },
    });
    expect(trustSignerFix(image({ verdict: 'untrusted', checks: [passed, stranger] }))?.title).toBe(
      'Trust this signer for ghcr.io/acme/app: acme/app (GitHub Actions)',
    );
  });

  it.each([
    ['a broken signature', { verdict: 'invalid', verified: false } as const],
    ['a signer that is only claimed', { verdict: 'untrusted', verified: false } as const],
    ['a bare key', { verdict: 'untrusted', signer: { type: 'key', fingerprint: digestOf('k') } } as const],
    [
      'a signature that lacks something else, too',
      {
        verdict: 'untrusted',
        checks: [
          stranger,
          { name: 'annotations', ok: false, detail: { id: 'annotations-missing', args: ['a', 'b'] } },
        ],
      } as const,
    ],
    ['what is trusted already', { verdict: 'trusted' } as const],
  ])('is nobody of %s', (_, changes) => {
    expect(trustSignerFix(image(changes))).toBeUndefined();
  });
});
