import { describe, expect, it } from 'vitest';
import { deferred } from '../../server/src/platform/deferred.ts';
import { HttpError, type HttpRequest, type HttpResponse } from '../../server/src/registry/ports.ts';
import type { RevocationQuestion } from '../../server/src/signature/verification.ts';
import { createRevocationClient } from '../../server/src/trust/revocation-client.ts';
import { FakeClock } from '../support/clock.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const minute = 60_000;
const crl = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x07);

type Answer = HttpResponse | HttpError | Promise<HttpResponse>;

const ok = (body = crl): HttpResponse => ({ status: 200, headers: { 'content-type': 'text/html' }, body });
const redirect = (location: string, status = 302): HttpResponse => ({
  status,
  headers: { location },
  body: new Uint8Array(),
});
const list = (url: string): RevocationQuestion => ({ key: `crl ${url}`, kind: 'crl', url });
const ocsp = (url: string, certificate = 1): RevocationQuestion => {
  return { key: `ocsp ${url} ${certificate}`, kind: 'ocsp', url, body: Uint8Array.of(certificate) };
};

/** A client, the responders it asks, and what they were asked. */
function setUp(respond: (url: string, request: HttpRequest) => Answer = () => ok()) {
  const clock = new FakeClock();
  const requests: HttpRequest[] = [];
  const client = createRevocationClient({
    clock,
    logger: quiet,
    http: async (request) => {
      requests.push(request);
      const answer = respond(request.url, request);
      if (answer instanceof HttpError) throw answer;
      return await answer;
    },
  });
  const ask = async (
    question: RevocationQuestion,
    options: { registry?: string; fresh?: boolean; signal?: AbortSignal } = {},
  ) => (await client.ask([question], { registry: 'registry.example', ...options })).get(question.key)!;
  return { ask, client, clock, requests, asked: () => requests.splice(0).map(({ url }) => url) };
}

const problemOf = (answer: object): unknown => ('problem' in answer ? answer.problem : undefined);

describe('a question', () => {
  it('about a list is a GET without anything of ours', async () => {
    const { ask, requests } = setUp();
    expect(await ask(list('http://pki.example/a.crl'))).toMatchObject({ bytes: crl });
    expect(requests).toEqual([
      {
        url: 'http://pki.example/a.crl',
        method: 'GET',
        headers: { accept: 'application/pkix-crl, */*' },
        maxBytes: 10 * 1024 * 1024,
        timeoutMs: 5_000,
        loopback: false,
      },
    ]);
  });

  it('for a responder is a POST of what OCSP says', async () => {
    const { ask, requests } = setUp();
    await ask(ocsp('http://ocsp.example:8080/', 7));
    expect(requests[0]).toMatchObject({
      url: 'http://ocsp.example:8080/',
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body: Uint8Array.of(7),
      maxBytes: 64 * 1024,
      timeoutMs: 2_000,
    });
  });

  it('gets one answer of its own, whatever became of the others', async () => {
    const { client } = setUp((url) => (url.includes('gone') ? { ...ok(), status: 404 } : ok()));
    const questions = ['http://a.example/', 'http://b.example/gone', 'ldap://c.example/'].map(list);
    const answers = await client.ask(questions, { registry: 'registry.example' });
    expect(questions.map(({ key }) => problemOf(answers.get(key)!))).toEqual([
      undefined,
      'HTTP 404',
      'only http and https are asked, not ldap:',
    ]);
  });

  it('is one of sixteen at most', async () => {
    const { client, requests } = setUp();
    const questions = Array.from({ length: 40 }, (_, index) => list(`http://pki-${index}.example/`));
    const answers = await client.ask(questions, { registry: 'registry.example' });
    expect([answers.size, requests.length]).toEqual([40, 16]);
    expect(problemOf(answers.get(questions[39]!.key)!)).toBe('more than 16 questions at once');
  });
});

