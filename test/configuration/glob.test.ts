import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, severityFor } from '../../server/src/configuration/glob.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';

const matches = (pattern: string, name: string) => compileGlob(pattern).matches(name);

/** The definition, word by word; exponential, for short texts only. */
function oracle(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern.startsWith('**'))
    return oracle(pattern.slice(2), name) || (name !== '' && oracle(pattern, name.slice(1)));
  if (pattern.startsWith('*')) {
    return (
      oracle(pattern.slice(1), name) || (name !== '' && name[0] !== '/' && oracle(pattern, name.slice(1)))
    );
  }
  if (name === '') return false;
  if (pattern[0] === '?' ? name[0] === '/' : name[0] !== pattern[0]) return false;
  return oracle(pattern.slice(1), name.slice(1));
}

describe('compileGlob', () => {
  it.each([
    ['docker.io/library/nginx', 'docker.io/library/nginx', true],
    ['docker.io/library/nginx', 'docker.io/library/nginx-unprivileged', false],
    ['docker.io/library/*', 'docker.io/library/nginx', true],
    ['docker.io/*', 'docker.io/library/nginx', false],
    ['docker.io/**', 'docker.io/library/nginx', true],
    ['docker.io/*/*', 'docker.io/library/nginx', true],
    ['ghcr.io/acme/**', 'ghcr.io/acme', false],
    ['ghcr.io/acme/**', 'ghcr.io/acme/team/app', true],
    ['ghcr.io/acme/**', 'ghcr.io/acme-evil/app', false],
    ['**/app', 'ghcr.io/acme/app', true],
    ['**/app', 'ghcr.io/acme/my-app', false],
    ['ghcr.io/acme/app-?', 'ghcr.io/acme/app-1', true],
    ['ghcr.io/acme/app-?', 'ghcr.io/acme/app-', false],
    ['ghcr.io?acme/app', 'ghcr.io/acme/app', false],
    ['localhost:*/**', 'localhost:5000/app', true],
    ['**', 'quay.io/a/b/c', true],
    ['***', 'quay.io/a/b/c', true],
    ['ghcr.io/a.b/*', 'ghcr.io/aXb/c', false],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it('takes both spellings of Docker Hub, in pattern and name', () => {
    expect(matches('index.docker.io/library/*', 'docker.io/library/nginx')).toBe(true);
    expect(matches('docker.io/library/*', 'index.docker.io/library/nginx')).toBe(true);
    expect(matches('index.docker.io/library/nginx', 'docker.io/library/nginx')).toBe(true);
    expect(compileGlob('index.docker.io/library/*').literalPrefix).toBe('docker.io/library/'.length);
  });

  it('agrees with the definition', () => {
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '/', '*', '**', '?'), { maxLength: 8 })
      .map((parts) => parts.join(''));
    const name = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, name, (p, n) => {
        expect(matches(p, n)).toBe(oracle(p.replace(/\*{2,}/g, '**'), n));
      }),
      { numRuns: 5_000 },
    );
  });

  // Trying one way after the other, there are more of them than anybody can wait for.
  it.each([
    ['**'.repeat(50), true],
    ['**a'.repeat(50), false],
    ['*a'.repeat(120), false],
    ['**/*a?'.repeat(60), false],
    ['?*'.repeat(200), false],
    [`${'?*'.repeat(100)}/${'*a'.repeat(100)}?`, true],
  ])('has an answer for %s', (pattern, matching) => {
    expect(matches(pattern, `${'a'.repeat(2_000)}/${'a'.repeat(2_000)}!`)).toBe(matching);
  });
});

describe('severityFor', () => {
  const configuration = mergeConfiguration({
    rules: { unsigned: 'error' },
    images: [
      { match: '**', rules: { unsigned: 'hint', unpinned: 'hint' } },
      { match: 'ghcr.io/acme/**', rules: { unsigned: 'off' } },
      { match: 'ghcr.io/acme/app', rules: { unpinned: 'error' } },
      { match: 'ghcr.io/acme/app', rules: { unpinned: 'off' } },
    ],
  });

  it('takes the most specific entry that names the rule, of equals the first', () => {
    expect(severityFor(configuration, 'unsigned', 'ghcr.io/acme/app')).toBe('off');
    expect(severityFor(configuration, 'unpinned', 'ghcr.io/acme/app')).toBe('error');
    expect(severityFor(configuration, 'unpinned', 'ghcr.io/acme/other')).toBe('hint');
  });

  it('falls back to the rule itself', () => {
    expect(severityFor(configuration, 'latest-tag', 'ghcr.io/acme/app')).toBe('warning');
    expect(severityFor(configuration, 'unsigned')).toBe('error');
  });

  // 20 000 questions, 500 globs each, over names of 200 characters: only who remembers has the answers in time.
  it('remembers which entries are of an image', () => {
    const images = Array.from({ length: 500 }, (_, index) => ({
      match: `**/team-${index}/**`,
      rules: { unsigned: 'off' as const },
    }));
    const large = mergeConfiguration({ images });
    const names = Array.from({ length: 20 }, (_, index) => `ghcr.io/team-${index}/${'app/'.repeat(50)}app`);
    const severities = new Set<string>();
    for (let run = 0; run < 1_000; run++) {
      for (const name of names) severities.add(severityFor(large, 'unsigned', name));
    }
    expect([...severities]).toEqual(['off']);
  });
});
