import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alternateName,
  canonicalName,
  canonicalReference,
  effectiveTag,
} from '../../server/src/image/names.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import type { ImageReference, InvalidReference } from '../../server/src/image/reference.ts';

const f64 = 'f'.repeat(64);
const f128 = 'f'.repeat(128);
const hex64 = '1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a';

function parsed(text: string): ImageReference {
  const result = parseImageReference(text);
  if (result.kind !== 'reference') throw new Error(`${text}: ${JSON.stringify(result)}`);
  return result;
}

function invalid(text: string): InvalidReference {
  const result = parseImageReference(text);
  if (result.kind !== 'invalid') throw new Error(`${text}: ${JSON.stringify(result)}`);
  return result;
}

/** normalize_test.go and reference_test.go of distribution/reference v0.6.0, as ParseNormalizedNamed reads them. */
const accepted: [
  text: string,
  registry: string,
  repository: string,
  tag?: string | undefined,
  digest?: string,
][] = [
  ['docker/docker', 'docker.io', 'docker/docker'],
  ['library/debian', 'docker.io', 'library/debian'],
  ['debian', 'docker.io', 'library/debian'],
  ['localhost/library/debian', 'localhost', 'library/debian'],
  ['localhost/debian', 'localhost', 'debian'],
  ['LOCALDOMAIN/library/debian', 'LOCALDOMAIN', 'library/debian'],
  ['LOCALDOMAIN/debian', 'LOCALDOMAIN', 'debian'],
  ['docker.io/docker/docker', 'docker.io', 'docker/docker'],
  ['docker.io/library/debian', 'docker.io', 'library/debian'],
  ['docker.io/debian', 'docker.io', 'library/debian'],
  ['index.docker.io/docker/docker', 'docker.io', 'docker/docker'],
  ['index.docker.io/library/debian', 'docker.io', 'library/debian'],
  ['index.docker.io/debian', 'docker.io', 'library/debian'],
  ['127.0.0.1:5000/docker/docker', '127.0.0.1:5000', 'docker/docker'],
  ['127.0.0.1:5000/library/debian', '127.0.0.1:5000', 'library/debian'],
  ['127.0.0.1:5000/debian', '127.0.0.1:5000', 'debian'],
  ['192.168.0.1', 'docker.io', 'library/192.168.0.1'],
  ['192.168.0.1:80', 'docker.io', 'library/192.168.0.1', '80'],
  ['192.168.0.1:8/debian', '192.168.0.1:8', 'debian'],
  ['192.168.0.2:25000/debian', '192.168.0.2:25000', 'debian'],
  [
    'thisisthesongthatneverendsitgoesonandonandonthisisthesongthatnev',
    'docker.io',
    'library/thisisthesongthatneverendsitgoesonandonandonthisisthesongthatnev',
  ],
  ['[fc00::1]:5000/docker', '[fc00::1]:5000', 'docker'],
  ['[fc00::1]:5000/docker/docker', '[fc00::1]:5000', 'docker/docker'],
  ['[fc00:1:2:3:4:5:6:7]:5000/library/debian', '[fc00:1:2:3:4:5:6:7]:5000', 'library/debian'],
  [`docker.io/${hex64}`, 'docker.io', `library/${hex64}`],
  ['Docker/docker', 'Docker', 'docker'],
  ['DOCKER/docker', 'DOCKER', 'docker'],
  ['docker-rules/docker', 'docker.io', 'docker-rules/docker'],
  ['docker---rules/docker', 'docker.io', 'docker---rules/docker'],
  ['d/docker', 'docker.io', 'd/docker'],
  ['jess/t', 'docker.io', 'jess/t'],
  ['dock__er/docker', 'docker.io', 'dock__er/docker'],
  ['store/foo/bar', 'docker.io', 'store/foo/bar'],
  ['library/foo/bar', 'docker.io', 'library/foo/bar'],
  ['other/library', 'docker.io', 'other/library'],
  ['ubuntu-12.04-base', 'docker.io', 'library/ubuntu-12.04-base'],
  ['127.0.0.1:8000/private/moonbase', '127.0.0.1:8000', 'private/moonbase'],
  ['example.com:8000/privatebasee', 'example.com:8000', 'privatebasee'],
  ['test_com', 'docker.io', 'library/test_com'],
  ['test_com/foo', 'docker.io', 'test_com/foo'],
  ['test.com:tag', 'docker.io', 'library/test.com', 'tag'],
  ['test.com:5000', 'docker.io', 'library/test.com', '5000'],
  ['test.com/repo:tag', 'test.com', 'repo', 'tag'],
  ['test:5000/repo', 'test:5000', 'repo'],
  ['test:5000/repo:tag', 'test:5000', 'repo', 'tag'],
  [`test:5000/repo@sha256:${f64}`, 'test:5000', 'repo', undefined, `sha256:${f64}`],
  [`test:5000/repo:tag@sha256:${f64}`, 'test:5000', 'repo', 'tag', `sha256:${f64}`],
  ['lowercase:Uppercase', 'docker.io', 'library/lowercase', 'Uppercase'],
  [
    `${'a/'.repeat(127)}a:tag-puts-this-over-max`,
    'docker.io',
    `${'a/'.repeat(127)}a`,
    'tag-puts-this-over-max',
  ],
  ['sub-dom1.foo.com/bar/baz/quux:some-long-tag', 'sub-dom1.foo.com', 'bar/baz/quux', 'some-long-tag'],
  [
    'b.gcr.io/test.example.com/my-app:test.example.com',
    'b.gcr.io',
    'test.example.com/my-app',
    'test.example.com',
  ],
  ['xn--n3h.com/myimage:xn--n3h.com', 'xn--n3h.com', 'myimage', 'xn--n3h.com'],
  [
    `xn--7o8h.com/myimage:xn--7o8h.com@sha512:${f128}`,
    'xn--7o8h.com',
    'myimage',
    'xn--7o8h.com',
    `sha512:${f128}`,
  ],
  ['xn--n3h.com:18080/foo', 'xn--n3h.com:18080', 'foo'],
  ['foo_bar.com:8080', 'docker.io', 'library/foo_bar.com', '8080'],
  ['foo/foo_bar.com:8080', 'docker.io', 'foo/foo_bar.com', '8080'],
  ['192.168.1.1:5000/repo:5050', '192.168.1.1:5000', 'repo', '5050'],
  ['[2001:db8::1]/repo', '[2001:db8::1]', 'repo'],
  ['[2001:db8:1:2:3:4:5:6]/repo:tag', '[2001:db8:1:2:3:4:5:6]', 'repo', 'tag'],
  [`[2001:db8::1]:5000/repo:tag@sha256:${f64}`, '[2001:db8::1]:5000', 'repo', 'tag', `sha256:${f64}`],
  ['[2001:db8::]:5000/repo', '[2001:db8::]:5000', 'repo'],
  ['[::1]:5000/repo', '[::1]:5000', 'repo'],
  [`example.com/${'a'.repeat(255)}:tag`, 'example.com', 'a'.repeat(255), 'tag'],
  [`nginx:${'t'.repeat(128)}`, 'docker.io', 'library/nginx', 't'.repeat(128)],
  [`repo@sha384:${'0'.repeat(96)}`, 'docker.io', 'library/repo', undefined, `sha384:${'0'.repeat(96)}`],
  // A bare digest is, to ParseNormalizedNamed, the image "sha256" with a long tag.
  [`sha256:${f64}`, 'docker.io', 'library/sha256', f64],
  // Not a domain by the grammar, yet containerd takes the first segment as the host.
  ['foo_bar.com/app', 'foo_bar.com', 'app'],
];

