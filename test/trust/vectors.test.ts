import { describe, expect, it } from 'vitest';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import { assess } from '../support/assess.ts';
import { policyOf, type VectorSet, vectorCases, vectorRegistry } from '../support/vectors.ts';

describe.each<[VectorSet, number, number]>([
  ['keyed', 126, 182],
  ['keyless', 68, 184],
])('images signed by the real cosign: %s', (set, images, questions) => {
  const cases = vectorCases(set);

  it('are all there', () => {
    expect(cases).toHaveLength(images);
    expect(cases.flatMap(({ checks }) => checks)).toHaveLength(questions);
  });

  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const registry = vectorRegistry(set, each);
    for (const { trust, verdict, why } of each.checks) {
      const evidence = await assess(registry, each.image, policyOf(set, trust));
      const found = verdictFor(evidence);
      expect(verdict, `${why ?? ''} ${JSON.stringify(evidence.assessment, undefined, 1)}`).toContain(found);
    }
  });
});
