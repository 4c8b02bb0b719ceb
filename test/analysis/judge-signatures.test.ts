import { beforeEach, describe, expect, it } from 'vitest';
import type { FoundImage } from '../../server/src/analysis/evidence.ts';
import { judgeSignature } from '../../server/src/analysis/judge-signatures.ts';
import { Judging } from '../../server/src/analysis/judging.ts';
import { sha256 } from '../../server/src/image/digest.ts';
import { describeFault } from '../../server/src/registry/fault-message.ts';
import { HttpError } from '../../server/src/registry/ports.ts';
import { createRevocationClient } from '../../server/src/trust/revocation-client.ts';
import { FakeClock } from '../support/clock.ts';
import { signedBy, trustingRoot } from '../support/notation-trust.ts';
import { type Holder, makeIntermediate, makeRoot, makeSigner } from '../support/pki/certificate.ts';
import { makeCrl } from '../support/pki/crl.ts';
import { makeOcspResponse } from '../support/pki/ocsp.ts';
import { vectorReference } from '../support/vectors.ts';

const minute = 60_000;
const today = Date.parse('2026-11-10T12:00:00Z');
const listUrl = 'http://pki.example/a.crl';
const ocspUrl = 'http://ocsp.example/';
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

const root = makeRoot();
const stranger = makeRoot();
const signer = makeSigner(root, { ocsp: [ocspUrl], crl: [[listUrl]] });
const image: FoundImage = {
  state: 'found',
  digest: sha256(Buffer.from('an image')),
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 8,
  discovery: { signatures: [], others: [], unread: [] },
  at: today,
};

const policy = trustingRoot(root);
const signed = (holder: Holder) => signedBy(holder, holder.chain, image, today);

/** What whom answers; nobody answers at other addresses. */
let answers: Record<string, Uint8Array>;
let asked: string[];
/** What becomes of those who are asked in vain. */
let answersNobody: HttpError;
let clock: FakeClock;
let client: ReturnType<typeof createRevocationClient>;

beforeEach(async () => {
  answers = {};
  asked = [];
  answersNobody = new HttpError('timeout', 'no complete answer within 2 s');
  clock = new FakeClock();
  await clock.advance(today - clock.now());
  client = createRevocationClient({
    clock,
    logger: quiet,
    http: async ({ url }) => {
      asked.push(url);
      const body = answers[url];
      if (!body) throw answersNobody;
      return { status: 200, headers: {}, body };
    },
  });
});

async function judge() {
  asked = [];
  const judged = await judgeSignature(await signed(signer), {
    ...{ image, policy, now: clock.now(), roots: [], revocation: client },
    reference: vectorReference('registry.example/acme/shop:1'),
  });
  const { until } = judged;
  return {
    verdict: judged.report.verdict,
    minutes: until === undefined ? undefined : (until - clock.now()) / minute,
    unanswered: judged.unanswered.map(({ url }) => url),
  };
}

const untilTomorrow = { from: '2026-11-09T00:00:00Z', to: '2026-11-11T00:00:00Z' };