const rejected: [text: string, sentence: RegExp, marked: string][] = [
  ['', /is empty/, ''],
  [' nginx', /white space/, ' '],
  ['nginx ', /white space/, ' '],
  ['nginx: 1.27', /white space/, ' '],
  ['https://github.com/docker/docker', /remove https:\/\//, 'https://'],
  ['docker://nginx:1.27', /remove docker:\/\//, 'docker://'],
  ['http://', /remove http:\/\//, 'http://'],
  [hex64, /image ID/, hex64],
  ['docker/Docker', /lower case: write docker\/docker/, 'Docker'],
  ['Uppercase:tag', /lower case: write uppercase/, 'Uppercase'],
  ['test:5000/Uppercase/lowercase:tag', /lower case/, 'Uppercase'],
  ['docker.io/docker/Docker', /lower case/, 'Docker'],
  ['-docker', /start and end with/, '-docker'],
  ['-docker/docker', /start and end with/, '-docker'],
  ['docker-/docker', /start and end with/, 'docker-'],
  ['-docker.io/docker/docker', /-docker\.io is not a registry/, '-docker.io'],
  ['docker///docker', /remove one slash/, '//'],
  ['docker.io/docker///docker', /remove one slash/, '//'],
  ['/docker', /remove one slash/, '/'],
  ['docker/', /remove one slash/, '/'],
  ['ghcr.io/', /repository is missing/, 'ghcr.io/'],
  ['ghcr.io/:1', /repository is missing/, 'ghcr.io/'],
  [':justtag', /repository is missing/, ':'],
  [`@sha256:${f64}`, /repository is missing/, '@'],
  ['____/____', /start and end with/, '____'],
  ['dock..er/docker', /not a registry/, 'dock..er'],
  ['acme/dock..er', /start and end with/, 'dock..er'],
  ['dock_.er/docker', /not a registry/, 'dock_.er'],
  ['dock___er', /start and end with/, 'dock___er'],
  ['aa/asdf$$^/aa', /may not hold "\$"/, '$'],
  ['nginx!', /may not hold "!"/, '!'],
  ['aa/b🐳/c', /may not hold "🐳"/, '🐳'],
  ['[fc00::1]', /may not hold "\["/, '['],
  ['fc00::1:5000/debian', /fc00::1:5000 is not a registry/, 'fc00::1:5000'],
  ['[2001:db8:3:4::192.0.2.33]:5000/debian', /is not a registry/, '[2001:db8:3:4::192.0.2.33]:5000'],
  ['nginx:1.27/app', /nginx:1\.27 is not a registry/, 'nginx:1.27'],
  ['user@host.example/app', /not a digest/, 'host.example/app'],
  [`domain/${'a'.repeat(256)}:tag`, /263 characters/, `domain/${'a'.repeat(256)}`],
  [`my_domain.example/${'a'.repeat(240)}`, /258 characters/, 'a'.repeat(240)],
  ['nginx:', /tag is missing/, ':'],
  ['nginx:1.27:1', /tag may not hold ":"/, ':'],
  ['nginx:-1', /tag may not start with "-"/, '-1'],
  ['nginx:1+build', /tag may not hold "\+"/, '+'],
  [`nginx:${'t'.repeat(129)}`, /129 characters/, 't'.repeat(129)],
  ['nginx@', /digest is missing/, '@'],
  ['nginx@latest', /latest is not a digest/, 'latest'],
  ['nginx@sha256:', /not a digest/, 'sha256:'],
  ['repo@sha256:ffff', /64 hexadecimal digits, this one has 4/, 'sha256:ffff'],
  [`repo@sha512:${f64}`, /128 hexadecimal digits, this one has 64/, `sha512:${f64}`],
  [`nginx@sha256:${'F'.repeat(64)}`, /lower case/, `sha256:${'F'.repeat(64)}`],
  [`nginx@sha256:${'g'.repeat(64)}`, /hexadecimal digits only/, `sha256:${'g'.repeat(64)}`],
  [`nginx@sha256:${f64}:1.27`, /hexadecimal digits only/, `sha256:${f64}:1.27`],
  [`validname@invaliddigest:${f64}`, /invaliddigest is not a digest algorithm/, 'invaliddigest'],
  [`nginx@md5:${'0'.repeat(32)}`, /md5 is not a digest algorithm/, 'md5'],
];

describe('parseImageReference', () => {
  it.each(accepted)('reads %s', (text, registry, repository, tag, digest) => {
    const reference = parsed(text);
    expect({ ...reference, nameSpan: 0, tagSpan: 0, digestSpan: 0 }).toEqual({
      kind: 'reference',
      text,
      registry,
      repository,
      tag,
      digest,
      nameSpan: 0,
      tagSpan: 0,
      digestSpan: 0,
    });
    const { nameSpan, tagSpan, digestSpan } = reference;
    const cut = (span: { start: number; end: number }) => text.slice(span.start, span.end);
    expect(
      cut(nameSpan) + (tagSpan ? `:${cut(tagSpan)}` : '') + (digestSpan ? `@${cut(digestSpan)}` : ''),
    ).toBe(text);
    expect(tagSpan && cut(tagSpan)).toBe(tag);
    expect(digestSpan && cut(digestSpan)).toBe(digest);
  });

  it.each(rejected)('rejects %s', (text, sentence, marked) => {
    const { message, span } = invalid(text);
    expect(message).toMatch(sentence);
    expect(text.slice(span.start, span.end)).toBe(marked);
  });

  it.each(['[fe80::1%eth0]:5000/debian', '[fe80::1%@invalidzone]:5000/repo'])('never accepts %s', (text) => {
    expect(parseImageReference(text).kind).not.toBe('reference');
  });
});

const alnum = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const component = fc
  .tuple(alnum, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '---'), alnum), { maxLength: 2 }))
  .map(([head, rest]) => head + rest.map(([separator, part]) => separator + part).join(''));
