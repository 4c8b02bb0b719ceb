import { describe, expect, it } from 'vitest';
import { HttpError, type HttpErrorCode, type HttpResponse } from '../../server/src/registry/ports.ts';
import { error, text } from './memory-registry.ts';
import { faultOf, setup } from './setup.ts';

const app = { registry: 'registry.example', repository: 'acme/app' };
const scan = { priority: 3 } as const;

/** The first answers of the host, then its own. */
function failing(...answers: (HttpResponse | HttpError)[]) {
  const made = setup();
  made.registry.host('registry.example').repository('acme/app').image('1');
  made.registry.host('other.example').repository('acme/app').image('1');
  const queue = [...answers];
  made.registry.intercept = ({ host }) => (host === 'registry.example' ? queue.shift() : undefined);
  const start = made.clock.now();
  return {
    ...made,
    resolve: (registry = 'registry.example') => made.client.resolve({ ...app, registry }, '1', scan),
    elapsed: () => made.clock.now() - start,
  };
}
const reset = new HttpError('reset', 'ECONNRESET');

describe('a request is sent again', () => {
  it.each([
    ['a reset', reset],
    ['half a body', new HttpError('truncated', 'half')],
    ['500', error(500, 'UNKNOWN')],
    ['502', text(502, '')],
    ['503 with a short Retry-After', text(503, '', { 'retry-after': '1' })],
    ['429 with a short Retry-After', error(429, 'X', { 'retry-after': '2' })],
    ['429 without', error(429, 'X')],
  ])('after %s, twice at most', async (_, answer) => {
    const once = failing(answer);
    expect(await once.resolve()).toMatchObject({ state: 'resolved' });
    expect(once.registry.log).toHaveLength(2);
    expect(once.elapsed()).toBeGreaterThanOrEqual(250);
    const twice = failing(answer, answer);
    expect(await twice.resolve()).toMatchObject({ state: 'resolved' });
    expect(twice.registry.log).toHaveLength(3);
    const thrice = failing(answer, answer, answer);
    await faultOf(thrice.resolve());
    expect(thrice.registry.log).toHaveLength(3);
    expect(thrice.elapsed()).toBeLessThan(15_000);
  });

  it.each<HttpErrorCode>([
    'dns',
    'refused',
    'tls',
    'timeout',
    'too-large',
    'blocked-address',
    'network',
    'aborted',
  ])('but not after %s', async (code) => {
    const { resolve, registry } = failing(new HttpError(code, 'no'));
    expect((await faultOf(resolve())).code).toBe(code);
    expect(registry.log).toHaveLength(1);
  });

  it('but not after 501, which is an answer', async () => {
    const { resolve, registry } = failing(text(501, ''), text(501, ''));
    expect((await faultOf(resolve())).code).toBe('malformed');
    expect(registry.log).toHaveLength(2);
  });

  it('within the same fifteen seconds', async () => {
    const { resolve, registry, clock } = failing();
    registry.intercept = () => {
      clock.advance(8_000);
      return reset;
    };
    await faultOf(resolve());
    expect(registry.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([15_000, 6_750]);
  });

  it('as soon as it is wanted no more, not at all', async () => {
    const { registry, client } = failing(reset, reset);
    const controller = new AbortController();
    registry.intercept = () => {
      controller.abort();
      return reset;
    };
    const options = { priority: 0, signal: controller.signal } as const;
    expect((await faultOf(client.resolve(app, '1', options))).code).toBe('aborted');
    expect(registry.log).toHaveLength(1);
  });
});

describe('a host that says "later"', () => {
  it.each([
    ['seconds', '3600'],
    ['a date', 'Thu, 01 Jan 2026 01:00:00 GMT'],
  ])('in %s is left alone until then, and only that host', async (_, retryAfter) => {
    const { resolve, registry, clock } = failing(
      error(429, 'TOOMANYREQUESTS', { 'retry-after': retryAfter }),
    );
    const retryAt = clock.now() + 3_600_000;
    expect(await faultOf(resolve())).toMatchObject({
      code: 'rate-limited',
      host: 'registry.example',
      retryAt,
    });
    expect(await faultOf(resolve())).toMatchObject({ code: 'rate-limited', retryAt });
    expect(registry.log).toHaveLength(1);
    expect(await resolve('other.example')).toMatchObject({ state: 'resolved' });
    clock.advance(3_600_000);
    expect(await resolve()).toMatchObject({ state: 'resolved' });
  });

  it('without saying when rests a minute', async () => {
    const limit = error(429, 'TOOMANYREQUESTS');
    const { resolve, clock, registry } = failing(limit, limit, limit);
    const fault = await faultOf(resolve());
    expect(fault.retryAt).toBe(clock.now() + 60_000);
    await faultOf(resolve());
    expect(registry.log).toHaveLength(3);
  });
});

describe('a host that fails', () => {
  it('rests 1, 2, 4 … 64 seconds, and is as before after a success', async () => {
    const { resolve, registry, clock } = failing();
    const down = new HttpError('refused', 'ECONNREFUSED');
    registry.intercept = () => down;
    const waits: number[] = [];
    for (let number = 0; number < 8; number++) {
      await faultOf(resolve());
      // Rests of up to five seconds are waited for, longer ones are reported with their end.
      const { retryAt } = await faultOf(resolve());
      if (retryAt === undefined) continue;
      waits.push(retryAt - clock.now());
      clock.advance(retryAt - clock.now());
    }
    expect(waits).toEqual([8_000, 16_000, 32_000, 64_000, 64_000, 64_000, 64_000].slice(0, waits.length));
    expect(waits.length).toBeGreaterThan(4);
    registry.intercept = () => undefined;
    await resolve();
    registry.intercept = () => down;
    const before = clock.now();
    await faultOf(resolve());
    await faultOf(resolve());
    expect(clock.now() - before).toBe(1_000);
  });
});