describe('a signature whose certificate may have been revoked', () => {
  it('is trusted by the word of its responder', async () => {
    answers[ocspUrl] = makeOcspResponse(signer, root, untilTomorrow);
    expect(await judge()).toEqual({ verdict: 'trusted', minutes: 60, unanswered: [] });
    expect(asked).toEqual([ocspUrl]);
  });

  it('is trusted by a list when the responder is dead, which is then not missed', async () => {
    answers[listUrl] = makeCrl(root);
    expect(await judge()).toEqual({ verdict: 'trusted', minutes: 60, unanswered: [] });
    expect(asked).toEqual([ocspUrl, listUrl]);
    await clock.advance(5 * minute);
    expect(await judge()).toMatchObject({ verdict: 'trusted', minutes: 55 });
    expect(asked).toEqual([ocspUrl]);
  });

  it('hangs on those who do not answer, for a minute', async () => {
    const hangs = { verdict: 'unverified', minutes: 1, unanswered: [ocspUrl, listUrl] };
    expect(await judge()).toEqual(hangs);
    await clock.advance(minute / 2);
    expect(await judge()).toEqual({ ...hangs, minutes: 0.5 });
    expect(asked).toEqual([]);
  });

  it.each([
    ['http://169.254.169.254/', '169.254.169.254 is a link-local, metadata or reserved address'],
    ['http://localhost/', 'localhost is this machine, and the registry is not'],
    ['http://inside.example/', 'inside.example (127.0.0.1) is no address to reach'],
  ])('hangs on an address that is not asked, which is no matter of the network: %s', async (url, why) => {
    answersNobody = new HttpError('blocked-address', 'inside.example (127.0.0.1) is no address to reach');
    const reference = vectorReference('registry.example/acme/shop:1');
    const judging = new Judging({
      ...{ image, now: () => clock.now(), prove: async () => image, blocked: undefined },
      world: { policy, roots: [], revocation: client, reference },
    });
    await judging.add(await signed(makeSigner(root, { ocsp: [url] })));
    const host = new URL(url).host;
    expect(judging.missing.map(({ fault }) => describeFault(fault))).toEqual([
      `${host} is not asked, such addresses never are (${why}): ask the issuer of the certificate for a public one.`,
    ]);
  });

  it('of whose chain very many could be asked costs few of them, and hangs on the rest', async () => {
    const places = (index: number) => ({
      ocsp: [1, 2].map((each) => `http://ocsp${each}.ca${index}.example/`),
      crl: [[1, 2].map((each) => `http://crl${each}.ca${index}.example/`)],
    });
    let holder = root;
    for (let index = 1; index < 19; index++) holder = makeIntermediate(holder, places(index));
    const judged = await judgeSignature(await signed(makeSigner(holder, places(19))), {
      ...{ image, policy, now: clock.now(), roots: [], revocation: client },
      reference: vectorReference('registry.example/acme/shop:1'),
    });
    expect(judged.report.verdict).toBe('unverified');
    // Of 76 addresses.
    expect(asked.length).toBeLessThanOrEqual(32);
  });

  it('needs no new list as long as the old one holds, and gets it at once when it has expired', async () => {
    answers[listUrl] = makeCrl(root, { from: '2026-11-10T11:00:00Z', to: '2026-11-10T12:30:00Z' });
    expect(await judge()).toMatchObject({ verdict: 'trusted' });
    answers[listUrl] = makeCrl(root, { from: '2026-11-10T12:20:00Z', to: '2026-11-10T14:00:00Z', number: 2 });
    await clock.advance(29 * minute);
    expect(await judge()).toMatchObject({ verdict: 'trusted' });
    expect(asked).not.toContain(listUrl);
    await clock.advance(2 * minute);
    expect(await judge()).toMatchObject({ verdict: 'trusted' });
    expect(asked).toContain(listUrl);
  });

  it('is not trusted any more once the list says so', async () => {
    answers[listUrl] = makeCrl(root);
    expect(await judge()).toMatchObject({ verdict: 'trusted' });
    answers[listUrl] = makeCrl(root, { revoked: [{ serial: signer.serial }], number: 2 });
    await clock.advance(60 * minute);
    expect(await judge()).toMatchObject({ verdict: 'untrusted' });
  });

  it.each<[string, () => Uint8Array]>([
    ['is signed by a stranger of the same name', () => makeCrl(stranger)],
    ['expired', () => makeCrl(root, { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' })],
    ['is no list', () => Buffer.from('<html>Welcome to the hotel</html>')],
  ])('is not trusted by a list that %s, and looked at again after a minute', async (_, list) => {
    answers[listUrl] = list();
    expect(await judge()).toMatchObject({ verdict: 'unverified', minutes: 1 });
    answers[listUrl] = makeCrl(root);
    await clock.advance(minute);
    expect(await judge()).toMatchObject({ verdict: 'trusted' });
  });
});
