import { describe, expect, it } from 'vitest';
import { createSafeLookup, type Resolver } from '../../server/src/platform/safe-lookup.ts';

describe('createSafeLookup', () => {
  it('passes on a failed look-up, which has no addresses', async () => {
    const failed = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    // As Node calls back: with one argument.
    const resolve = ((_host, _options, callback) => (callback as (error: Error) => void)(failed)) as Resolver;
    for (const all of [true, false]) {
      const error = await new Promise((done) =>
        createSafeLookup(resolve)('no.example', { all }, (e) => done(e)),
      );
      expect(error).toBe(failed);
    }
  });
});
