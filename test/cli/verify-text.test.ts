import { describe, expect, it } from 'vitest';
import { plain } from '../../server/src/cli/style.ts';
import { exitCodeOf, outcomeOf } from '../../server/src/cli/verify/outcome.ts';
import { verifyText } from '../../server/src/cli/verify/text.ts';
import { wrap } from '../../server/src/cli/wrap.ts';
import { nobodySaid } from '../../server/src/trust/policy.ts';
import { assess } from '../support/assess.ts';
import { vectorCases, vectorReference, vectorRegistry, vectorRoot } from '../support/vectors.ts';

/** What is said of an image of the private instance where that is the public one, and nobody has said whom to trust. */
async function signed(name: string) {
  const image = vectorCases('keyless').find((each) => each.name === name)!;
  const policy = { ...nobodySaid, root: vectorRoot('trusted_root.json') };
  const evidence = await assess(vectorRegistry('keyless', image), image.image, policy);
  const question = { reference: vectorReference(image.image), policy, byFlags: false, offline: false };
  return outcomeOf(question, evidence);
}

describe('an image that is signed while nobody has said whom to trust', () => {
  it('does not pass; the reasons say who it is and which flags would name them', async () => {
    const outcome = await signed('keyless/bundle/v2/ci/referrers');
    expect(outcome.verdict).toBe('signed');
    expect(exitCodeOf([outcome])).toBe(1);
    expect(outcome.reasons).toEqual([
      'Signed by https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main through http://oidc.localhost:8090/actions, timestamped 23 November 2026.',
      'Nobody has said that they trust this signer: give --certificate-identity https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main --certificate-oidc-issuer http://oidc.localhost:8090/actions, or a rule under "trust" in .imageseal.yaml.',
    ]);
  });

  it('fits a narrow terminal, but for what must stay whole', async () => {
    const outcome = await signed('keyless/bundle/v2/dev/referrers');
    const lines = verifyText([outcome], { paint: plain, columns: 60 }).split('\n');
    for (const line of lines.filter((line) => line.length > 60))
      expect(line.trim().split(/ +/).length, line).toBeLessThanOrEqual(2);
    expect(lines).toContain('    ✓ holds  certificate  The certificate was issued by the');
    expect(lines).toContain('                          Sigstore instance');
  });
});

describe('wrapping', () => {
  it.each([
    ['what fits stays', '  one two', 4, 40, '  one two\n'],
    [
      'at spaces, indented',
      '  aaaa bbbb cccc dddd eeee ffff gggg hhhh',
      4,
      34,
      '  aaaa bbbb cccc dddd eeee ffff\n    gggg hhhh\n',
    ],
    ['a long word stays whole', `  a ${'x'.repeat(60)} b`, 2, 40, `  a\n  ${'x'.repeat(60)}\n  b\n`],
    ['a label keeps its text', `  label  ${'x'.repeat(60)}`, 9, 40, `  label  ${'x'.repeat(60)}\n`],
    [
      'Korean takes two cells',
      '  서명이 서명이 서명이 서명이 서명이 서명이',
      2,
      34,
      '  서명이 서명이 서명이 서명이\n  서명이 서명이\n',
    ],
    [
      'colours take none',
      '  \u001b[31maaaa bbbb cccc dddd eeee\u001b[0m',
      4,
      34,
      '  \u001b[31maaaa bbbb cccc dddd eeee\u001b[0m\n',
    ],
  ])('%s', (_name, line, indent, columns, wrapped) => {
    expect(wrap(line, indent, columns)).toBe(wrapped);
  });

  it('is not done where nobody says how wide the screen is, or where it is too narrow', () => {
    const line = `  ${'word '.repeat(50)}end`;
    expect(wrap(line, 4, undefined)).toBe(`${line}\n`);
    expect(wrap(line, 20, 40)).toBe(`${line}\n`);
  });
});
