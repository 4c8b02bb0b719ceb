import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DevicePrompt, deviceFlow } from '../../../server/src/platform/oidc/device-flow.ts';
import { systemClock } from '../../../server/src/platform/system-clock.ts';
import type { HttpClient } from '../../../server/src/registry/ports.ts';
import { OidcBrowser, type OidcServer, startOidc } from '../../support/oidc.ts';
import { http, problemOf, tampering } from './sign-in.ts';

let oidc: OidcServer;

beforeAll(async () => {
  oidc = await startOidc();
});
afterEach(() => {
  vi.useRealTimers();
  oidc.answer = 'accept';
});
afterAll(() => oidc.close());

/** A sign-in with a code, which nobody enters unless `show` does. */
function signIn(more: Partial<Parameters<typeof deviceFlow>[0]> = {}) {
  return deviceFlow({
    issuer: oidc.issuer,
    clientId: 'sigstore',
    http,
    clock: systemClock,
    signal: new AbortController().signal,
    timeoutMs: 15_000,
    show: () => {},
    ...more,
  });
}

const enter = ({ verificationUri, userCode }: DevicePrompt) => {
  void new OidcBrowser().enterCode(verificationUri, userCode);
};

describe('signing in with a code', () => {
  it('shows code and address, waits, and gives the token of whoever entered it', async () => {
    const shown: DevicePrompt[] = [];
    const { says } = await signIn({
      show: (prompt) => {
        shown.push(prompt);
        enter(prompt);
      },
    });
    expect(says).toMatchObject({ kind: 'email', name: 'alice@example.com', issuer: oidc.issuer });
    expect(shown).toEqual([
      {
        userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
        verificationUri: `${oidc.issuer}/device`,
        verificationUriComplete: `${oidc.issuer}/device?user_code=${shown[0]?.userCode}`,
        expiresAt: expect.any(Number),
      },
    ]);
    expect(shown[0]?.expiresAt).toBeGreaterThan(Date.now() + 500_000);
  });

  it('goes on asking while the issuer says "pending", whatever its status: at Sigstore it is 401', async () => {
    const asUnauthorized: HttpClient = async (request) => {
      const answer = await http(request);
      return answer.status === 400 ? { ...answer, status: 401 } : answer;
    };
    const polls = () => oidc.requests.filter((line) => line === 'POST /token').length;
    const before = polls();
    const { says } = await signIn({
      http: asUnauthorized,
      show: (prompt) => {
        setTimeout(() => enter(prompt), 1_200);
      },
    });
    expect(says.name).toBe('alice@example.com');
    expect(polls() - before).toBeGreaterThan(1);
  });
});

describe('nobody signs in', () => {
  it('because whoever entered the code declined', async () => {
    oidc.answer = 'decline';
    expect((await problemOf(signIn({ show: enter }))).code).toBe('denied');
  });

  it('because the code expired', async () => {
    const hasty = tampering('/device/auth', (json) => ({ ...json, expires_in: 1, interval: 5 }));
    expect((await problemOf(signIn({ http: hasty }))).code).toBe('code-expired');
  });

  it('because time is up', async () => {
    expect((await problemOf(signIn({ timeoutMs: 200 }))).code).toBe('timeout');
  });

  it('because it was cancelled, which does not wait for the next question', async () => {
    const abort = new AbortController();
    const asked = () => oidc.requests.filter((line) => line === 'POST /token').length;
    const before = asked();
    const signingIn = signIn({
      signal: abort.signal,
      show: () => {
        // From here on no time passes: the next question never comes.
        vi.useFakeTimers({ toFake: ['setTimeout'] });
        queueMicrotask(() => abort.abort());
      },
    });
    expect((await problemOf(signingIn)).code).toBe('cancelled');
    expect(asked()).toBe(before);
  });

  it('because the issuer knows no codes', async () => {
    const without = tampering('/openid-configuration', (json) => ({
      ...json,
      device_authorization_endpoint: undefined,
    }));
    expect((await problemOf(signIn({ http: without }))).code).toBe('no-device-flow');
  });

  it.each(['javascript:alert(1)', 'http://login.example.com/', 'file:///etc/passwd'])(
    'because the code would have to be entered at %s',
    async (verification_uri) => {
      const shown: DevicePrompt[] = [];
      const elsewhere = tampering('/device/auth', (json) => ({ ...json, verification_uri }));
      const problem = await problemOf(signIn({ http: elsewhere, show: (prompt) => shown.push(prompt) }));
      expect(problem.code).toBe('endpoint-refused');
      expect(shown).toEqual([]);
    },
  );
});
