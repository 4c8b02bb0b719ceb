import { describe, expect, it } from 'vitest';
import { EvidenceStore } from '../../server/src/analysis/evidence-store.ts';
import { type Lookup, lookupOf } from '../../server/src/analysis/lookup.ts';
import { Scheduler } from '../../server/src/analysis/scheduler.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { canonicalReference } from '../../server/src/image/names.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import { priority } from '../../server/src/registry/host-limiter.ts';
import { FakeClock } from '../support/clock.ts';
import { digestOf } from '../support/evidence.ts';

const configuration = mergeConfiguration();

function lookup(text: string): Lookup {
  const reference = parseImageReference(text);
  if (reference.kind !== 'reference') throw new Error(`${text} is no reference`);
  return lookupOf(reference, configuration);
}

function setUp(options: { concurrency?: number; blocked?: () => boolean } = {}) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const finish: (() => void)[] = [];
  const store = new EvidenceStore({
    clock,
    blocked: ({ reference }) =>
      options.blocked?.() ? { code: 'offline', host: reference.registry } : undefined,
  });
  const scheduler = new Scheduler({
    store,
    clock,
    settleMs: 500,
    concurrency: options.concurrency ?? 8,
    lookUp: async (wanted) => {
      asked.push(canonicalReference(wanted.reference));
      await new Promise<void>((resolve) => finish.push(resolve));
      store.putTag(wanted, { state: 'resolved', digest: digestOf('a'), at: clock.now() });
      store.putImage(wanted, digestOf('a'), {
        state: 'found',
        digest: digestOf('a'),
        mediaType: 'x',
        size: 1,
        discovery: { signatures: [], others: [], unread: [] },
        at: clock.now(),
      });
    },
  });
  return { clock, asked, finish, store, scheduler };
}

describe('Scheduler', () => {
  it('asks for a file just opened at once', async () => {
    const { scheduler, asked } = setUp();
    scheduler.setWanted('a.yaml', [lookup('ghcr.io/acme/app:1')], priority.open, true);
    expect(asked).toEqual(['ghcr.io/acme/app:1']);
  });

  it('never asks a host whose name is still being typed', async () => {
    const { scheduler, asked, clock } = setUp();
    for (const typed of ['ghcr.i/acme/app:1', 'ghcr.io/acme/app:1']) {
      scheduler.setWanted('a.yaml', [lookup(typed)], priority.open);
      await clock.advance(300);
    }
    expect(asked).toEqual([]);
    await clock.advance(300);
    expect(asked).toEqual(['ghcr.io/acme/app:1']);
  });

  it('asks once for what two documents hold, and again for neither', async () => {
    const { scheduler, asked, finish, clock } = setUp();
    scheduler.setWanted('a.yaml', [lookup('nginx:1')], priority.open, true);
    scheduler.setWanted('b.yaml', [lookup('docker.io/library/nginx:1')], priority.open, true);
    finish[0]?.();
    await clock.advance(0);
    scheduler.setWanted('c.yaml', [lookup('nginx:1')], priority.open, true);
    expect(asked).toEqual(['docker.io/library/nginx:1']);
  });

  it('looks at what the user looks at first', async () => {
    const { scheduler, asked, finish, clock } = setUp({ concurrency: 1 });
    scheduler.setWanted('a.yaml', [lookup('one:1')], priority.open, true);
    scheduler.setWanted('b.yaml', [lookup('scanned:1')], priority.scan, true);
    scheduler.setWanted('c.yaml', [lookup('hovered:1')], priority.hovered, true);
    finish[0]?.();
    await clock.advance(0);
    expect(asked).toEqual(['docker.io/library/one:1', 'docker.io/library/hovered:1']);
  });

  it('forgets what a document no longer holds', async () => {
    const { scheduler, asked, clock } = setUp();
    scheduler.setWanted('a.yaml', [lookup('nginx:1')], priority.open);
    scheduler.forget('a.yaml');
    await clock.advance(5000);
    expect(asked).toEqual([]);
    expect(scheduler.pending).toBe(0);
  });

  it('asks for nothing while everything is blocked', async () => {
    let blocked = true;
    const { scheduler, asked } = setUp({ blocked: () => blocked });
    scheduler.setWanted('a.yaml', [lookup('nginx:1')], priority.open, true);
    expect(asked).toEqual([]);
    blocked = false;
    scheduler.setWanted('a.yaml', [lookup('nginx:1')], priority.open, true);
    expect(asked).toEqual(['docker.io/library/nginx:1']);
  });

  it('says when nothing is left to do', async () => {
    const { scheduler, finish, clock } = setUp();
    let idle = false;
    scheduler.setWanted('a.yaml', [lookup('nginx:1')], priority.open, true);
    void scheduler.whenIdle().then(() => {
      idle = true;
    });
    await clock.advance(0);
    expect(idle).toBe(false);
    finish[0]?.();
    await clock.advance(0);
    expect(idle).toBe(true);
  });
});