describe('an address in a certificate that is not asked', () => {
  const hostile: readonly [url: string, why: string][] = [
    ['ldap://ldap.example/cn=ca?certificateRevocationList', 'only http and https'],
    ['file:///etc/passwd', 'only http and https'],
    ['data:application/pkix-crl;base64,MAA=', 'only http and https'],
    ['javascript:alert(1)', 'only http and https'],
    ['a.crl', 'malformed'],
    ['', 'malformed'],
    ['http:\\\\pki.example\\a.crl', 'malformed'],
    ['http://pki.example/a crl', 'malformed'],
    ['http://pki.example/a\ncrl', 'malformed'],
    ['http://pki.exámple/a.crl', 'malformed'],
    ['http:pki.example/a.crl', 'malformed'],
    ['http://pki.example:0/', 'no valid port'],
    ['http://pki.example:65536/', 'malformed'],
    [`http://pki.example/${'a'.repeat(3_000)}`, 'malformed'],
    ['http://user:secret@pki.example/a.crl', 'credentials'],
    ['http://:@pki.example/a.crl', 'credentials'],
    ['http://pki.example/a.crl#part', 'fragment'],
    ['http://169.254.169.254/latest/meta-data/', 'link-local, metadata or reserved'],
    ['http://2852039166/latest/meta-data/', 'link-local, metadata or reserved'],
    ['http://0xA9.0xFE.0xA9.0xFE/', 'link-local, metadata or reserved'],
    ['http://[::ffff:169.254.169.254]/', 'link-local, metadata or reserved'],
    ['http://[fe80::1]/', 'link-local, metadata or reserved'],
    ['http://[fd00:ec2::254]/', 'link-local, metadata or reserved'],
    ['http://100.100.100.200/', 'link-local, metadata or reserved'],
    ['http://0.0.0.0/', 'link-local, metadata or reserved'],
    ['http://metadata.google.internal/computeMetadata/v1/', 'metadata service'],
    ['http://METADATA/', 'metadata service'],
    ['http://pki..example/', 'not a host name'],
    ['http://localhost/a.crl', 'is this machine'],
    ['http://LOCALHOST.:8080/a.crl', 'is this machine'],
    ['http://pki.localhost/a.crl', 'is this machine'],
    ['http://127.0.0.1:2375/containers/json', 'is this machine'],
    ['http://127.1/', 'is this machine'],
    ['http://0x7f000001/', 'is this machine'],
    ['http://[::1]:8080/', 'is this machine'],
    ['http://[::ffff:127.0.0.1]/', 'is this machine'],
  ];

  it.each(hostile)('%s', async (url, why) => {
    const { ask, requests } = setUp();
    for (const question of [list(url), ocsp(url)])
      expect(await ask(question)).toMatchObject({ problem: expect.stringContaining(why), refused: true });
    expect(requests).toEqual([]);
  });

  // A Location is taken apart first, so that some of these are mere paths, and credentials that are empty are gone.
  const whole = hostile.filter(([url, why]) => why !== 'malformed' && !url.includes('//:@'));
  it.each(whole)('%s, sent there either', async (url, why) => {
    const { ask, asked } = setUp(() => redirect(url));
    expect(problemOf(await ask(list('http://pki.example/')))).toContain(why);
    expect(asked()).toEqual(['http://pki.example/']);
  });

  it('is one of this machine, unless the registry is on it, too', async () => {
    const { ask, requests } = setUp();
    const url = 'http://pki.localhost:8089/a.crl';
    expect(problemOf(await ask(list(url)))).toContain('is this machine');
    for (const registry of ['localhost:5000', 'registry.localhost', '127.0.0.1:5000', '[::1]:5000']) {
      expect(await ask(list(url), { registry })).toMatchObject({ bytes: crl });
    }
    expect(requests.map(({ loopback }) => loopback)).toEqual([undefined]);
    // What was said there does not become an answer for images from elsewhere.
    expect(problemOf(await ask(list(url)))).toContain('is this machine');
  });

  it('may have a port, a private address, or a name without dots', async () => {
    const { ask, requests } = setUp();
    const urls = [
      'https://pki.example:8443/a',
      'http://10.1.2.3/a',
      'http://pki/a',
      'HTTP://PKI.EXAMPLE?a@b',
    ];
    for (const url of urls) expect(await ask(list(url))).toMatchObject({ bytes: crl });
    expect(requests).toHaveLength(4);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 307, 308])('%i is followed with the question as it was', async (status) => {
    const { ask, requests } = setUp((url) => (url.endsWith('/new') ? ok() : redirect('/new', status)));
    expect(await ask(ocsp('http://ocsp.example/'))).toMatchObject({ bytes: crl });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST http://ocsp.example/',
      'POST http://ocsp.example/new',
    ]);
    expect(requests[1]?.body).toEqual(Uint8Array.of(1));
  });

  it('is followed twice, within the time of one question', async () => {
    const { ask, clock, requests } = setUp(async (url) => {
      await clock.advance(400);
      return redirect(`${url}x`);
    });
    expect(problemOf(await ask(list('http://pki.example/')))).toBe('more than 2 redirects');
    expect(requests.map(({ timeoutMs }) => timeoutMs)).toEqual([5_000, 4_600, 4_200]);
  });

  it('leads to https, and never from it', async () => {
    const { ask, asked } = setUp((url) =>
      url === 'http://pki.example/up'
        ? redirect('https://pki.example/a')
        : url === 'https://pki.example/down'
          ? redirect('http://pki.example/a')
          : ok(),
    );
    expect(await ask(list('http://pki.example/up'))).toMatchObject({ bytes: crl });
    asked();
    expect(problemOf(await ask(list('https://pki.example/down')))).toBe(
      'pki.example leads from https to http',
    );
    expect(asked()).toEqual(['https://pki.example/down']);
  });

  it.each([
    ['without a Location', { status: 302, headers: {}, body: new Uint8Array() }],
    ['with a Location that is none', redirect('http://[')],
    ['303, which would drop the question', redirect('/new', 303)],
  ])('%s is an answer that is none', async (_, response) => {
    const { ask, requests } = setUp(() => response);
    expect(problemOf(await ask(list('http://pki.example/')))).toMatch(/^HTTP 30[23]/);
    expect(requests).toHaveLength(1);
  });
});

