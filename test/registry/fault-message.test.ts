import { describe, expect, it } from 'vitest';
import type { Fault, FaultCode } from '../../server/src/registry/fault.ts';
import { describeFault } from '../../server/src/registry/fault-message.ts';

const host = 'registry.example';

/** One for each code; a new code without a sentence does not compile here. */
const codes: Record<FaultCode, RegExp> = {
  dns: /spelling/,
  refused: /port/,
  reset: /try again/,
  tls: /CA/,
  timeout: /try again/,
  truncated: /try again/,
  'too-large': /operator/,
  'blocked-address': /correct the image/,
  'not-asked': /issuer of the certificate/,
  unauthorized: /docker login registry\.example/,
  forbidden: /ask its owner/,
  'rate-limited': /docker login/,
  'server-error': /try again later/,
  'digest-mismatch': /do not use it/,
  'content-type': /login page/,
  malformed: /operator/,
  redirect: /operator/,
  'token-realm': /operator/,
  offline: /switch imageseal\.offline off/,
  restricted: /trust this workspace/,
  aborted: /run it again/,
  configuration: /\.imageseal\.yaml/,
  network: /check the network/,
  'read-only': /can be written to/,
  quota: /quota raised/,
  rejected: /not immutable/,
  'blob-unknown': /not immutable/,
  occupied: /remove that tag/,
  conflict: /try again in a minute/,
};

describe('describeFault', () => {
  it.each(Object.entries(codes) as [FaultCode, RegExp][])(
    '%s: says where and what to do next',
    (code, advice) => {
      const sentence = describeFault({ code, host });
      expect(sentence).toContain(host);
      expect(sentence).toMatch(advice);
      expect(sentence).toMatch(/^\S.*\.$/);
      expect(sentence).not.toMatch(/\{\d\}|undefined/);
    },
  );

  it('tells whether there were credentials', () => {
    const fault = { code: 'unauthorized', host, repository: 'acme/app' } as const;
    expect(describeFault(fault)).toBe(
      'registry.example refused the credentials for registry.example/acme/app, or it does not exist: check the name, or run docker login registry.example and try again.',
    );
    expect(describeFault({ ...fault, anonymous: true })).toContain('nobody without a login');
  });

  it.each<[Fault, RegExp]>([
    [{ code: 'forbidden', host }, /does not let you write to .*: ask its owner/],
    [{ code: 'unauthorized', host }, /does not let you write to .*docker login registry\.example/],
    [{ code: 'unauthorized', host, anonymous: true }, /nobody write to .* without a login: run docker login/],
    [{ code: 'offline', host }, /^Nothing is pushed .* switch imageseal\.offline off/],
    [{ code: 'restricted', host }, /^Nothing is pushed .* trust this workspace/],
    [{ code: 'aborted', host }, /push .* cancelled: run it again/],
    [{ code: 'too-large', host, detail: '5 MiB' }, /\(5 MiB\): make it smaller/],
  ])('speaks of writing where that failed: %j', (fault, sentence) => {
    const read = describeFault({ ...fault, repository: 'acme/app' });
    const written = describeFault({ ...fault, repository: 'acme/app', writing: true });
    expect(written).toMatch(sentence);
    expect(written).toContain('registry.example/acme/app');
    expect(read).not.toMatch(sentence);
  });

  it('tells until when to wait', () => {
    const retryAt = new Date(2026, 0, 1, 13, 37).getTime();
    expect(describeFault({ code: 'rate-limited', host, retryAt })).toContain('37');
  });

  it('repeats what the other side said', () => {
    expect(describeFault({ code: 'redirect', host, detail: 'to evil.example' })).toContain(
      '(to evil.example)',
    );
  });
});
