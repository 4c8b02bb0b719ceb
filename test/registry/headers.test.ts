import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../server/src/registry/auth-challenge.ts';
import { nextPage } from '../../server/src/registry/link-header.ts';
import { parseRetryAfter } from '../../server/src/registry/retry-after.ts';

describe('WWW-Authenticate', () => {
  it.each<[string, { scheme: string; parameters: Record<string, string> }[]]>([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      [
        {
          scheme: 'bearer',
          parameters: {
            realm: 'https://auth.docker.io/token',
            service: 'registry.docker.io',
            scope: 'repository:a/b:pull,push',
          },
        },
      ],
    ],
    [
      'BEARER Realm = "https://a.example/t" , Service=plain',
      [{ scheme: 'bearer', parameters: { realm: 'https://a.example/t', service: 'plain' } }],
    ],
    ['Basic realm="a \\"quoted\\" realm"', [{ scheme: 'basic', parameters: { realm: 'a "quoted" realm' } }]],
    ['Negotiate', [{ scheme: 'negotiate', parameters: {} }]],
    [
      'Negotiate dG9rZW4=, Basic realm="x", Bearer realm="y"',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
        { scheme: 'bearer', parameters: { realm: 'y' } },
      ],
    ],
    ['Bearer realm="first",realm="second"', [{ scheme: 'bearer', parameters: { realm: 'first' } }]],
    ['', []],
    ['=,=', []],
    ['Bearer realm="never closed', [{ scheme: 'bearer', parameters: {} }]],
  ])('%s', (header, challenges) => {
    expect(
      parseChallenges(header).map(({ scheme, parameters }) => ({ scheme, parameters: { ...parameters } })),
    ).toEqual(challenges);
  });

  it.each([
    ['an absurd length', `Bearer realm="${'x'.repeat(100_000)}"`, []],
    ['backslashes', `Bearer realm="${'\\'.repeat(16_000)}`, [{ scheme: 'bearer', parameters: {} }]],
    ['spaces', `Bearer ${' '.repeat(16_000)}`, [{ scheme: 'bearer', parameters: {} }]],
    ['commas', `Bearer ${',a=b '.repeat(3_000)}`, [{ scheme: 'bearer', parameters: { a: 'b' } }]],
  ])('%s: as much as can be read', (_, header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);
  it.each([
    ['120', now + 120_000],
    ['0', now],
    [' 5 ', now + 5_000],
    ['Thu, 01 Jan 2026 12:01:00 GMT', now + 60_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', now],
    ['999999999', now + 86_400_000],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
    ['1e3', undefined],
    [undefined, undefined],
  ])('%s', (header, at) => expect(parseRetryAfter(header, now)).toBe(at));
});

describe('Link', () => {
  const page = new URL('https://registry.example/v2/a/referrers/sha256:1');
  it.each([
    ['</v2/a/referrers/sha256:1?n=2>; rel="next"', 'https://registry.example/v2/a/referrers/sha256:1?n=2'],
    ['<?page=2>; rel=next', 'https://registry.example/v2/a/referrers/sha256:1?page=2'],
    ['</first>; rel="first", </second>; title="a, b"; rel="prev next"', 'https://registry.example/second'],
    ['<https://evil.example/x>; REL="Next"', 'https://evil.example/x'],
    ['</x>; rel="prev"', undefined],
    ['</x>; rel="nextish"', undefined],
    ['<http://>; rel="next"', undefined],
    ['nothing', undefined],
    [undefined, undefined],
  ])('%s', (header, href) => expect(nextPage(header, page)?.href).toBe(href));

  it.each([
    ['quotes', `<${'a'.repeat(8_000)}>;${'"'.repeat(8_001)}`, undefined],
    ['targets', '<>;'.repeat(5_000), undefined],
    ['brackets', '<'.repeat(16_000), undefined],
    ['quotes before the next', `</x>;a=${'""'.repeat(8_000)}, </y>; rel=next`, 'https://registry.example/y'],
    ['an absurd length', `</x>; rel=next; a="${'x'.repeat(100_000)}"`, undefined],
  ])('of %s: as much as can be read', (_, header, href) => expect(nextPage(header, page)?.href).toBe(href));
});
