import { inspect } from 'node:util';
import { expect } from 'vitest';
import { createNodeHttp } from '../../../server/src/platform/node-http.ts';
import type { AuthorizationCodeOptions } from '../../../server/src/platform/oidc/authorization-code.ts';
import { isOidcError } from '../../../server/src/platform/oidc/problem.ts';
import { callbackPage, describeOidcProblem } from '../../../server/src/platform/oidc-message.ts';
import { systemClock } from '../../../server/src/platform/system-clock.ts';
import type { Clock, HttpClient, HttpRequest, HttpResponse } from '../../../server/src/registry/ports.ts';
import { OidcBrowser, type Page } from '../../support/oidc.ts';

/** Everything secret that went over the wire in this test file. */
const secrets = new Set<string>();

const plain = createNodeHttp({ userAgent: 'imageseal/test', env: {} });

/** Node's HTTP, which remembers what is secret. */
export const http: HttpClient = async (request) => {
  const sent = new URLSearchParams(Buffer.from(request.body ?? []).toString());
  for (const name of ['code', 'code_verifier', 'device_code', 'client_secret']) keep(sent.get(name));
  const answer = await plain(request);
  keep(/"id_token":"([^"]+)"/.exec(Buffer.from(answer.body).toString())?.[1]);
  keep(/"access_token":"([^"]+)"/.exec(Buffer.from(answer.body).toString())?.[1]);
  return answer;
};

function keep(secret: string | null | undefined): void {
  if (secret) secrets.add(secret);
}

/** The same with answers changed on their way: `change` gets the JSON of those whose address ends like this. */
export function tampering(
  end: string,
  change: (json: Record<string, unknown>) => Record<string, unknown>,
): HttpClient {
  return async (request) => {
    const answer = await http(request);
    if (!new URL(request.url).pathname.endsWith(end)) return answer;
    return {
      ...answer,
      body: Buffer.from(JSON.stringify(change(JSON.parse(String(Buffer.from(answer.body)))))),
    };
  };
}

/** The same with an answer of the test's own. */
export function answering(end: string, answer: (request: HttpRequest) => HttpResponse): HttpClient {
  return async (request) =>
    new URL(request.url).pathname.endsWith(end) ? answer(request) : await http(request);
}

/** A clock that is wrong by so many milliseconds. */
export function clockOff(ms: number): Clock {
  return { now: () => Date.now() + ms, after: systemClock.after };
}

/** A sign-in with a browser that goes where it is sent; `pages` gets what it shows in the end. */
export function browserSignIn(issuer: string, pages: Promise<Page>[] = []): AuthorizationCodeOptions {
  return {
    issuer,
    clientId: 'sigstore',
    http,
    clock: systemClock,
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    page: callbackPage(),
    openUrl: async (url) => {
      const visit = new OidcBrowser().visit(url);
      // Where the page goes down with the port, that is what the test is about.
      visit.catch(() => {});
      pages.push(visit);
      return true;
    },
  };
}

/** What a rejected sign-in says, after making sure that it says nothing secret. */
export async function problemOf(signIn: Promise<unknown>): Promise<{ code: string; sentence: string }> {
  const error: unknown = await signIn.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isOidcError(error)) throw new Error(`no OidcError: ${inspect(error)}`);
  const sentence = describeOidcProblem(error.problem);
  const everything = inspect(error, { depth: 10, showHidden: true }) + sentence;
  for (const secret of secrets) expect(everything).not.toContain(secret);
  expect(everything).not.toMatch(/eyJ/);
  return { code: error.problem.code, sentence };
}
