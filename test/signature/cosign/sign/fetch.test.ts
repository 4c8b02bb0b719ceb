import { TSAClient } from '@sigstore/sign/dist/witness/tsa/client.js';
import { expect, it } from 'vitest';
import { reach } from '../../../../server/src/signature/cosign/sign/services.ts';

it('sends', async () => {
  const asked: string[] = [];
  await reach(
    'timestamp',
    'https://tsa.example',
    {
      http: async (r) => {
        asked.push(r.url);
        return { status: 200, headers: {}, body: new Uint8Array([1]) };
      },
      clock: { now: () => 0, after: () => () => {} },
      logger: console,
      signal: new AbortController().signal,
    },
    (base) => new TSAClient({ tsaBaseURL: base, retry: 0 }).createTimestamp(Buffer.from('x')),
  );
  expect(asked).toEqual(['https://tsa.example/api/v1/timestamp']);
});
