import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../server/src/registry/fault.ts';
import { HostLimiter, priority } from '../../server/src/registry/host-limiter.ts';
import { JumpingClock } from './manual-clock.ts';

/** Tasks that end when told, and the order in which they began. */
function tasks(limiter: HostLimiter) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (
    name: string,
    wanted: 0 | 1 | 2 | 3 = 3,
    host = 'a.example',
    signal?: AbortSignal,
  ): Promise<void> =>
    limiter.run(host, wanted, signal, () => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, run, end };
}

describe('HostLimiter', () => {
  it('keeps each host at its limit, whatever the others do', async () => {
    const { begun, run, end } = tasks(new HostLimiter({ clock: new JumpingClock(), perHost: 2 }));
    for (const name of ['1', '2', '3', '4']) void run(name);
    void run('other', 3, 'b.example');
    await end('');
    expect(begun).toEqual(['1', '2', 'other']);
    await end('1');
    expect(begun).toEqual(['1', '2', 'other', '3']);
  });

  it('lets the most wanted go first, equals in their order', async () => {
    const { begun, run, end } = tasks(new HostLimiter({ clock: new JumpingClock(), perHost: 1 }));
    void run('first');
    void run('scan 1', priority.scan);
    void run('open', priority.open);
    void run('scan 2', priority.scan);
    void run('visible', priority.visible);
    void run('hovered', priority.hovered);
    await end('');
    for (const name of ['first', 'hovered', 'visible', 'open', 'scan 1']) await end(name);
    expect(begun).toEqual(['first', 'hovered', 'visible', 'open', 'scan 1', 'scan 2']);
  });

  it('frees the place of a task that fails', async () => {
    const limiter = new HostLimiter({ clock: new JumpingClock(), perHost: 1 });
    await expect(limiter.run('a', 3, undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await limiter.run('a', 3, undefined, () => Promise.resolve('yes'))).toBe('yes');
  });

  it('forgets who is no longer waited for', async () => {
    const { begun, run, end } = tasks(new HostLimiter({ clock: new JumpingClock(), perHost: 1 }));
    const controller = new AbortController();
    void run('first');
    const waiting = run('never', 0, 'a.example', controller.signal);
    void run('last');
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ fault: { code: 'aborted' } });
    await end('first');
    expect(begun).toEqual(['first', 'last']);
  });

  it('holds a host back for a short pause and gives up on a long one', async () => {
    const clock = new JumpingClock();
    const limiter = new HostLimiter({ clock, perHost: 1, patience: 5_000 });
    const fault = { code: 'rate-limited', host: 'a' } as const;
    const start = clock.now();
    limiter.pause('a', start + 3_000, fault);
    await limiter.run('a', 3, undefined, () => Promise.resolve());
    expect(clock.now()).toBe(start + 3_000);
    limiter.pause('a', start + 60_000, fault);
    const refused = limiter.run('a', 3, undefined, () => Promise.resolve());
    await expect(refused).rejects.toEqual(new RegistryError({ ...fault, retryAt: start + 60_000 }));
  });

  it('counts failures of requests that were under way together once', async () => {
    const clock = new JumpingClock();
    const limiter = new HostLimiter({ clock, perHost: 8, random: () => 0 });
    const fault = { code: 'timeout', host: 'a' } as const;
    const start = clock.now();
    for (let number = 0; number < 8; number++) limiter.failed('a', start, fault);
    await limiter.run('a', 3, undefined, () => Promise.resolve());
    expect(clock.now()).toBe(start + 1_000);
  });

  it('spreads rests by chance, down to half', async () => {
    const clock = new JumpingClock();
    const limiter = new HostLimiter({ clock, perHost: 1, random: () => 0.999 });
    const start = clock.now();
    limiter.failed('a', start, { code: 'timeout', host: 'a' });
    await limiter.run('a', 3, undefined, () => Promise.resolve());
    expect(clock.now() - start).toBeGreaterThanOrEqual(500);
    expect(clock.now() - start).toBeLessThan(510);
  });

  it('remembers a bounded number of hosts, those at rest among them', async () => {
    const clock = new JumpingClock();
    const limiter = new HostLimiter({ clock, perHost: 1 });
    limiter.pause('paused', clock.now() + 100_000, { code: 'rate-limited', host: 'paused' });
    for (let number = 0; number < 3_000; number++) {
      await limiter.run(`host-${number}`, 3, undefined, () => Promise.resolve());
    }
    await expect(limiter.run('paused', 3, undefined, () => Promise.resolve())).rejects.toThrow(
      'rate-limited',
    );
  });
});
