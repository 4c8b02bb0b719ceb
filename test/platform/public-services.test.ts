import { beforeEach, describe, expect, it } from 'vitest';
import { currentPublicServices } from '../../server/src/platform/public-services.ts';
import { publicServices } from '../../server/src/signature/public-services.ts';
import { FakeClock } from '../support/clock.ts';
import { signer, TufRepository } from '../support/tuf-repository.ts';

const name = 'signing_config.v0.2.json';
const validFor = { start: '2020-01-01T00:00:00Z' };
const config = JSON.stringify({
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [{ url: 'https://fulcio.new', majorApiVersion: 1, validFor, operator: 'a' }],
  rekorTlogUrls: [{ url: 'https://rekor.new', majorApiVersion: 2, validFor, operator: 'a' }],
  rekorTlogConfig: { selector: 'ANY' },
});

let repository: TufRepository;
let warnings: string[];
beforeEach(() => {
  repository = new TufRepository('https://tuf.example.test');
  warnings = [];
});

async function current(changes: { signal?: AbortSignal; clock?: FakeClock } = {}) {
  const logger = { debug() {}, info() {}, warn: (message: string) => warnings.push(message), error() {} };
  return await currentPublicServices({
    http: repository.http,
    clock: new FakeClock(),
    logger,
    signal: new AbortController().signal,
    instances: [{ name: 'public', url: repository.url, seed: repository.seed }],
    ...changes,
  });
}

describe('the services of the public instance', () => {
  it('are those that it names now', async () => {
    repository.publish({ others: { [name]: config } });
    repository.rotate();
    repository.publish({ others: { [name]: config } });
    expect((await current()).services).toEqual({
      fulcio: 'https://fulcio.new',
      logs: [{ url: 'https://rekor.new', version: 2 }],
      timestampAuthorities: [],
    });
    expect(warnings).toEqual([]);
  });

  it.each<[string, () => void, string]>([
    ['names none', () => repository.publish(), 'no signing_config.v0.2.json that its targets vouch for'],
    [
      'cannot be reached',
      () => (repository.answer = async () => Promise.reject(new Error('down'))),
      'unreachable: tuf.example.test',
    ],
    ['is somebody else', () => repository.rotate({ vouchedForBy: signer() }), 'refused: tuf.example.test'],
    [
      'gives other bytes than it signed',
      () => {
        repository.publish({ others: { [name]: config } });
        for (const path of repository.files.keys()) {
          if (path.endsWith(name))
            repository.files.set(path, Buffer.from(config.replace('fulcio.new', 'fulcio.bad')));
        }
      },
      'refused: tuf.example.test',
    ],
    [
      'gives what is no configuration',
      () => repository.publish({ others: { [name]: '{}' } }),
      'config-media-type',
    ],
  ])('are those built in when it %s', async (_, happens, why) => {
    happens();
    expect(await current()).toBe(publicServices);
    expect(warnings.join()).toContain(why);
  });

  it('are those built in when it does not answer in time, or nobody wants to know any more', async () => {
    repository.answer = ({ signal }) =>
      new Promise((_, reject) => {
        if (signal?.aborted) reject(new Error('aborted'));
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const clock = new FakeClock();
    const waiting = current({ clock });
    await clock.advance(15_000);
    expect(await waiting).toBe(publicServices);
    const controller = new AbortController();
    const cancelled = current({ signal: controller.signal });
    controller.abort();
    expect(await cancelled).toBe(publicServices);
  });
});