describe('an answer', () => {
  it.each([
    ['too large, where HTTP does not look', ok(new Uint8Array(64 * 1024 + 1)), 'larger than 65536 bytes'],
    ['empty', ok(new Uint8Array()), 'empty'],
    ['not found', { ...ok(), status: 404 }, 'HTTP 404'],
    ['a part', { ...ok(), status: 206 }, 'HTTP 206'],
    ['cut', new HttpError('too-large', 'the answer is larger than 65536 bytes'), 'larger than'],
  ])('%s is none', async (_, response, why) => {
    const { ask } = setUp(() => response);
    expect(problemOf(await ask(ocsp('http://ocsp.example/')))).toContain(why);
  });

  it('is remembered for an hour, whether its type is right or not', async () => {
    const { ask, clock, asked } = setUp();
    const question = list('http://pki.example/a.crl');
    const until = clock.now() + 60 * minute;
    expect(await ask(question)).toEqual({ bytes: crl, until });
    await clock.advance(59 * minute);
    expect(await ask(question)).toEqual({ bytes: crl, until });
    expect(asked()).toHaveLength(1);
    await clock.advance(minute);
    await ask(question);
    expect(asked()).toHaveLength(1);
  });

  it('that did not do is asked for again after a minute', async () => {
    const { ask, clock, asked } = setUp();
    const question = list('http://pki.example/a.crl');
    await ask(question);
    await ask(question, { fresh: true });
    expect(asked()).toHaveLength(1);
    await clock.advance(minute);
    const { until } = await ask(question, { fresh: true });
    expect([asked().length, until]).toEqual([1, clock.now() + minute]);
  });

  it('is asked for once by all who want it', async () => {
    const { ask, asked } = setUp();
    const question = list('http://pki.example/a.crl');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(question)));
    expect(answers.every((answer) => 'bytes' in answer)).toBe(true);
    expect(asked()).toHaveLength(1);
  });

  it('is forgotten when told so, even one that is on its way', async () => {
    const waiting = deferred<HttpResponse>();
    const { ask, client, asked } = setUp((url) => (url.endsWith('slow') ? waiting.promise : ok()));
    await ask(list('http://pki.example/a.crl'));
    const slow = ask(list('http://pki.example/slow'));
    client.clear();
    waiting.resolve(ok());
    await slow;
    asked();
    await ask(list('http://pki.example/a.crl'));
    await ask(list('http://pki.example/slow'));
    expect(asked()).toHaveLength(2);
  });

  it('leaves memory when there is too much', async () => {
    const large = new Uint8Array(9 * 1024 * 1024);
    const { ask, asked } = setUp(() => ok(large));
    const lists = [1, 2, 3, 4].map((index) => list(`http://pki.example/${index}`));
    for (const each of lists) await ask(each);
    asked();
    await ask(lists[3]!);
    await ask(lists[1]!);
    expect(asked()).toEqual([]);
    await ask(lists[0]!);
    expect(asked()).toHaveLength(1);
  });
});