const domain = fc.oneof(
  fc.constantFrom('docker.io', 'ghcr.io', 'localhost', 'localhost:5000', '[::1]:5000', '127.0.0.1', 'Upper'),
  fc.domain(),
);
const canonical = fc
  .record({
    domain,
    path: fc.array(component, { minLength: 1, maxLength: 4 }),
    tag: fc.option(fc.stringMatching(/^\w[\w.-]{0,127}$/), { nil: undefined }),
    digest: fc.option(
      fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
      { nil: undefined },
    ),
  })
  .map(({ domain: host, path, tag, digest }) => {
    const repository = host === 'docker.io' && path.length === 1 ? `library/${path[0]}` : path.join('/');
    const version = tag === undefined && digest === undefined ? 'latest' : tag;
    return `${host}/${repository}${version === undefined ? '' : `:${version}`}${digest === undefined ? '' : `@${digest}`}`;
  });

describe('canonical spelling', () => {
  it('is a fixed point: print(parse(reference)) ≡ reference', () => {
    fc.assert(
      fc.property(canonical, (text) => {
        expect(canonicalReference(parsed(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, and marks a span inside the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-zA-Z0-9:@/._-]*$/)),
        (text) => {
          const result = parseImageReference(text);
          if (result.kind !== 'invalid') return;
          expect(result.span.start).toBeGreaterThanOrEqual(0);
          expect(result.span.end).toBeLessThanOrEqual(text.length);
          expect(result.span.start).toBeLessThanOrEqual(result.span.end);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'nginx',
      'docker.io/library/nginx',
      'index.docker.io/library/nginx',
      'docker.io/library/nginx:latest',
      'latest',
    ],
    [
      'index.docker.io/acme/app:1',
      'docker.io/acme/app',
      'index.docker.io/acme/app',
      'docker.io/acme/app:1',
      '1',
    ],
    ['ghcr.io/acme/app', 'ghcr.io/acme/app', 'ghcr.io/acme/app', 'ghcr.io/acme/app:latest', 'latest'],
    [
      `a@sha256:${f64}`,
      'docker.io/library/a',
      'index.docker.io/library/a',
      `docker.io/library/a@sha256:${f64}`,
      undefined,
    ],
    [
      `a:1@sha256:${f64}`,
      'docker.io/library/a',
      'index.docker.io/library/a',
      `docker.io/library/a:1@sha256:${f64}`,
      '1',
    ],
  ])('spells %s', (text, name, alternate, full, tag) => {
    const reference = parsed(text);
    expect(canonicalName(reference)).toBe(name);
    expect(alternateName(reference)).toBe(alternate);
    expect(canonicalReference(reference)).toBe(full);
    expect(effectiveTag(reference)).toBe(tag);
  });
});

describe('hostile texts', () => {
  // Steps that grow with the square of this take longer than any test may.
  const size = 1_000_000;
  it.each([
    ['a name of one character', 'a'.repeat(size), 'has 1000008 characters'],
    ['slashes', '/'.repeat(size), 'Between two slashes'],
    ['components', 'a/'.repeat(size / 2), 'Between two slashes'],
    ['separators', `a${'-'.repeat(size)}!`, 'may not hold "!"'],
    ['underscores', `a${'_'.repeat(size)}b`, 'cannot be part of a repository'],
    ['alternating separators', 'a-'.repeat(size / 2), 'cannot be part of a repository'],
    ['labels', `${'a.'.repeat(size / 2)}!/app`, 'is not a registry'],
    ['dashes in a domain', `a.${'a-'.repeat(size / 2)}!/app`, 'is not a registry'],
    ['colons', ':'.repeat(size), 'The repository is missing'],
    ['at signs', '@'.repeat(size), 'The repository is missing'],
    ['an endless tag', `a:${'t'.repeat(size)}`, 'The tag has 1000000 characters'],
    ['an endless digest', `a@sha256:${'f'.repeat(size)}`, 'this one has 1000000'],
    ['algorithm components', `a@${'a+'.repeat(size / 2)}:f`, 'is not a digest'],
    ['capitals', 'A/'.repeat(size / 2), 'are lower case'],
    ['spaces', `a${' '.repeat(size)}b`, 'holds no white space'],
    ['open placeholders', '<a'.repeat(size / 2), 'may not hold "<"'],
    ['placeholders', `/__${'A_'.repeat(size / 2)}`, 'are lower case'],
    // Not longer than names may be, so that all of it is held against the grammar.
    ['a name with one mistake', `${'a'.repeat(240)}!`, 'may not hold "!"'],
    ['a separator too many', 'a-'.repeat(120), 'cannot be part of a repository'],
    ['a separator too many in a part', `${'a/a__'.repeat(48)}_a`, 'cannot be part of a repository'],
  ])('%s: a mistake that one sentence tells', (_, text, mistake) => {
    const result = parseImageReference(text);
    expect(result).toMatchObject({ kind: 'invalid', message: expect.stringContaining(mistake) });
    if (result.kind === 'invalid') expect(result.message.length).toBeLessThan(400);
  });

  it.each([
    ['at signs and words', '@a'.repeat(size / 2), '@…@'],
    ['braces', '{'.repeat(size), 'Go template'],
    ['open expressions', `{{ ${' '.repeat(size)}`, 'Go template'],
  ])('%s: left to whoever fills them in', (_, text, by) => {
    expect(parseImageReference(text)).toEqual({ kind: 'templated', text, by });
  });
});
