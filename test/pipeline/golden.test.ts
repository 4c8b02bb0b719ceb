import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/manifest/text-span.ts';
import { outdatedSteps } from '../../server/src/pipeline/outdated/index.ts';
import { planSigning } from '../../server/src/pipeline/plan-signing.ts';
import { type Case, goldenCases } from './cases.ts';
import { lintOf } from './linters.ts';
import { lost, valuesOf } from './only-adds.ts';

const cases = goldenCases();

function planOf({ file, image, options }: Case) {
  const [plan] = planSigning(image, [file], options);
  if (plan === undefined) throw new Error(`nothing was planned for ${file.path}`);
  return plan;
}

describe.each(cases.map((each) => [`${each.system}/${each.name}`, each] as const))('%s', (_, each) => {
  const { file, image, options, system, golden } = each;
  const plan = planOf(each);
  const after = applyEdits(file.text, plan.edits);

  it('gets its signing step', async () => {
    expect(plan.file).toBe(file.path);
    expect(plan.system).toBe(system);
    const notes = plan.notes.map((note) => `${system === 'jenkins' ? '//' : '#'} ${note}\n`).join('');
    await expect(`${notes}${after}`).toMatchFileSnapshot(golden);
  });

  it('is as its CI system wants it', async () => {
    expect(await lintOf(system, file.text)).toEqual([]);
    expect(await lintOf(system, after)).toEqual([]);
  });

  it('is done once: another run changes nothing, and the step is not out of date', () => {
    const again = planSigning(image, [{ ...file, text: after }], options);
    expect(again.filter(({ edits }) => applyEdits(after, edits).length < after.length * 0.9)).toEqual([]);
    expect(outdatedSteps({ ...file, text: after }, options.format)).toEqual([]);
    // Another job may build the same image: signing there is another plan, and this one's job is left alone.
    const open = planSigning(image, [file], options).length - 1;
    expect(again).toHaveLength(open);
  });

  it('loses nothing that was there', () => {
    // What is inserted is whole lines, or stands between characters that stay: the text before is a part of it.
    if (system !== 'jenkins') {
      const [before, result] = [valuesOf(file.text), valuesOf(after)];
      expect(result).toHaveLength(before.length);
      expect(before.map((value, index) => lost(value, result[index]))).toEqual(before.map(() => undefined));
    }
    const comments = file.text.match(/#[^\r\n]*|\/\/[^\r\n]*/g) ?? [];
    for (const comment of comments) expect(after).toContain(comment);
    if (file.text.includes('\r\n')) expect(after).not.toMatch(/(?<!\r)\n/);
    else expect(after).not.toContain('\r');
  });
});