describe('a responder that does not answer', () => {
  const timeout = () => new HttpError('timeout', 'no complete answer within 2 s');

  it('costs one time-out a minute, however many certificates name it', async () => {
    const { ask, clock, asked } = setUp(timeout);
    for (let certificate = 1; certificate <= 10; certificate++) {
      const answer = await ask(ocsp('http://ocsp.example/', certificate));
      expect(answer).toEqual({ problem: 'no complete answer within 2 s', until: clock.now() + minute });
    }
    expect(asked()).toHaveLength(1);
    await clock.advance(minute);
    await ask(ocsp('http://ocsp.example/', 1));
    expect(asked()).toHaveLength(1);
  });

  it('rests for no longer because it was asked for meanwhile', async () => {
    const { ask, clock } = setUp(timeout);
    const { until } = await ask(ocsp('http://ocsp.example/', 1));
    await clock.advance(minute / 2);
    expect(await ask(ocsp('http://ocsp.example/', 2))).toMatchObject({ until });
  });

  it('is asked nothing more at once when there are many questions', async () => {
    const { client, requests } = setUp(timeout);
    const questions = Array.from({ length: 16 }, (_, index) => ocsp('http://ocsp.example/', index));
    const answers = await client.ask(questions, { registry: 'registry.example' });
    expect([...answers.values()].every((answer) => 'problem' in answer)).toBe(true);
    expect(requests).toHaveLength(4);
  });

  it('holds up nobody else, nor lists of the same host', async () => {
    const { ask } = setUp((_, { method }) => (method === 'POST' ? timeout() : ok()));
    expect(problemOf(await ask(ocsp('http://pki.example/')))).toBeDefined();
    expect(await ask(list('http://pki.example/a.crl'))).toMatchObject({ bytes: crl });
    expect(problemOf(await ask(ocsp('http://ocsp.example/')))).toBeDefined();
  });

  it.each([429, 500, 503])('but with HTTP %i rests as well', async (status) => {
    const { ask, asked } = setUp(() => ({ ...ok(), status }));
    expect(problemOf(await ask(ocsp('http://ocsp.example/', 1)))).toBe(`HTTP ${status}`);
    expect(problemOf(await ask(ocsp('http://ocsp.example/', 2)))).toBe(`HTTP ${status}`);
    expect(asked()).toHaveLength(1);
  });

  it('because a kept connection was closed is asked once more', async () => {
    let first = true;
    const { ask, asked } = setUp(() => {
      const answer = first ? new HttpError('reset', 'socket hang up') : ok();
      first = false;
      return answer;
    });
    expect(await ask(ocsp('http://ocsp.example/'))).toMatchObject({ bytes: crl });
    expect(asked()).toHaveLength(2);
  });

  it('never makes the client reject, whatever HTTP throws', async () => {
    const { client } = setUp(() => {
      throw new TypeError('a defect');
    });
    const answers = await client.ask([list('http://pki.example/')], { registry: 'registry.example' });
    expect([...answers.values()].map(problemOf)).toEqual(['a defect']);
  });
});

describe('who gives up', () => {
  it('is told so, and nothing of it is remembered', async () => {
    const { ask, asked } = setUp((_, { signal }) =>
      signal?.aborted ? new HttpError('aborted', 'the request was cancelled') : ok(),
    );
    const question = list('http://pki.example/a.crl');
    expect(problemOf(await ask(question, { signal: AbortSignal.abort() }))).toBe('it was cancelled');
    expect(asked()).toEqual([]);
    expect(await ask(question)).toMatchObject({ bytes: crl });
  });

  it('takes the answer from nobody else', async () => {
    const controller = new AbortController();
    const { ask, asked } = setUp(async (_, { signal }) => {
      if (!signal) return ok();
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new HttpError('aborted', 'the request was cancelled');
    });
    const question = list('http://pki.example/a.crl');
    const first = ask(question, { signal: controller.signal });
    const second = ask(question);
    controller.abort();
    expect(problemOf(await first)).toBe('it was cancelled');
    expect(await second).toMatchObject({ bytes: crl });
    expect(asked()).toHaveLength(2);
  });
});
