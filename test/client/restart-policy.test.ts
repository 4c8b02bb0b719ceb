import { expect, it } from 'vitest';
import { RestartPolicy } from '../../client/src/restart-policy.ts';

const minute = 60_000;

it('restarts a server four times within three minutes and then no more', () => {
  let now = 0;
  const policy = new RestartPolicy(() => now);
  const answers = [0, 1, 2, 3, 4].map((second) => {
    now = second * 1_000;
    return policy.shouldRestart();
  });
  expect(answers).toEqual([true, true, true, true, false]);
});

it('goes on restarting one that ends now and then', () => {
  let now = 0;
  const policy = new RestartPolicy(() => now);
  for (let i = 0; i < 20; i++) {
    now = i * minute;
    expect(policy.shouldRestart()).toBe(true);
  }
});

it('starts counting afresh when a person restarts it', () => {
  const policy = new RestartPolicy(() => 0);
  for (let i = 0; i < 5; i++) policy.shouldRestart();
  policy.reset();
  expect(policy.shouldRestart()).toBe(true);
});
